import { AppError } from "../../core/errors.ts";
import type { ByteSource, DocumentOptions, DocumentReader, ReadDocument } from "../../core/ports.ts";
import { reasonOf } from "./byte-stream.ts";
import { documentError } from "./document-errors.ts";
import { documentKind, type ReadFormat } from "./document-kind.ts";
import { requireSize } from "./document-text.ts";

const FORMAT_NAMES: Readonly<Record<ReadFormat, string>> = {
  text: "a text file",
  markdown: "Markdown",
  html: "a web page",
  epub: "an EPUB book",
  pdf: "a PDF document",
  csv: "a table",
  onix: "an ONIX message",
};

/** Reads documents of every kind the product takes. The reader of a kind loads when the first such file comes. */
export function fileDocumentReader(): DocumentReader {
  return {
    inspect: documentKind,
    check: async (source) => {
      requireSize(source);
      await documentKind(source);
    },
    read: async (source, options = {}) => {
      const format = await documentKind(source);
      try {
        return await readAs(format, source, options);
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        // A parser's own error: the file is broken in a way that nobody foresaw.
        const facts = { name: source.name, format: FORMAT_NAMES[format], reason: reasonOf(cause) };
        throw documentError("document.damaged", facts, { cause });
      }
    },
    async *rows(source, columns = {}, options = {}) {
      yield* (await import("./table-document.ts")).documentRows(source, columns, options);
    },
  };
}

async function readAs(
  format: ReadFormat,
  source: ByteSource,
  options: DocumentOptions,
): Promise<ReadDocument> {
  switch (format) {
    case "text":
      return (await import("./text-document.ts")).readTextDocument(source, options);
    case "markdown":
      return (await import("./markdown-document.ts")).readMarkdownDocument(source, options);
    case "html":
      return (await import("./html-document.ts")).readHtmlDocument(source, options);
    case "epub":
      return (await import("./epub-document.ts")).readEpubDocument(source, options);
    case "pdf":
      return (await import("./pdf-document.ts")).readPdfDocument(source, options);
    case "csv":
      return (await import("./table-document.ts")).readTableDocument(source, options);
    case "onix":
      return (await import("./onix-document.ts")).readOnixDocument(source, options);
  }
}
