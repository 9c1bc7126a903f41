import { fileError } from "./errors.ts";

/** A quoted cell may not be longer than this; a quote that is not closed within is taken for an ordinary character. */
const MAX_QUOTED = 1 << 20;
const MAX_ROW = 1 << 24;

/** Rows of cells and the physical line on which each starts, from 1. */
export interface TokenizedRows {
  readonly rows: string[][];
  readonly lines: number[];
}

/**
 * Cuts delimited text into rows, piece by piece (RFC 4180, read forgivingly).
 *
 * - Rows end with LF, CR LF, or a lone CR where the file knows no LF. Blank rows are skipped, their lines counted.
 * - A cell that opens with a quote runs to the closing quote, over delimiters and line ends; "" in it is a quote.
 * - A quote that is never closed, or is closed on a later line in the middle of a text, is an ordinary character:
 *   one forgotten quote spoils one row, not the rest of the file.
 * - A first line "sep=;" (written by spreadsheets) is skipped.
 */
export class CsvTokenizer {
  private readonly fileName: string;
  private readonly delimiterCode: number;
  private newline = "";
  private newlineCode = 0;
  private rest = "";
  private line = 1;
  private atStart = true;

  constructor(fileName: string, delimiter: string) {
    if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
      throw fileError("file.bad-delimiter", { delimiter });
    }
    this.fileName = fileName;
    this.delimiterCode = delimiter.charCodeAt(0);
  }

  /** The rows completed by this piece of text; with `isLast` also the one that no line end follows. */
  push(piece: string, isLast: boolean): TokenizedRows {
    const text = this.rest + piece;
    const rows: string[][] = [];
    const lines: number[] = [];
    if (!this.isNewlineKnown(text, isLast)) {
      this.rest = text;
      return { rows, lines };
    }
    let pos = this.atStart ? this.skipSeparatorLine(text) : 0;
    this.atStart = false;
    let quoteAt = pos - 1;
    while (pos < text.length) {
      let end = text.indexOf(this.newline, pos);
      if (end === -1) {
        if (!isLast) break;
        end = text.length;
      }
      if (quoteAt < pos) {
        quoteAt = text.indexOf('"', pos);
        if (quoteAt === -1) quoteAt = Infinity;
      }
      const cells: string[] = [];
      let next = end + 1;
      if (quoteAt >= end) this.splitPlain(text, pos, end, cells);
      else next = this.splitQuoted(text, pos, isLast, cells);
      if (next === -1) break;
      if (!isBlank(cells)) {
        rows.push(cells);
        lines.push(this.line);
      }
      this.line += next <= end + 1 ? 1 : this.countLines(text, pos, next);
      pos = next;
    }
    this.rest = text.slice(Math.min(pos, text.length));
    if (this.rest.length > MAX_ROW) {
      throw fileError("file.row-too-long", { name: this.fileName, line: this.line, limit: MAX_ROW });
    }
    return { rows, lines };
  }

  /** Old Macintosh files end lines with CR alone; anything else holds an LF soon. */
  private isNewlineKnown(text: string, isLast: boolean): boolean {
    if (this.newline !== "") return true;
    const hasLf = text.includes("\n");
    if (!hasLf && !isLast && text.length < 65536) return false;
    this.newline = !hasLf && text.includes("\r") ? "\r" : "\n";
    this.newlineCode = this.newline.charCodeAt(0);
    return true;
  }

  private skipSeparatorLine(text: string): number {
    const match = /^sep=.\r?[\n\r]/i.exec(text);
    if (!match) return 0;
    this.line++;
    return match[0].length;
  }

  private splitPlain(text: string, start: number, end: number, cells: string[]): void {
    const stop = end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
    let cellStart = start;
    for (let pos = start; pos < stop; pos++) {
      if (text.charCodeAt(pos) === this.delimiterCode) {
        cells.push(text.slice(cellStart, pos));
        cellStart = pos + 1;
      }
    }
    cells.push(text.slice(cellStart, stop));
  }

  /** Cells of a row that holds quotes. @returns where the next row starts, or -1 when more text is needed */
  private splitQuoted(text: string, start: number, isLast: boolean, cells: string[]): number {
    let pos = start;
    for (;;) {
      let value = "";
      if (text.charCodeAt(pos) === QUOTE) {
        const close = this.closingQuote(text, pos, isLast);
        if (close === NEEDS_MORE) return -1;
        if (close !== NOT_QUOTED) {
          value = text.slice(pos + 1, close);
          if (value.includes('"')) value = value.replaceAll('""', '"');
          pos = close + 1;
        }
      }
      const stop = this.cellEnd(text, pos);
      if (stop === text.length && !isLast) return -1;
      const isRowEnd = stop === text.length || text.charCodeAt(stop) === this.newlineCode;
      const tailEnd = isRowEnd && stop > pos && text.charCodeAt(stop - 1) === CR ? stop - 1 : stop;
      // After a closing quote usually nothing is left, or blanks; any other tail belongs to the cell.
      const tail = text.slice(pos, tailEnd);
      cells.push(value === "" ? tail : tail.trim() === "" ? value : value + tail);
      pos = stop + 1;
      if (isRowEnd) return pos;
    }
  }

  private closingQuote(text: string, open: number, isLast: boolean): number {
    let from = open + 1;
    for (;;) {
      const quote = text.indexOf('"', from);
      const isFar = (quote === -1 ? text.length : quote) - open > MAX_QUOTED;
      if (isFar) return NOT_QUOTED;
      if (quote === -1) return isLast ? NOT_QUOTED : NEEDS_MORE;
      if (quote + 1 === text.length) return isLast ? quote : NEEDS_MORE;
      const after = text.charCodeAt(quote + 1);
      if (after === QUOTE) {
        from = quote + 2;
        continue;
      }
      if (after === this.delimiterCode || after === this.newlineCode || after === CR) return quote;
      return text.slice(open, quote).includes(this.newline) ? NOT_QUOTED : quote;
    }
  }

  private cellEnd(text: string, start: number): number {
    for (let pos = start; pos < text.length; pos++) {
      const code = text.charCodeAt(pos);
      if (code === this.delimiterCode || code === this.newlineCode) return pos;
    }
    return text.length;
  }

  private countLines(text: string, start: number, end: number): number {
    let count = 0;
    for (let at = text.indexOf(this.newline, start); at !== -1 && at < end;) {
      count++;
      at = text.indexOf(this.newline, at + 1);
    }
    return Math.max(1, count);
  }
}

const CR = 13;
const QUOTE = 34;
const NOT_QUOTED = -1;
const NEEDS_MORE = -2;

/** Whether every cell is blank. */
export function isBlank(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell !== "" && cell.trim() !== "") return false;
  return true;
}
