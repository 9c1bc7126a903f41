import { log2 } from "../core/elementary.ts";
import { RANKING_METRICS, type RankingMetric } from "../domain/recommender-report.ts";
import { evaluationError } from "./errors.ts";

/** Titles a reader, in rows: row u = items[rowStart[u] .. rowStart[u + 1]). No title stands twice in a row. */
export interface TitleLists {
  /** Shape [users + 1]. */
  readonly rowStart: Int32Array;
  /** Shape [entries]. */
  readonly items: Int32Array;
}

/** Recommended titles a reader, best first; -1 fills the rest of a list that is shorter than k. */
export interface RankedLists {
  readonly k: number;
  /** Shape [users, k]. */
  readonly items: Int32Array;
}

/** Every measure of every reader, shape [users] each; NaN for a reader with nothing to find. */
export type ReaderScores = Readonly<Record<RankingMetric, Float64Array>>;

/**
 * Measure ranked lists against the titles that there were to find; `RANKING_METRICS` says what each measure is.
 *
 * @throws `evaluation.list-mismatch` when the two have not as many readers
 * @see Järvelin and Kekäläinen (2002), Cumulated gain-based evaluation, for the discount 1 / log2(rank + 1); golden
 *   case `ranking-metrics`
 */
export function scoreReaders(lists: RankedLists, target: TitleLists): ReaderScores {
  const users = target.rowStart.length - 1;
  const { k, items } = lists;
  if (items.length !== users * k) {
    throw evaluationError("evaluation.list-mismatch", { lists: items.length / k, targets: users });
  }
  const scores = Object.fromEntries(
    RANKING_METRICS.map((metric) => [metric, new Float64Array(users).fill(NaN)]),
  ) as Record<RankingMetric, Float64Array>;
  const gains = cumulatedGains(k);
  const sought = new Set<number>();
  for (let user = 0; user < users; user++) {
    const [from, to] = [target.rowStart[user]!, target.rowStart[user + 1]!];
    if (from === to) continue;
    sought.clear();
    for (let at = from; at < to; at++) sought.add(target.items[at]!);
    let hits = 0;
    let gain = 0;
    let precisions = 0;
    let first = 0;
    for (let rank = 1; rank <= k; rank++) {
      const item = items[user * k + rank - 1]!;
      if (item < 0) break;
      if (!sought.has(item)) continue;
      hits++;
      gain += gains[rank]! - gains[rank - 1]!;
      precisions += hits / rank;
      if (first === 0) first = rank;
    }
    const findable = Math.min(k, to - from);
    scores.recall[user] = hits / (to - from);
    scores.precision[user] = hits / k;
    scores.ndcg[user] = gain / gains[findable]!;
    scores.ndcgRetrieved[user] = hits === 0 ? 0 : gain / gains[hits]!;
    scores.map[user] = precisions / findable;
    scores.hitRate[user] = hits > 0 ? 1 : 0;
    scores.mrr[user] = first === 0 ? 0 : 1 / first;
  }
  return scores;
}

/** Σ 1 / log2(rank + 1) over the first n ranks, at position n; shape [k + 1]. */
function cumulatedGains(k: number): Float64Array {
  const gains = new Float64Array(k + 1);
  for (let rank = 1; rank <= k; rank++) gains[rank] = gains[rank - 1]! + 1 / log2(rank + 1);
  return gains;
}

/**
 * The k best titles, best first; of equal scores the lower title number. Titles of `without` are left out, and the
 * list is filled with -1 where no title is left.
 *
 * @param scores higher is better, shape [titles]
 * @param into written at `offset` to `offset + k`
 */
export function rankBest(
  scores: Float32Array | Float64Array,
  without: ArrayLike<number>,
  k: number,
  into: Int32Array = new Int32Array(k),
  offset = 0,
): Int32Array {
  const skip = new Set<number>();
  for (let i = 0; i < without.length; i++) skip.add(without[i]!);
  let length = 0;
  // The score to beat once the list is full.
  let last = -Infinity;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    if (score <= last || skip.has(item)) continue;
    let at = length < k ? length++ : k - 1;
    for (; at > 0 && score > scores[into[offset + at - 1]!]!; at--)
      into[offset + at] = into[offset + at - 1]!;
    into[offset + at] = item;
    if (length === k) last = scores[into[offset + k - 1]!]!;
  }
  into.fill(-1, offset + length, offset + k);
  return into;
}
