import { pow } from "../../../core/elementary.ts";
import { choleskyFactor } from "../../../math/linear-algebra/cholesky.ts";
import { CsrRows } from "../../../math/sparse/csr-rows.ts";
import { selectLargest } from "../../../math/sparse/select-largest.ts";
import type { FitContext } from "../../model.ts";
import { recommendationError } from "../errors.ts";
import { sizes } from "../family.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { LinearState } from "../linear-scores.ts";
import { PairRows, readerRows } from "../pair-rows.ts";
import { eachTitle } from "../row-steps.ts";
import type { Interactions, RecommendationData } from "../task.ts";
import type { EaseOptions } from "./options.ts";

/** Two square matrices of doubles, 400 MB, and about a minute. */
export const MOST_EASE_TITLES = 5000;

/**
 * B = I - P / diag(P) with P = (Xᵀ D X + λ I)⁻¹ and D = diag(n_u^-b): the ridge regression of each title on all
 * others.
 *
 * @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`, `recommendation.too-many-titles`
 * @see Steck (2019), equation 8
 */
export function fitEase(
  { interactions }: RecommendationData,
  { lambda, b, topK }: EaseOptions,
  context: FitContext,
): LinearState {
  checkInteractions(interactions, "ease", context);
  const n = interactions.itemCount;
  if (n > MOST_EASE_TITLES) {
    throw recommendationError("recommendation.too-many-titles", {
      model: "ease",
      found: n,
      most: MOST_EASE_TITLES,
    });
  }
  const inverse = invert(gram(interactions, lambda, b, context), n, context);
  const weights = new CsrRows(n, n);
  const columns = new Int32Array(n);
  const sizesOf = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let count = 0;
    const weight = (j: number): number => -inverse[i * n + j]! / inverse[j * n + j]!;
    for (let j = 0; j < n; j++) {
      if (i === j || inverse[i * n + j] === 0) continue;
      columns[count] = j;
      sizesOf[count++] = Math.abs(weight(j));
    }
    weights.append(columns, selectLargest(sizesOf, columns, count, topK), weight);
  }
  return { weights: weights.matrix(), recency: 0 };
}

function gram(interactions: Interactions, lambda: number, b: number, context: FitContext): Float64Array {
  const rows = readerRows(interactions);
  const n = rows.itemCount;
  const readerWeights = sizes(rows).readers.map((size) => (size === 0 ? 0 : pow(size, -b)));
  const pairs = new PairRows(rows, { readerWeights });
  const matrix = new Float64Array(n * n);
  eachTitle(n, "Comparing titles", context, (item) => {
    const count = pairs.row(item);
    for (let k = 0; k < count; k++)
      matrix[item * n + pairs.neighbours[k]!] = pairs.sums[pairs.neighbours[k]!]!;
    matrix[item * n + item] = lambda;
  });
  for (let user = 0; user < rows.userCount; user++) {
    for (let at = rows.rowStart[user]!; at < rows.rowStart[user + 1]!; at++) {
      matrix[rows.items[at]! * (n + 1)]! += readerWeights[user]! * rows.values[at]! * rows.values[at]!;
    }
  }
  return matrix;
}

/** The inverse of a symmetric positive definite matrix by its Cholesky factor: L⁻¹, then L⁻ᵀ L⁻¹; symmetric. */
function invert(a: Float64Array, n: number, context: FitContext): Float64Array {
  const l = choleskyFactor(a, n);
  // Row i of L⁻¹ is (e_i - Σ_{k<i} l_ik row_k) / l_ii; its entries after i are 0.
  const m = a.fill(0);
  eachTitle(n, "Solving", context, (i) => {
    const row = m.subarray(i * n, i * n + i + 1);
    row[i] = 1;
    for (let k = 0; k < i; k++) {
      const factor = l[i * n + k]!;
      if (factor === 0) continue;
      const from = k * n;
      for (let j = 0; j <= k; j++) row[j]! -= factor * m[from + j]!;
    }
    const pivot = l[i * n + i]!;
    for (let j = 0; j <= i; j++) row[j]! /= pivot;
  });
  const inverse = l.fill(0);
  eachTitle(n, "Solving", context, (k) => {
    const from = k * n;
    for (let i = 0; i <= k; i++) {
      const factor = m[from + i]!;
      if (factor === 0) continue;
      const to = i * n;
      for (let j = 0; j <= i; j++) inverse[to + j]! += factor * m[from + j]!;
    }
  });
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j]!;
  return inverse;
}
