import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import type { Recommender } from "./recommender-state.ts";
import { knownShare, strengthOf } from "./score-titles.ts";

/**
 * `scoreTitles` for many readers: what depends on the pair of titles alone is worked into the weights once, so that a
 * reader costs the rows of their history and one pass over the titles.
 *
 * @returns scores of every title for a history; the array is filled anew by the next call
 */
export function batchScorer({
  collaborative,
  content,
  popularity,
  support,
  blend,
}: Recommender): (history: ReaderHistory) => Float64Array {
  const { supportHalf, contentKnown, contentCold, popular, recency } = blend;
  const known = Float64Array.from(support, (n) => knownShare(n, supportHalf));
  const base = Float64Array.from(popularity, (share) => popular * share);
  const parts = [
    { matrix: collaborative, values: pairValues(collaborative, known, 1, 0) },
    { matrix: content, values: pairValues(content, known, contentKnown, contentCold) },
  ];
  const scores = new Float64Array(support.length);
  return (history) => {
    scores.set(base);
    for (let at = 0; at < history.items.length; at++) {
      const row = history.items[at]!;
      const strength = strengthOf(history, at, recency);
      for (const { matrix, values } of parts) {
        const end = matrix.rowStart[row + 1]!;
        for (let entry = matrix.rowStart[row]!; entry < end; entry++) {
          scores[matrix.columns[entry]!]! += strength * values[entry]!;
        }
      }
    }
    return scores;
  };
}

/** Each weight times `whole` · e + `none` · (1 − e), where e is how much is known of its two titles. */
function pairValues(
  { rowCount, rowStart, columns, values }: CsrMatrix,
  known: Float64Array,
  whole: number,
  none: number,
): Float64Array {
  const products = new Float64Array(values.length);
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      const evidence = known[row]! * known[columns[at]!]!;
      products[at] = values[at]! * (whole * evidence + none * (1 - evidence));
    }
  }
  return products;
}
