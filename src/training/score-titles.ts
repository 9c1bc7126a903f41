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

/** What scores are made of: the recommender's own parts, or those that a blend is learned on. */
export interface ScoreParts {
  readonly collaborative: CsrMatrix;
  /** Content matrices, each with its share. */
  readonly contents: readonly { readonly matrix: CsrMatrix; readonly share: number }[];
  readonly popularity: Float32Array;
  readonly support: Int32Array;
}

/** The score of every title for a reader, also of those in the history. Shape [itemIds]. */
export function scoreTitles(recommender: Recommender, history: ReaderHistory): Float64Array {
  return readerScorer(recommender)(history);
}

/**
 * `scoreTitles` for many readers.
 *
 * @returns a function whose result is overwritten by its next call
 */
export function readerScorer(recommender: Recommender): (history: ReaderHistory) => Float64Array {
  const { collaborative, content, popularity, support, blend } = recommender;
  const parts = { collaborative, contents: [{ matrix: content, share: 1 }], popularity, support };
  const score = titleScorer(parts);
  return (history) => score(blend, history);
}

/**
 * Scores of many readers over the same parts.
 *
 * @returns a function whose result is overwritten by its next call
 */
export function titleScorer({
  collaborative,
  contents,
  popularity,
  support,
}: ScoreParts): (blend: Blend, history: ReaderHistory, shares?: readonly number[]) => Float64Array {
  const read = new Float64Array(support.length);
  const alike = new Float64Array(support.length);
  const alikeKnown = new Float64Array(support.length);
  const scores = new Float64Array(support.length);
  return (blend, history, shares) => {
    const { supportHalf, contentKnown, contentCold, popular } = blend;
    for (const sums of [read, alike, alikeKnown]) sums.fill(0);
    history.items.forEach((item, at) => {
      const strength = strengthOf(history, at, blend.recency);
      const known = knownShare(support[item]!, supportHalf);
      addRow(read, collaborative, item, strength * known);
      contents.forEach(({ matrix, share }, i) => {
        addRow(alike, matrix, item, strength * (shares?.[i] ?? share));
        addRow(alikeKnown, matrix, item, strength * known * (shares?.[i] ?? share));
      });
    });
    for (let item = 0; item < scores.length; item++) {
      const known = knownShare(support[item]!, supportHalf);
      scores[item] =
        known * read[item]! +
        contentCold * alike[item]! +
        (contentKnown - contentCold) * known * alikeKnown[item]! +
        popular * popularity[item]!;
    }
    return scores;
  };
}

/** What each title of the history, and popularity, add to the score of `item`; parts of 0 are left out. */
export function contributions(
  { collaborative, content, popularity, support, blend }: Recommender,
  history: ReaderHistory,
  item: number,
): Contribution[] {
  const { supportHalf, contentKnown, contentCold, popular, recency } = blend;
  const parts: Contribution[] = [];
  history.items.forEach((own, at) => {
    const strength = strengthOf(history, at, recency);
    const known = knownShare(support[own]!, supportHalf) * knownShare(support[item]!, supportHalf);
    const likeness = contentKnown * known + contentCold * (1 - known);
    parts.push({ kind: "read", at, amount: known * strength * weightAt(collaborative, own, item) });
    parts.push({ kind: "content", at, amount: likeness * strength * weightAt(content, own, item) });
  });
  parts.push({ kind: "popular", at: -1, amount: popular * popularity[item]! });
  return parts.filter(({ amount }) => amount !== 0);
}

/** How far the choices of n readers are believed, from 0 to 1. */
const knownShare = (n: number, half: number): number => (n === 0 ? 0 : n / (n + half));

/** How much the title at a position of the history counts. */
function strengthOf({ items, strengths }: ReaderHistory, at: number, recency: number): number {
  return recency === 0 ? strengths[at]! : strengths[at]! * pow(items.length - at, -recency);
}

function addRow(
  sums: Float64Array,
  { rowStart, columns, values }: CsrMatrix,
  row: number,
  factor: number,
): void {
  for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) sums[columns[at]!]! += factor * values[at]!;
}
