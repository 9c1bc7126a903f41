import type { ByteSource, DocumentOptions, ReadDocument } from "../../core/ports.ts";
import { nameWithoutEnding, openText } from "./document-text.ts";
import { SectionWriter } from "./section-writer.ts";

/** A line or paragraph is handed on when it is so long. */
const MAX_PENDING_CHARS = 100_000;
const CHAPTER =
  /^(?:(book|buch|livre|libro|boek|part|teil|partie|parte|deel|volume|band|act|akt|acte|atto)|chapter|kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk|scene|szene|sc[eè]ne|scena)\s+(?:\d{1,3}|[ivxlc]{1,7}|the\s+\w+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b.{0,60}$/i;
const ALONE =
  /^(?:prologue?|prolog|epilogue?|epilog|preface|foreword|vorwort|nachwort|introduction|einleitung|pr[eé]face|appendix|anhang)\.?$/i;

/** Read plain text: paragraphs between blank lines; lines such as "CHAPTER II" are headings. */
export async function readTextDocument(source: ByteSource, options: DocumentOptions): Promise<ReadDocument> {
  const opened = await openText(source, () => null, options);
  const writer = new SectionWriter(source.name);
  let lines: string[] = [];
  let chars = 0;
  const endParagraph = (): void => {
    const level = lines.length === 1 ? headingLevel(lines[0]!) : 0;
    if (level > 0) writer.heading(level, lines[0]!);
    else writer.paragraph(lines.join("\n"));
    lines = [];
    chars = 0;
  };
  const takeLine = (line: string): void => {
    if (/^\s*$/.test(line)) return endParagraph();
    lines.push(line);
    chars += line.length;
    if (chars > MAX_PENDING_CHARS) endParagraph();
  };
  let rest = "";
  for await (const piece of opened.pieces()) {
    const text = rest + piece;
    // A carriage return at the end may be the first half of a line end.
    const whole = text.endsWith("\r") ? text.length - 1 : text.length;
    const parts = text.slice(0, whole).split(/\r\n|[\n\r\u0085\u2028\u2029]/);
    rest = parts.pop()! + text.slice(whole);
    for (const part of parts) takeLine(part);
    if (rest.length > MAX_PENDING_CHARS) {
      const end = rest.lastIndexOf(" ") + 1 || rest.length;
      takeLine(rest.slice(0, end));
      rest = rest.slice(end);
    }
  }
  takeLine(rest);
  endParagraph();
  return {
    format: "text",
    title: nameWithoutEnding(source.name),
    authors: [],
    language: null,
    sections: writer.finish("a text file", "it holds blanks only"),
    doubts: opened.doubts,
  };
}

/** 1 for a book or part, 2 for a chapter, 0 for no heading. */
function headingLevel(line: string): number {
  const text = line.trim();
  if (text.length > 80) return 0;
  const chapter = CHAPTER.exec(text);
  if (chapter) return chapter[1] === undefined ? 2 : 1;
  return ALONE.test(text) ? 2 : 0;
}
