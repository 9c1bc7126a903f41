import type { Clock } from "../core/ports.ts";
import type { Preset } from "../domain/training.ts";
import type { FitContext } from "../models/model.ts";
import type { RecommendationData } from "../models/recommendation/task.ts";
import { linearChoice, type LinearChoice } from "./linear-choice.ts";

export interface ChoiceBudget {
  readonly preset: Preset;
  /** null: a fixed number of trials, so that the choice repeats. */
  readonly timeLimitMs: number | null;
}

/**
 * Find the linear model and its options for these readers.
 *
 * @throws `core.aborted`
 */
export async function chooseLinear(
  data: RecommendationData,
  _budget: ChoiceBudget,
  context: FitContext & { readonly clock: Clock },
): Promise<LinearChoice> {
  return linearChoice(data.interactions.ordered ? "directed" : "item-item", {}, context);
}
