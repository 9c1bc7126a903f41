import { pow } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { weightAt } from "../models/recommendation/linear-scores.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import type { Blend, Recommender } from "./recommender-state.ts";

/** One part of a title's score; all parts add up to it (to the rounding of float64). */
export interface Contribution {
  readonly kind: "read" | "content" | "popular";
  /** Position in the history; -1 for "popular". */
  readonly at: number;
  readonly amount: number;
}

/** The score of every title for a reader, also of those in the history. Shape [itemIds]. */
export function scoreTitles(recommender: Recommender, history: ReaderHistory): Float64Array {
  const { collaborative, content, popularity, support, blend } = recommender;
  const read = new Float64Array(support.length);
  const alike = new Float64Array(support.length);
  history.items.forEach((item, at) => {
    const strength = strengthOf(history, at, blend.recency);
    addRow(read, collaborative, item, strength);
    addRow(alike, content, item, strength);
  });
  return read.map((value, item) => {
    const { known, likeness } = weightsOf(blend, support[item]!);
    return known * value + likeness * alike[item]! + blend.popular * popularity[item]!;
  });
}

/** What each title of the history, and popularity, add to the score of `item`; parts of 0 are left out. */
export function contributions(
  { collaborative, content, popularity, support, blend }: Recommender,
  history: ReaderHistory,
  item: number,
): Contribution[] {
  const { known, likeness } = weightsOf(blend, support[item]!);
  const parts: Contribution[] = [];
  history.items.forEach((read, at) => {
    const strength = strengthOf(history, at, blend.recency);
    parts.push({ kind: "read", at, amount: known * strength * weightAt(collaborative, read, item) });
    parts.push({ kind: "content", at, amount: likeness * strength * weightAt(content, read, item) });
  });
  parts.push({ kind: "popular", at: -1, amount: blend.popular * popularity[item]! });
  return parts.filter(({ amount }) => amount !== 0);
}

/** How much the two sources count for a title with n readers. */
export function weightsOf(
  { supportHalf, contentKnown, contentCold }: Pick<Blend, "supportHalf" | "contentKnown" | "contentCold">,
  n: number,
): { readonly known: number; readonly likeness: number } {
  const known = n === 0 ? 0 : n / (n + supportHalf);
  return { known, likeness: contentKnown * known + contentCold * (1 - known) };
}

/** How much the title at a position of the history counts. */
export function strengthOf({ items, strengths }: ReaderHistory, at: number, recency: number): number {
  return recency === 0 ? strengths[at]! : strengths[at]! * pow(items.length - at, -recency);
}

/** Add a row of the matrix, times a factor, to dense sums. */
export function addRow(
  sums: Float64Array,
  { rowStart, columns, values }: CsrMatrix,
  row: number,
  factor: number,
): void {
  for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) sums[columns[at]!]! += factor * values[at]!;
}
