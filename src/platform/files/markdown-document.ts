import MarkdownIt from "markdown-it";
import type { ByteSource, DocumentOptions, ReadDocument } from "../../core/ports.ts";
import { readLanguage } from "../../domain/language-text.ts";
import { cleanLine } from "./clean-text.ts";
import { nameWithoutEnding, openText } from "./document-text.ts";
import { HtmlSections } from "./html-sections.ts";
import { SectionWriter } from "./section-writer.ts";

/** Markdown is read in parts of about so many characters, cut at headings or blank lines outside of code. */
const PART_CHARS = 1 << 16;
/** A line so long was not written as Markdown; it is read as HTML at most. */
const MAX_LINE_CHARS = 20_000;
/** Lists and quotations inside each other. */
const MAX_NESTING = 1000;

/** Read Markdown (CommonMark with tables): what its HTML would show. Front matter gives title, author and language. */
export async function readMarkdownDocument(
  source: ByteSource,
  options: DocumentOptions,
): Promise<ReadDocument> {
  const opened = await openText(source, () => null, options);
  const writer = new SectionWriter(source.name);
  const page = new HtmlSections(source.name, writer, false);
  const markdown = new MarkdownIt({ html: true, maxNesting: MAX_NESTING });
  const render = (text: string): string => markdown.render(text);
  let front: FrontMatter = {};
  let pending = "";
  let isFirst = true;
  const takePart = (text: string): void => {
    let body = text;
    if (isFirst) ({ front, body } = frontMatter(text.replace(/^\ufeff/, "")));
    isFirst = false;
    page.push(toHtml(render, body));
  };
  for await (const piece of opened.pieces()) {
    pending += piece;
    if (pending.length < PART_CHARS) continue;
    const { parts, rest } = wholeParts(pending);
    for (const part of parts) takePart(part);
    pending = rest;
    if (pending.length < 16 * PART_CHARS) continue;
    takePart(pending);
    pending = "";
  }
  takePart(pending);
  page.end();
  const sections = writer.finish("a Markdown file", "it holds no words");
  return {
    format: "markdown",
    title: cleanLine(front.title ?? "") || page.facts.firstHeading || nameWithoutEnding(source.name),
    authors: front.author ? [cleanLine(front.author)] : [],
    language: front.lang ? readLanguage(front.lang) : null,
    sections,
    doubts: opened.doubts,
  };
}

/** A long line goes past the Markdown parser, whose marks it would look for again and again. */
function toHtml(render: (text: string) => string, text: string): string {
  const lines = text.split("\n");
  if (!lines.some((line) => line.length > MAX_LINE_CHARS)) return render(text);
  const html: string[] = [];
  let short: string[] = [];
  for (const line of lines) {
    if (line.length <= MAX_LINE_CHARS) {
      short.push(line);
      continue;
    }
    html.push(render(short.join("\n")), "<p>", line, "</p>");
    short = [];
  }
  html.push(render(short.join("\n")));
  return html.join("\n");
}

/** The beginning of a text in parts that mean the same apart, and the rest that may go on. */
function wholeParts(text: string): { parts: string[]; rest: string } {
  const parts: string[] = [];
  let partStart = 0;
  let fence: string | null = null;
  let isAfterBlank = false;
  let lineStart = 0;
  for (;;) {
    const lineEnd = text.indexOf("\n", lineStart);
    if (lineEnd < 0) break;
    const line = text.slice(lineStart, Math.min(lineEnd, lineStart + 200));
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    const isOutside = fence === null;
    if (mark !== null && fence === null) fence = mark;
    else if (mark !== null && mark.startsWith(fence!) && /^ {0,3}[`~]+\s*$/.test(line)) fence = null;
    // A line at the margin after a blank one goes on with no list or quotation.
    const isStart = isOutside && (/^#{1,6}\s/.test(line) || (isAfterBlank && /^[\p{L}\p{N}"“#]/u.test(line)));
    const length = lineStart - partStart;
    if ((isStart && length > PART_CHARS / 2) || length > 16 * PART_CHARS) {
      parts.push(text.slice(partStart, lineStart));
      partStart = lineStart;
    }
    isAfterBlank = line.trim() === "";
    lineStart = lineEnd + 1;
  }
  return { parts, rest: text.slice(partStart) };
}

type FrontMatter = { readonly [K in "title" | "author" | "lang"]?: string };

/** The plain "name: value" lines between two lines of dashes at the very beginning. */
function frontMatter(text: string): { front: FrontMatter; body: string } {
  const found = /^---[ \t]*\r?\n([\s\S]{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text);
  if (!found) return { front: {}, body: text };
  const front: Record<string, string> = {};
  for (const line of found[1]!.split(/\r?\n/)) {
    const [, name, value] = /^(title|author|lang|language)\s*:\s*(.+)$/i.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const key = name.toLowerCase() === "language" ? "lang" : name.toLowerCase();
    front[key] ??= value.trim().replace(/^(["'])(.*)\1$/, "$2");
  }
  return { front, body: text.slice(found[0].length) };
}
