import type { LinearState } from "../linear-scores.ts";
import type { RecommendationModel } from "../task.ts";
import { loadDirected, saveDirected } from "./artifact.ts";
import { fitDirected } from "./fit.ts";
import { directedOptions, type DirectedOptions } from "./options.ts";
import { explainDirected, predictDirected } from "./predict.ts";

/** The family for histories with an order: what comes next. */
export const directed: RecommendationModel<DirectedOptions, LinearState> = {
  id: "directed",
  task: "recommendation",
  label: "Item–item, directed",
  options: directedOptions,
  fit: fitDirected,
  predict: predictDirected,
  explain: explainDirected,
  save: saveDirected,
  load: loadDirected,
};
