import { getDocument, type PDFDocumentProxy } from "unpdf/pdfjs";
import { throwIfAborted } from "../../core/errors.ts";
import type { ByteSource, DocumentOptions, ReadDocument } from "../../core/ports.ts";
import { readLanguage } from "../../domain/language-text.ts";
import { reasonOf, unreadable } from "./byte-stream.ts";
import { cleanLine } from "./clean-text.ts";
import { documentError } from "./document-errors.ts";
import { nameWithoutEnding, requireSize } from "./document-text.ts";
import { linesOfPage, withoutRunningLines, type PdfLine } from "./pdf-lines.ts";
import { outlineOf } from "./pdf-outline.ts";
import { writePdfText } from "./pdf-text.ts";
import { SectionWriter } from "./section-writer.ts";
import { withStrayRejections } from "./stray-rejections.ts";

const FORMAT = "a PDF document";
const MAX_PAGES = 10_000;

/**
 * Read the text of a PDF, page by page: paragraphs with broken words mended, without the lines that run along on every
 * page, under the titles of its outline or, where it has none, under lines in larger letters.
 */
export async function readPdfDocument(source: ByteSource, options: DocumentOptions): Promise<ReadDocument> {
  requireSize(source);
  return withStrayRejections(isOfPdf, () => readPdf(source, options));
}

/** Errors of pdf.js over objects that it looks up ahead in a broken file. */
function isOfPdf(reason: unknown): boolean {
  return (
    reason instanceof Error &&
    /^(?:XRef\w*|Format|ParserEOF|MissingData|UnknownError|Abort)\w*$/.test(reason.name)
  );
}

async function readPdf(source: ByteSource, options: DocumentOptions): Promise<ReadDocument> {
  const task = getDocument({
    data: await wholeFile(source),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    verbosity: 0,
  });
  try {
    const pdf = await task.promise.catch((cause: unknown) => {
      throw openingError(source, cause);
    });
    return await readOpened(source, pdf, options);
  } finally {
    await task.destroy();
  }
}

async function readOpened(
  source: ByteSource,
  pdf: PDFDocumentProxy,
  options: DocumentOptions,
): Promise<ReadDocument> {
  const { name } = source;
  const pageCount = pdf.numPages;
  if (pageCount > MAX_PAGES) {
    throw documentError("document.too-large", { name, what: "pages", found: pageCount, limit: MAX_PAGES });
  }
  const pages: PdfLine[][] = [];
  let unreadablePages = 0;
  for (let number = 1; number <= pageCount; number++) {
    throwIfAborted(options.signal, "Reading the document");
    const lines = await pageLines(pdf, number);
    if (lines === null) unreadablePages++;
    pages.push(lines ?? []);
    options.onBytes?.(Math.round((source.size * number) / pageCount));
  }
  const writer = new SectionWriter(name);
  writePdfText(writer, withoutRunningLines(pages), await outlineOf(pdf));
  const empty = pages.filter((lines) => lines.length === 0).length - unreadablePages;
  const sections = writer.finish(
    FORMAT,
    unreadablePages === pageCount
      ? "none of its pages can be read"
      : `its ${pageCount === 1 ? "page is a picture" : `${pageCount} pages are pictures`}, as a scanner makes them`,
  );
  const facts = await factsOf(pdf);
  return {
    format: "pdf",
    title: facts.title || nameWithoutEnding(name),
    authors: facts.author === "" ? [] : [facts.author],
    language: facts.language === "" ? null : readLanguage(facts.language),
    sections,
    doubts: [
      ...(empty > 0 ? [`${empty} of ${pageCount} pages hold no text; they may be pictures.`] : []),
      ...(unreadablePages > 0
        ? [`${unreadablePages} of ${pageCount} pages are damaged and were left out.`]
        : []),
    ],
  };
}

/** The lines of a page; null where the page is damaged, which need not spoil the others. */
async function pageLines(pdf: PDFDocumentProxy, number: number): Promise<PdfLine[] | null> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent({ includeMarkedContent: false });
    const lines = linesOfPage(items, number, page.view);
    page.cleanup();
    return lines;
  } catch {
    return null;
  }
}

async function factsOf(pdf: PDFDocumentProxy): Promise<{ title: string; author: string; language: string }> {
  const info = await pdf.getMetadata().then(
    (metadata) => metadata.info as Readonly<Record<string, unknown>>,
    (): Readonly<Record<string, unknown>> => ({}),
  );
  const text = (field: string): string => (typeof info[field] === "string" ? cleanLine(info[field]) : "");
  // Programs fill in their own words where a person wrote none.
  const title = /^(?:untitled|unspecified|document\d*|microsoft word - .*)$/i.test(text("Title"))
    ? ""
    : text("Title");
  const author = /^(?:anonymous|unknown|unspecified|user|admin)$/i.test(text("Author")) ? "" : text("Author");
  return { title, author, language: text("Language") };
}

async function wholeFile(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await source.slice(0);
  } catch (cause) {
    throw unreadable(source, cause);
  }
}

function openingError(source: ByteSource, cause: unknown): Error {
  const { name } = source;
  if (cause instanceof Error && cause.name === "PasswordException") {
    const reason = "it opens with a password only";
    return documentError("document.locked", { name, format: "PDF", reason }, { cause });
  }
  return documentError("document.damaged", { name, format: FORMAT, reason: reasonOf(cause) }, { cause });
}
