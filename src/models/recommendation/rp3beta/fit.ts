import { pow } from "../../../core/elementary.ts";
import { CsrRows } from "../../../math/sparse/csr-rows.ts";
import { selectLargest } from "../../../math/sparse/select-largest.ts";
import type { FitContext } from "../../model.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { LinearState } from "../linear-scores.ts";
import { PairRows, readerRows } from "../pair-rows.ts";
import { eachTitle } from "../row-steps.ts";
import type { RecommendationData } from "../task.ts";
import type { Rp3betaOptions } from "./options.ts";

/**
 * W_ij = Σ_u (x_ui / m_i)^α (x_uj / m_u)^α / m_j^β, m the sums of strengths of a title and of a reader.
 *
 * @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`
 * @see Paudel et al. (2017), section 3
 */
export function fitRp3beta(
  { interactions }: RecommendationData,
  { alpha, beta, topK }: Rp3betaOptions,
  context: FitContext,
): LinearState {
  checkInteractions(interactions, "rp3beta", context);
  const rows = readerRows(interactions);
  const { userCount, itemCount, rowStart, items, values } = rows;
  const readerSums = new Float64Array(userCount);
  const titleSums = new Float64Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    for (let at = rowStart[user]!; at < rowStart[user + 1]!; at++) {
      readerSums[user]! += values[at]!;
      titleSums[items[at]!]! += values[at]!;
    }
  }
  const power = (sums: Float64Array, exponent: number): Float64Array =>
    sums.map((sum) => (sum === 0 ? 0 : pow(sum, exponent)));
  const fromTitle = power(titleSums, -alpha);
  const toTitle = power(titleSums, -beta);
  const pairs = new PairRows(
    { ...rows, values: power(values, alpha) },
    { readerWeights: power(readerSums, -alpha) },
  );
  const weights = new CsrRows(itemCount, itemCount);
  const columns = new Int32Array(itemCount);
  const ranks = new Float64Array(itemCount);
  const weightOf = new Float64Array(itemCount);
  eachTitle(itemCount, "Comparing titles", context, (item) => {
    const count = pairs.row(item);
    for (let n = 0; n < count; n++) {
      const other = pairs.neighbours[n]!;
      const value = fromTitle[item]! * pairs.sums[other]! * toTitle[other]!;
      columns[n] = other;
      ranks[n] = value;
      weightOf[other] = value;
    }
    weights.append(columns, selectLargest(ranks, columns, count, topK), (column) => weightOf[column]!);
  });
  return { weights: weights.matrix(), recency: 0 };
}
