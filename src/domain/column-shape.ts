import { cleanCell } from "./cell-text.ts";
import { readDateTime } from "./date-text.ts";
import { isbn13Of } from "./isbn.ts";
import { readNumber } from "./number-text.ts";

/** What the cells of one column look like; shares are of the cells that are not blank, 0 to 1. */
export interface ColumnShape {
  /** Share of all cells that are not blank. */
  readonly filled: number;
  /** Dates in any order; plain numbers do not count but for 20101201. */
  readonly dates: number;
  readonly numbers: number;
  readonly integers: number;
  readonly isbns: number;
  /** Texts of several words. */
  readonly phrases: number;
  /** Short texts without blanks: what an item number looks like. */
  readonly codes: number;
  readonly medianNumber: number;
  /** Different texts as a share of the filled cells. */
  readonly distinct: number;
  readonly meanLength: number;
}

/** Look at the cells of one column. */
export function columnShape(cells: readonly string[]): ColumnShape {
  const texts = cells.map(cleanCell).filter((text) => text !== "");
  const share = (test: (text: string) => boolean): number =>
    texts.length === 0 ? 0 : texts.filter(test).length / texts.length;
  const numbers = texts
    .map(anyNumber)
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  return {
    filled: cells.length === 0 ? 0 : texts.length / cells.length,
    dates: share(isDateText),
    numbers: texts.length === 0 ? 0 : numbers.length / texts.length,
    integers: share((text) => Number.isInteger(anyNumber(text))),
    isbns: share((text) => isbn13Of(text) !== null),
    phrases: share((text) => /\p{L}{2,}[^\p{L}]+\p{L}/u.test(text)),
    codes: share((text) => text.length <= 24 && !/\s/.test(text)),
    medianNumber: numbers[Math.floor(numbers.length / 2)] ?? NaN,
    distinct: texts.length === 0 ? 0 : new Set(texts).size / texts.length,
    meanLength: texts.length === 0 ? 0 : texts.reduce((sum, text) => sum + text.length, 0) / texts.length,
  };
}

/** Whether a cell is written as a date, in whatever order. Numbers such as 71053 are not, though they could be. */
export function isDateText(text: string): boolean {
  if (/^\d+(?:[.,]\d+)?$/.test(text) && !/^(?:19|20)\d{6}$/.test(text)) return false;
  return (["DMY", "MDY", "YMD"] as const).some((order) => !Number.isNaN(readDateTime(text, order)));
}

function anyNumber(text: string): number {
  const value = readNumber(text, ".");
  return Number.isNaN(value) ? readNumber(text, ",") : value;
}
