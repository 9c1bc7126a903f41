import type { FitContext } from "../../model.ts";
import { recommendationError } from "../errors.ts";
import { familyWeights } from "../family.ts";
import { gapWeights } from "../gap-weights.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { LinearState } from "../linear-scores.ts";
import type { RecommendationData } from "../task.ts";
import type { DirectedOptions } from "./options.ts";

/** @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`, `recommendation.no-order` */
export function fitDirected(
  { interactions }: RecommendationData,
  options: DirectedOptions,
  context: FitContext,
): LinearState {
  checkInteractions(interactions, "directed", context);
  if (!interactions.ordered) throw recommendationError("recommendation.no-order", { model: "directed" });
  const factor = { gamma: options.gamma, forwards: 1, backwards: options.beta };
  const gaps = gapWeights(interactions, [factor, factor]);
  return { weights: familyWeights(interactions, options, gaps, context), recency: options.delta };
}
