import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { FitContext } from "../models/model.ts";
import { ease } from "../models/recommendation/ease/index.ts";
import { familyWeights, type FamilySettings } from "../models/recommendation/family.ts";
import { EITHER_WAY, gapWeights } from "../models/recommendation/gap-weights.ts";
import { weightedGram } from "../models/recommendation/gram.ts";
import type { LinearState } from "../models/recommendation/linear-scores.ts";
import { localEaseWeights, type Gram } from "../models/recommendation/local-ease.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import { blendWeights } from "./blend-weights.ts";

/** What the tuner chooses: plain data, kept with the published model. */
export interface RecommenderSettings {
  readonly family: FamilySettings;
  /** Of the directed form; null where order says nothing or does not help. */
  readonly order: OrderSettings | null;
  /** The regression to blend with the family; null where it does not help. */
  readonly regression: RegressionSettings | null;
}

export interface OrderSettings {
  readonly gamma: number;
  readonly beta: number;
  readonly delta: number;
}

export interface RegressionSettings {
  /** "ease" over all titles, "local-ease" over a few candidates each. */
  readonly kind: "ease" | "local-ease";
  /** Of local-ease: predictors a title, its closest in the family. */
  readonly candidates: number;
  /** Exponent of n_u, as the family's b. */
  readonly b: number;
  /** λ as a multiple of the mean diagonal of Xᵀ D X, so that it means the same on any data. */
  readonly ridge: number;
  /** Of the regression in the blend, from 0 to 1. */
  readonly share: number;
  /** Weights kept of each title after blending. */
  readonly keep: number;
}

/**
 * Fit the family with these settings, and the regression beside it, to all interactions.
 *
 * @throws `core.aborted`
 */
export function fitSettings(
  interactions: Interactions,
  settings: RecommenderSettings,
  context: FitContext,
): LinearState {
  const { family, order, regression } = settings;
  const gaps =
    order === null
      ? null
      : gapWeights(interactions, [EITHER_WAY, { gamma: order.gamma, forwards: 1, backwards: order.beta }]);
  const weights = familyWeights(interactions, family, gaps, context);
  const recency = order === null ? 0 : order.delta;
  if (regression === null) return { weights, recency };
  const beside = regressionWeights(interactions, family, regression, null, context);
  return { weights: blendWeights(weights, beside, regression.share, regression.keep), recency };
}

/** The regression alone. @param gram with `regression.b`, where it is known already */
export function regressionWeights(
  interactions: Interactions,
  family: FamilySettings,
  { kind, candidates, b, ridge }: RegressionSettings,
  gram: Gram | null,
  context: FitContext,
): CsrMatrix {
  const known = gram ?? weightedGram(interactions, b, context);
  const lambda = ridge * meanOf(known.diagonal);
  if (kind === "ease") {
    const options = { lambda, b, topK: EASE_KEPT };
    return ease.fit({ interactions, content: null }, options, context).weights;
  }
  return localEaseWeights(known, predictorsOf(interactions, family, candidates, context), lambda, context);
}

/** The titles that each is predicted by in a local EASE. @returns row: title predicted; columns: its predictors */
export function predictorsOf(
  interactions: Interactions,
  family: FamilySettings,
  candidates: number,
  context: FitContext,
): CsrMatrix {
  // The family's weight of a pair, up to a factor of the row alone, with the predicted title as the row.
  const mirrored = { ...family, a: family.c, c: family.a, q: 1, topK: candidates };
  return familyWeights(interactions, mirrored, null, context);
}

/** Weights of EASE kept a title before blending: all those that could matter. */
const EASE_KEPT = 600;

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
