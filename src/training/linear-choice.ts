import { loadRecommendationModel } from "../models/catalog.ts";
import type { FitContext } from "../models/model.ts";
import { completeOptions } from "../models/options.ts";
import type { LinearState } from "../models/recommendation/linear-scores.ts";
import type { RecommendationModel } from "../models/recommendation/task.ts";
import type { LinearFit } from "./fit-recommender.ts";

/** A linear model with its options, ready to be fitted to any part of the readers. */
export interface LinearChoice extends LinearFit {
  /** As a screen names it. */
  readonly label: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
}

/** Models of the catalogue whose state is one matrix of weights. */
export const LINEAR_MODEL_IDS = [
  "item-knn",
  "rp3beta",
  "item-item",
  "directed",
  "ease",
  "local-ease",
] as const;
export type LinearModelId = (typeof LINEAR_MODEL_IDS)[number];

/** Weights kept of each title in a recommender, so that its file stays small. */
const TOP_KEPT = 100;

/**
 * A linear model with the given options; those left out at their defaults.
 *
 * @throws `model.unknown-option`, `model.bad-option`
 */
export async function linearChoice(
  modelId: LinearModelId,
  given: Readonly<Record<string, number | string | boolean>>,
  context: FitContext,
): Promise<LinearChoice> {
  const model = (await loadRecommendationModel(modelId)) as RecommendationModel<unknown, LinearState>;
  const kept = "topK" in model.options ? { topK: TOP_KEPT } : {};
  const options = completeOptions(model.options, { ...kept, ...given });
  return {
    modelId,
    label: model.label,
    options,
    recency: typeof options["delta"] === "number" ? options["delta"] : 0,
    fit: (interactions) => model.fit({ interactions, content: null }, options, context).weights,
  };
}

/** No customer is known: there is nothing to learn from, and content and popularity answer alone. */
export const NO_READERS: LinearChoice = {
  modelId: "content",
  label: "Content and popularity alone",
  options: {},
  recency: 0,
  fit: ({ itemCount }) => ({
    rowCount: itemCount,
    columnCount: itemCount,
    rowStart: new Int32Array(itemCount + 1),
    columns: new Int32Array(0),
    values: new Float32Array(0),
  }),
};
