import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { ListQuality } from "../domain/recommendation.ts";
import type { Recommender } from "./recommender-state.ts";
import { weightAt } from "../models/recommendation/linear-scores.ts";
import type { PlacedTitle, PlaceTitle } from "./series-order.ts";

/**
 * Titles of the pool one after another, each the one with the largest (1 − diversity) · value − diversity · likeness to
 * the nearest title already chosen: maximal marginal relevance (Carbonell and Goldstein 1998). At 0 the order of values.
 */
export function diverseOrder(
  recommender: Recommender,
  pool: readonly number[],
  values: Float64Array,
  { k, diversity, place }: { readonly k: number; readonly diversity: number; readonly place: PlaceTitle },
): PlacedTitle[] {
  const list: PlacedTitle[] = [];
  const nearest = new Float64Array(pool.length);
  const open = new Set(pool.keys());
  while (list.length < k && open.size > 0) {
    let best = -1;
    let bestWorth = -Infinity;
    for (const at of open) {
      const worth = (1 - diversity) * values[at]! - diversity * nearest[at]!;
      if (worth > bestWorth) {
        best = at;
        bestWorth = worth;
      }
    }
    const placed = place(pool[best]!);
    // A title whose place an earlier volume took may follow it.
    if (placed === null || placed.item === pool[best]!) open.delete(best);
    if (placed === null) continue;
    list.push(placed);
    if (diversity === 0) continue;
    for (const at of open) {
      nearest[at] = Math.max(nearest[at]!, likeness(recommender, pool[at]!, placed.item));
    }
  }
  return list;
}

/** How little known each title is beside the others of the pool: 0 for the one with the most readers, 1 for the fewest. */
export function noveltyRanks({ support }: Recommender, pool: readonly number[]): Float64Array {
  const order = Array.from(pool.keys()).sort((a, b) => support[pool[b]!]! - support[pool[a]!]! || a - b);
  const ranks = new Float64Array(pool.length);
  order.forEach((at, rank) => {
    ranks[at] = pool.length === 1 ? 1 : rank / (pool.length - 1);
  });
  return ranks;
}

/** @param best the titles of the highest scores, as many as were asked for */
export function measureList(
  recommender: Recommender,
  history: Int32Array,
  list: readonly number[],
  scores: Float64Array,
  best: readonly number[],
): ListQuality {
  const { support, readers } = recommender;
  const unlike = list.flatMap((a, i) => list.slice(i + 1).map((b) => 1 - likeness(recommender, a, b)));
  const top = best.length === 0 ? 0 : scores[best[0]!]!;
  const relevance = (item: number): number => (top > 0 ? clamp(scores[item]! / top) : 0);
  const sum = (items: readonly number[]): number => items.reduce((total, item) => total + relevance(item), 0);
  const surprise = (item: number): number =>
    1 - history.reduce((nearest, read) => Math.max(nearest, likeness(recommender, item, read)), 0);
  return {
    diversity: mean(unlike),
    novelty: mean(list.map((item) => (readers === 0 ? 1 : 1 - support[item]! / readers))),
    relevance: top > 0 ? clamp(sum(list) / sum(best.slice(0, list.length))) : 0,
    serendipity: mean(list.map((item) => relevance(item) * surprise(item))),
  };
}

/** How alike two titles are, from 0 to 1: the larger of their likeness by readers and by content, each a share of the
 * strongest tie that either of them has. */
export function likeness({ collaborative, content }: Recommender, a: number, b: number): number {
  return Math.max(tie(collaborative, a, b), tie(content, a, b));
}

function tie(matrix: CsrMatrix, a: number, b: number): number {
  return clamp(Math.max(share(matrix, a, b), share(matrix, b, a)));
}

function share(matrix: CsrMatrix, row: number, column: number): number {
  const weight = weightAt(matrix, row, column);
  if (weight <= 0) return 0;
  let strongest = 0;
  for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++)
    strongest = Math.max(strongest, matrix.values[at]!);
  return weight / strongest;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
