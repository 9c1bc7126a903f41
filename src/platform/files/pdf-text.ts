import type { PdfLine } from "./pdf-lines.ts";
import type { OutlineEntry } from "./pdf-outline.ts";
import type { SectionWriter } from "./section-writer.ts";

/** Letters so much larger than those of most of the text make a heading. */
const HEADING_RATIO = 1.15;
const HEADING_LEVELS = 3;
const MAX_HEADING_CHARS = 160;
/** A paragraph ends where the next line is so many line heights lower, or begins so far to the right. */
const PARAGRAPH_GAP = 1.7;
const INDENT_POINTS = 6;
const HYPHEN = /\p{L}[-\u2010\u00ad]$/u;

/** Write the lines of a PDF as headings and paragraphs, each on the page on which it begins. */
export function writePdfText(
  writer: SectionWriter,
  lines: readonly PdfLine[],
  outline: readonly OutlineEntry[],
): void {
  const words = wholeWords(lines);
  const levelOf = outline.length > 0 ? outlineLevels(lines, outline) : sizeLevels(lines);
  const pending = [...outline];
  let paragraph: PdfLine[] = [];
  const endParagraph = (): void => {
    if (paragraph.length === 0) return;
    writer.startPage(paragraph[0]!.page);
    writer.paragraph(joined(paragraph, words));
    paragraph = [];
  };
  let heading: { line: PdfLine; level: number; text: string } | null = null;
  const endHeading = (): void => {
    if (heading === null) return;
    writer.startPage(heading.line.page);
    writer.heading(heading.level, heading.text);
    heading = null;
  };
  /** Entries of the outline whose title no line of the page repeats begin where their page does. */
  const takeOutline = (page: number, until: OutlineEntry | null): void => {
    while (pending.length > 0 && pending[0]!.page <= page) {
      const entry = pending[0]!;
      if (until === null && levelOf.entries.has(entry) && entry.page === page) return;
      pending.shift();
      endParagraph();
      writer.startPage(page);
      writer.heading(entry.level, entry.title);
      if (entry === until) return;
    }
  };
  let last: PdfLine | null = null;
  for (const line of lines) {
    if (line.page !== last?.page) takeOutline(line.page, null);
    const found = levelOf.of(line);
    if (found !== null && found.entry !== null) {
      endHeading();
      endParagraph();
      takeOutline(line.page, found.entry);
    } else if (found !== null) {
      endParagraph();
      if (heading !== null && heading.level === found.level && isNear(heading.line, line)) {
        heading = { line, level: found.level, text: `${heading.text} ${line.text}` };
      } else {
        endHeading();
        heading = { line, level: found.level, text: line.text };
      }
    } else {
      endHeading();
      if (last !== null && paragraph.length > 0 && !goesOn(paragraph, last, line)) endParagraph();
      paragraph.push(line);
    }
    last = line;
  }
  endHeading();
  endParagraph();
}

interface HeadingLevels {
  of(line: PdfLine): { readonly level: number; readonly entry: OutlineEntry | null } | null;
  /** Entries of the outline that a line of their page repeats. */
  readonly entries: ReadonlySet<OutlineEntry>;
}

function outlineLevels(lines: readonly PdfLine[], outline: readonly OutlineEntry[]): HeadingLevels {
  const found = new Map<PdfLine, OutlineEntry>();
  const entries = new Set<OutlineEntry>();
  const linesOf = new Map<number, PdfLine[]>();
  for (const line of lines) {
    const own = linesOf.get(line.page);
    if (own) own.push(line);
    else linesOf.set(line.page, [line]);
  }
  let from = 0;
  let page = 0;
  for (const entry of outline) {
    const own = linesOf.get(entry.page) ?? [];
    if (entry.page !== page) from = 0;
    page = entry.page;
    const at = own.findIndex((line, i) => i >= from && bare(line.text) === bare(entry.title));
    if (at < 0) continue;
    from = at + 1;
    found.set(own[at]!, entry);
    entries.add(entry);
  }
  return {
    entries,
    of: (line) => {
      const entry = found.get(line);
      return entry ? { level: entry.level, entry } : null;
    },
  };
}

