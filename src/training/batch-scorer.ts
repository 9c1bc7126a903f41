import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import type { Recommender } from "./recommender-state.ts";
import { strengthOf, weightsOf } from "./score-titles.ts";

/**
 * `scoreTitles` for many readers: what depends on the title alone is worked into the weights once, so that a reader
 * costs the rows of their history and one pass over the titles.
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
  const titles = support.length;
  const known = new Float64Array(titles);
  const likeness = new Float64Array(titles);
  const base = new Float64Array(titles);
  for (let title = 0; title < titles; title++) {
    const weights = weightsOf(blend, support[title]!);
    known[title] = weights.known;
    likeness[title] = weights.likeness;
    base[title] = blend.popular * popularity[title]!;
  }
  const parts = [
    { matrix: collaborative, values: byColumn(collaborative, known) },
    { matrix: content, values: byColumn(content, likeness) },
  ];
  const scores = new Float64Array(titles);
  return (history) => {
    scores.set(base);
    for (let at = 0; at < history.items.length; at++) {
      const row = history.items[at]!;
      const strength = strengthOf(history, at, blend.recency);
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

function byColumn({ columns, values }: CsrMatrix, factors: Float64Array): Float64Array {
  const products = new Float64Array(values.length);
  for (let entry = 0; entry < values.length; entry++) {
    products[entry] = values[entry]! * factors[columns[entry]!]!;
  }
  return products;
}
