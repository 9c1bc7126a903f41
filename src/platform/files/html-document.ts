import type { ByteSource, DocumentOptions, ReadDocument } from "../../core/ports.ts";
import { readLanguage } from "../../domain/language-text.ts";
import { cleanLine } from "./clean-text.ts";
import { nameWithoutEnding, openText } from "./document-text.ts";
import { HtmlSections } from "./html-sections.ts";
import { SectionWriter } from "./section-writer.ts";

/** Read a web page: its headings, paragraphs, lists and tables. Scripts, styles, menus and what is hidden are left out. */
export async function readHtmlDocument(source: ByteSource, options: DocumentOptions): Promise<ReadDocument> {
  const opened = await openText(source, declaredEncoding, options);
  const writer = new SectionWriter(source.name);
  let page: HtmlSections | null = null;
  for await (const piece of opened.pieces()) {
    page ??= new HtmlSections(source.name, writer, /^\s*<\?xml/.test(piece));
    page.push(piece);
  }
  page?.end();
  const sections = writer.finish("a web page", "nothing of it is text that is shown");
  const { title, firstHeading, author, language } = page!.facts;
  return {
    format: "html",
    title: cleanLine(title) || firstHeading || nameWithoutEnding(source.name),
    authors: author === "" ? [] : [author],
    language: language === null ? null : readLanguage(language),
    sections,
    doubts: opened.doubts,
  };
}

/**
 * The encoding that a page or an XML file declares near its beginning.
 * @see HTML Living Standard, "prescan a byte stream to determine its encoding"
 */
export function declaredEncoding(head: string): string | null {
  return (
    /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]+)/i.exec(head)?.[1] ??
    /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)/i.exec(head)?.[1] ??
    null
  );
}
