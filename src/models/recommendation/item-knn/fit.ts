import { log, log1p } from "../../../core/elementary.ts";
import { CsrRows } from "../../../math/sparse/csr-rows.ts";
import { selectLargest } from "../../../math/sparse/select-largest.ts";
import type { FitContext } from "../../model.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { LinearState } from "../linear-scores.ts";
import { PairRows, readerRows, type ReaderRows } from "../pair-rows.ts";
import { eachTitle } from "../row-steps.ts";
import type { RecommendationData } from "../task.ts";
import type { ItemKnnOptions } from "./options.ts";

/**
 * The similarity of titles i and j is Σ_u y_ui y_uj · C_ij / (C_ij + shrink), y the weighted choices and C_ij the
 * readers of both; the topK largest above 0 of each row are kept.
 *
 * @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`
 * @see implicit's `nearest_neighbours.py` for the weightings; Koren (2008), section 2.2, for the shrinkage
 */
export function fitItemKnn(
  { interactions }: RecommendationData,
  { weighting, shrink, topK, k1, lengthNorm }: ItemKnnOptions,
  context: FitContext,
): LinearState {
  checkInteractions(interactions, "item-knn", context);
  const rows = readerRows(interactions);
  const { itemCount } = rows;
  const weighted = { ...rows, values: weigh(rows, weighting, k1, lengthNorm) };
  const pairs = new PairRows(weighted);
  const counts =
    shrink === 0 ? null : new PairRows({ ...rows, values: new Float64Array(rows.items.length).fill(1) });
  const weights = new CsrRows(itemCount, itemCount);
  const columns = new Int32Array(itemCount);
  const values = new Float64Array(itemCount);
  const weightOf = new Float64Array(itemCount);
  eachTitle(itemCount, "Comparing titles", context, (item) => {
    const count = pairs.row(item);
    counts?.row(item);
    let positive = 0;
    for (let n = 0; n < count; n++) {
      const other = pairs.neighbours[n]!;
      const together = counts === null ? 1 : counts.sums[other]!;
      const value = pairs.sums[other]! * (counts === null ? 1 : together / (together + shrink));
      weightOf[other] = value;
      if (!(value > 0)) continue;
      columns[positive] = other;
      values[positive++] = value;
    }
    weights.append(columns, selectLargest(values, columns, positive, topK), (column) => weightOf[column]!);
  });
  return { weights: weights.matrix(), recency: 0 };
}

function weigh(rows: ReaderRows, weighting: string, k1: number, lengthNorm: number): Float64Array {
  if (weighting === "cosine") return unitLength(rows, rows.values);
  const { userCount, itemCount, rowStart, items, values } = rows;
  const weighted = new Float64Array(values.length);
  const amounts = new Float64Array(itemCount);
  let total = 0;
  items.forEach((item, at) => {
    amounts[item]! += values[at]!;
    total += values[at]!;
  });
  const average = total / itemCount;
  for (let user = 0; user < userCount; user++) {
    const rarity = log(itemCount) - log1p(rowStart[user + 1]! - rowStart[user]!);
    for (let at = rowStart[user]!; at < rowStart[user + 1]!; at++) {
      const x = values[at]!;
      const length = 1 - lengthNorm + (lengthNorm * amounts[items[at]!]!) / average;
      weighted[at] = rarity * (weighting === "tfidf" ? Math.sqrt(x) : (x * (k1 + 1)) / (k1 * length + x));
    }
  }
  return weighting === "tfidf" ? unitLength(rows, weighted) : weighted;
}

/** Each title's values divided by their length, so that sums of products are cosines. */
function unitLength({ itemCount, items }: ReaderRows, values: Float64Array): Float64Array {
  const squares = new Float64Array(itemCount);
  items.forEach((item, at) => {
    squares[item]! += values[at]! * values[at]!;
  });
  return values.map((value, at) => (value === 0 ? 0 : value / Math.sqrt(squares[items[at]!]!)));
}
