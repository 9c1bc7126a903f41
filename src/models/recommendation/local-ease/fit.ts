import type { FitContext } from "../../model.ts";
import { defaultOptions } from "../../options.ts";
import { familyOptions } from "../family-options.ts";
import { familyWeights } from "../family.ts";
import { weightedGram } from "../gram.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { LinearState } from "../linear-scores.ts";
import { localEaseWeights } from "../local-ease.ts";
import type { RecommendationData } from "../task.ts";
import type { LocalEaseOptions } from "./options.ts";

/**
 * The predictors of a title are those most like it in the family with its default exponents, which treats both sides
 * alike.
 *
 * @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions`
 */
export function fitLocalEase(
  { interactions }: RecommendationData,
  { candidates, lambda, b }: LocalEaseOptions,
  context: FitContext,
): LinearState {
  checkInteractions(interactions, "local-ease", context);
  const settings = { ...defaultOptions(familyOptions), topK: candidates };
  const alike = familyWeights(interactions, settings, null, context);
  const weights = localEaseWeights(weightedGram(interactions, b, context), alike, lambda, context);
  return { weights, recency: 0 };
}