/** Headings by size: the largest letters are level 1. */
function sizeLevels(lines: readonly PdfLine[]): HeadingLevels {
  const chars = new Map<number, number>();
  let all = 0;
  for (const line of lines) {
    const size = roundSize(line);
    chars.set(size, (chars.get(size) ?? 0) + line.text.length);
    all += line.text.length;
  }
  const sizes = [...chars.keys()].sort((a, b) => a - b);
  let below = 0;
  const body = sizes.find((size) => (below += chars.get(size)!) * 2 >= all) ?? 0;
  const larger = sizes.filter((size) => size > body * HEADING_RATIO).sort((a, b) => b - a);
  return {
    entries: new Set(),
    of: (line) => {
      const at = larger.indexOf(roundSize(line));
      if (at < 0 || line.text.length > MAX_HEADING_CHARS || !/\p{L}{2}/u.test(line.text)) return null;
      return { level: Math.min(at + 1, HEADING_LEVELS), entry: null };
    },
  };
}

const roundSize = (line: PdfLine): number => Math.round(line.size * 2) / 2;
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

function isNear(above: PdfLine, below: PdfLine): boolean {
  return above.page === below.page && above.y - below.y < above.size * 2 && above.y >= below.y;
}

/** Whether a line goes on with the paragraph above it. */
function goesOn(paragraph: readonly PdfLine[], above: PdfLine, line: PdfLine): boolean {
  const isSentenceOpen =
    HYPHEN.test(above.text) || (!/[.!?:…"”»’)\]]$/.test(above.text) && /^\p{Ll}/u.test(line.text));
  // Over a page or into another column only an open sentence goes on.
  if (line.page !== above.page || line.y > above.y) return isSentenceOpen;
  if (Math.abs(line.size - above.size) > 1) return false;
  if (above.y - line.y > above.size * PARAGRAPH_GAP) return false;
  if (line.y === above.y) return true;
  const margin = paragraph.length > 1 ? paragraph[1]!.left : paragraph[0]!.left;
  const isIndented = line.left - margin > INDENT_POINTS && paragraph.length > 1;
  return isSentenceOpen || !isIndented;
}

/** One text of a paragraph's lines; a word that was broken at a line's end is whole again. */
function joined(paragraph: readonly PdfLine[], words: ReadonlySet<string>): string {
  let text = "";
  for (const line of paragraph) {
    if (text === "") text = line.text;
    else if (HYPHEN.test(text)) text = mended(text, line.text, words);
    else
      text +=
        /[-\u2013]$/.test(text) && /\d[-\u2013]$/.test(text) && /^\d/.test(line.text)
          ? line.text
          : ` ${line.text}`;
  }
  return text;
}

/**
 * "light-" and "house" are "lighthouse", "Anglo-" and "Saxon" keep their hyphen, and so does "north-west" in a text
 * that has "north-west" on one line and nowhere "northwest".
 */
function mended(text: string, next: string, words: ReadonlySet<string>): string {
  if (!/^\p{Ll}/u.test(next)) return text.replace(/[\u2010\u00ad]$/, "-") + next;
  const head = /[\p{L}\p{M}]+$/u.exec(text.slice(0, -1))?.[0] ?? "";
  const tail = /^[\p{L}\p{M}]+/u.exec(next)?.[0] ?? "";
  const isCompound = words.has(`${head}-${tail}`.toLowerCase()) && !words.has(`${head}${tail}`.toLowerCase());
  return isCompound ? text + next : text.slice(0, -1) + next;
}

/** All words that stand whole on a line, in lower case. */
function wholeWords(lines: readonly PdfLine[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { text } of lines) {
    const found = text.toLowerCase().match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu) ?? [];
    for (const word of found) words.add(word);
  }
  return words;
}
