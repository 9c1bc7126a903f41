import { exp, log2 } from "../../core/elementary.ts";

/** Parameters of LambdaRank, named as in LightGBM. */
export interface RankingOptions {
  readonly sigmoid: number;
  /** Pairs are made with the rows that rank up to here. */
  readonly lambdarankTruncationLevel: number;
  /** Scale each query's lambdas by the logarithm of their sum. */
  readonly lambdarankNorm: boolean;
  /** Gain of each relevance label. */
  readonly labelGain: readonly number[];
}

/**
 * Gradients of LambdaRank with NDCG, query by query.
 *
 * @param labels relevance, shape [rows]
 * @param scores shape [rows]
 * @param groups rows of each query, in row order
 * @param gradients written, shape [rows]; hessians alike
 * @see Burges (2010); lightgbm/src/objective/rank_objective.hpp
 */
export function lambdaGradients(
  labels: Float64Array,
  scores: Float64Array,
  weights: Float32Array | null,
  groups: readonly number[],
  options: RankingOptions,
  gradients: Float32Array,
  hessians: Float32Array,
): void {
  let first = 0;
  for (const rows of groups) {
    const end = first + rows;
    queryGradients(
      labels.subarray(first, end),
      scores.subarray(first, end),
      options,
      gradients.subarray(first, end),
      hessians.subarray(first, end),
    );
    if (weights) {
      for (let r = first; r < end; r++) {
        gradients[r]! *= weights[r]!;
        hessians[r]! *= weights[r]!;
      }
    }
    first = end;
  }
}

function queryGradients(
  labels: Float64Array,
  scores: Float64Array,
  { sigmoid, lambdarankTruncationLevel, lambdarankNorm, labelGain }: RankingOptions,
  gradients: Float32Array,
  hessians: Float32Array,
): void {
  const rows = labels.length;
  const lambda = new Float64Array(rows);
  const curvature = new Float64Array(rows);
  const order = ranking(scores);
  const ideal = idealDcg(labels, lambdarankTruncationLevel, labelGain);
  const inverse = ideal > 0 ? 1 / ideal : 0;
  const best = scores[order[0]!]!;
  const worst = scores[order[rows - 1]!]!;
  let total = 0;
  for (let i = 0; i < rows - 1 && i < lambdarankTruncationLevel; i++) {
    for (let j = i + 1; j < rows; j++) {
      const labelOfI = labels[order[i]!]!;
      const labelOfJ = labels[order[j]!]!;
      if (labelOfI === labelOfJ) continue;
      const highRank = labelOfI > labelOfJ ? i : j;
      const lowRank = labelOfI > labelOfJ ? j : i;
      const high = order[highRank]!;
      const low = order[lowRank]!;
      const gap = scores[high]! - scores[low]!;
      const gainGap = labelGain[labels[high]!]! - labelGain[labels[low]!]!;
      let change = gainGap * Math.abs(discount(highRank) - discount(lowRank)) * inverse;
      if (lambdarankNorm && best !== worst) change /= 0.01 + Math.abs(gap);
      const p = 1 / (1 + exp(gap * sigmoid));
      const push = -sigmoid * change * p;
      const bend = sigmoid * sigmoid * change * p * (1 - p);
      lambda[low]! -= push;
      lambda[high]! += push;
      curvature[low]! += bend;
      curvature[high]! += bend;
      total -= 2 * push;
    }
  }
  const scale = lambdarankNorm && total > 0 ? log2(1 + total) / total : 1;
  for (let r = 0; r < rows; r++) {
    gradients[r] = lambda[r]! * scale;
    hessians[r] = curvature[r]! * scale;
  }
}

/** 1 - NDCG at 5, mean over queries; a query without relevant rows counts as 1. */
export function rankingMetric(
  labels: Float64Array,
  scores: Float64Array,
  groups: readonly number[],
  { labelGain }: RankingOptions,
): number {
  const level = 5;
  let sum = 0;
  let first = 0;
  for (const rows of groups) {
    const relevance = labels.subarray(first, first + rows);
    const order = ranking(scores.subarray(first, first + rows));
    const ideal = idealDcg(relevance, level, labelGain);
    let dcg = 0;
    for (let i = 0; i < Math.min(level, rows); i++) dcg += labelGain[relevance[order[i]!]!]! * discount(i);
    sum += ideal > 0 ? dcg / ideal : 1;
    first += rows;
  }
  return 1 - sum / groups.length;
}

/** Rows by falling score; equal ones in row order. */
function ranking(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores, (_, r) => r).sort((a, b) => scores[b]! - scores[a]! || a - b);
}

function discount(rank: number): number {
  return 1 / log2(2 + rank);
}

function idealDcg(labels: Float64Array, level: number, labelGain: readonly number[]): number {
  const sorted = labels.slice().sort();
  let dcg = 0;
  for (let i = 0; i < Math.min(level, sorted.length); i++) {
    dcg += labelGain[sorted[sorted.length - 1 - i]!]! * discount(i);
  }
  return dcg;
}
