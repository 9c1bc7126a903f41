import type { FitContext } from "../../model.ts";
import { recommendationError } from "../errors.ts";
import { familyWeights } from "../family.ts";
import { EITHER_WAY, gapWeights } from "../gap-weights.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { LinearState } from "../linear-scores.ts";
import type { RecommendationData } from "../task.ts";
import type { DirectedOptions } from "./options.ts";

/**
 * The family with S_ij = Σ_u n_u^-b · gap_u(i, j) · x_ui x_uj, where gap_u(i, j) = (places from i to j)^-γ, times β where
 * j came first.
 *
 * @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`, `recommendation.no-order`
 */
export function fitDirected(
  { interactions }: RecommendationData,
  options: DirectedOptions,
  context: FitContext,
): LinearState {
  checkInteractions(interactions, "directed", context);
  if (!interactions.ordered) throw recommendationError("recommendation.no-order", { model: "directed" });
  const gaps = gapWeights(interactions, [
    EITHER_WAY,
    { gamma: options.gamma, forwards: 1, backwards: options.beta },
  ]);
  return { weights: familyWeights(interactions, options, gaps, context), recency: options.delta };
}
