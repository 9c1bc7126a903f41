import { CsvTokenizer } from "./csv-tokenizer.ts";

/** The comma last: it also stands inside names and numbers, so that it loses where two fit equally. */
const CANDIDATES = ["\t", ";", "|", ","];

/** A guessed delimiter; `found` is false when no candidate makes more than one column. */
export interface DelimiterGuess {
  readonly delimiter: string;
  readonly found: boolean;
}

/**
 * The candidate under which most rows of a sample have the same number of cells, more than one; of equals the one
 * with more cells, then the earlier candidate. A first line "sep=;" decides at once.
 */
export function guessDelimiter(sample: string): DelimiterGuess {
  const declared = /^sep=(.)\r?[\n\r]/i.exec(sample)?.[1];
  if (declared !== undefined && declared !== '"') return { delimiter: declared, found: true };
  let best: DelimiterGuess = { delimiter: ",", found: false };
  let bestScore = 0;
  for (const delimiter of CANDIDATES) {
    const widths = new CsvTokenizer("", delimiter).push(sample, true).rows.map((row) => row.length);
    const { width, share } = commonWidth(widths);
    if (width < 2) continue;
    const score = share + Math.min(width, 50) / 1000;
    if (score > bestScore) {
      best = { delimiter, found: true };
      bestScore = score;
    }
  }
  return best;
}

/** The most frequent number of cells and the share of rows that have it. */
function commonWidth(widths: readonly number[]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let width = 0;
  let rows = 0;
  for (const [candidate, count] of counts) {
    if (count > rows || (count === rows && candidate > width)) {
      width = candidate;
      rows = count;
    }
  }
  return { width, share: widths.length === 0 ? 0 : rows / widths.length };
}
