import type { FitContext } from "../../model.ts";
import { familyWeights } from "../family.ts";
import { checkInteractions } from "../interaction-checks.ts";
import type { LinearState } from "../linear-scores.ts";
import type { RecommendationData } from "../task.ts";
import type { ItemItemOptions } from "./options.ts";

/** @throws `core.aborted`, `recommendation.empty`, `recommendation.bad-interactions` */
export function fitItemItem(
  { interactions }: RecommendationData,
  options: ItemItemOptions,
  context: FitContext,
): LinearState {
  checkInteractions(interactions, "item-item", context);
  return { weights: familyWeights(interactions, options, null, context), recency: 0 };
}
