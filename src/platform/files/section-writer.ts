import type { ReadDocument } from "../../core/ports.ts";
import { cleanLine, cleanLines, cleanParagraph } from "./clean-text.ts";
import { documentError } from "./document-errors.ts";

/** A section is cut before it grows longer: whoever reads on works section by section. */
const MAX_SECTION_CHARS = 100_000;
/** All text of one document. */
const MAX_CHARS = 64 << 20;
const MAX_HEADING_CHARS = 300;

export type ReadSection = ReadDocument["sections"][number];

/** Gathers headings and paragraphs in reading order into sections. */
export class SectionWriter {
  private readonly sections: ReadSection[] = [];
  private readonly path: { readonly level: number; readonly text: string }[] = [];
  private paragraphs: string[] = [];
  private chars = 0;
  private allChars = 0;
  private page: number | null = null;
  private expected: { readonly level: number; readonly text: string } | null = null;
  /** Whether anything stands under the innermost heading. */
  private isFilled = true;

  constructor(private readonly fileName: string) {}

  /** A heading; those of its level and below end. Level 1 is outermost. One that is too long is a paragraph. */
  heading(level: number, text: string): void {
    const line = cleanLine(text);
    if (line === "") return;
    if (line.length > MAX_HEADING_CHARS) return this.add(line);
    this.expected = null;
    this.close();
    while (this.path.length > 0 && this.path.at(-1)!.level >= level) this.leave();
    this.path.push({ level, text: line });
    this.isFilled = false;
  }

  /** A heading that what follows has, unless it begins with one of its own. */
  expectHeading(level: number, text: string): void {
    this.expected = { level, text };
  }

  /** A paragraph; empty ones are left out. */
  paragraph(text: string): void {
    this.add(cleanParagraph(text));
  }

  /** Lines whose blanks mean something: code. */
  lines(text: string): void {
    this.add(cleanLines(text));
  }

  /** What follows stands on this page. */
  startPage(page: number): void {
    if (page === this.page) return;
    this.close();
    this.page = page;
  }

  /** No heading holds any longer: another chapter file, another record. */
  leaveAll(): void {
    this.close();
    while (this.path.length > 0) this.leave();
  }

  /** @throws `document.no-text` when there is none */
  finish(format: string, reason: string): readonly ReadSection[] {
    this.leaveAll();
    if (this.sections.length === 0) {
      throw documentError("document.no-text", { name: this.fileName, format, reason });
    }
    return this.sections;
  }

  /** All that was written as one text, headings as paragraphs of their own; "" where there is nothing. */
  plain(): string {
    this.leaveAll();
    const lines: string[] = [];
    let before = "";
    for (const { headings, text } of this.sections) {
      const heading = headings.at(-1) ?? "";
      if (heading !== "" && heading !== before) lines.push(heading);
      before = heading;
      lines.push(text);
    }
    return lines.join("\n\n");
  }

  private add(text: string): void {
    if (this.expected !== null && text !== "") this.heading(this.expected.level, this.expected.text);
    for (let start = 0; start < text.length;) {
      const end = cut(text, start);
      const piece = text.slice(start, end).trim();
      start = end;
      if (piece === "") continue;
      if (this.chars + piece.length > MAX_SECTION_CHARS) this.close();
      this.paragraphs.push(piece);
      this.chars += piece.length + 2;
      this.allChars += piece.length;
    }
    if (this.allChars <= MAX_CHARS) return;
    const facts = { what: "characters of text", found: this.allChars, limit: MAX_CHARS };
    throw documentError("document.too-large", { name: this.fileName, ...facts });
  }

  private close(): void {
    if (this.paragraphs.length === 0) return;
    this.push(
      this.path.map((heading) => heading.text),
      this.paragraphs.join("\n\n"),
    );
    this.isFilled = true;
    this.paragraphs = [];
    this.chars = 0;
  }

  /** End the innermost heading; one with nothing under it was a line of text itself. */
  private leave(): void {
    const { text } = this.path.pop()!;
    if (!this.isFilled)
      this.push(
        this.path.map((heading) => heading.text),
        text,
      );
    this.isFilled = true;
  }

  private push(headings: readonly string[], text: string): void {
    this.sections.push({ headings, text, page: this.page });
  }
}

/** Where the next piece of at most a section's length ends: at a blank if there is one, never inside a character. */
function cut(text: string, start: number): number {
  const limit = start + MAX_SECTION_CHARS;
  if (text.length <= limit) return text.length;
  for (let end = limit; end > limit - 2000; end--) {
    const code = text.charCodeAt(end - 1);
    if (code === 32 || code === 10) return end;
  }
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code < 0xdc00 ? limit - 1 : limit;
}
