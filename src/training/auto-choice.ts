import type { Interactions } from "../models/recommendation/task.ts";
import type { LinearChoice } from "./linear-choice.ts";
import { fitSettings, type RecommenderSettings } from "./recommender-settings.ts";
import { tuneRecommender, type TuningBudget } from "./tune-recommender.ts";
import type { TuningContext } from "./tuning-stage.ts";

/**
 * A linear model whose kind and settings were found on a slice of these interactions: `--model auto`.
 *
 * @throws `training.too-few-choices`, `core.aborted`
 */
export function autoChoice(
  interactions: Interactions,
  budget: TuningBudget,
  context: TuningContext,
): LinearChoice {
  const { settings } = tuneRecommender(interactions, budget, context);
  return {
    modelId: settings.order === null ? "item-item" : "directed",
    label: labelOf(settings),
    options: optionsOf(settings),
    recency: settings.order?.delta ?? 0,
    fit: (part) => fitSettings(part, settings, context).weights,
  };
}

function labelOf({ order, regression }: RecommenderSettings): string {
  const family = order === null ? "Item–item" : "Item–item, directed";
  if (regression === null) return `${family}, tuned`;
  return `${family}, tuned, with ${regression.kind === "ease" ? "EASE" : "local EASE"}`;
}

/** All settings by name, those of the regression as "regression.share" and so on. */
function optionsOf({ family, order, regression }: RecommenderSettings): LinearChoice["options"] {
  const besides = Object.entries(regression ?? {}).map(
    ([name, value]) => [`regression.${name}`, value] as const,
  );
  return { ...family, ...order, ...Object.fromEntries(besides) };
}
