import type { LinearState } from "../linear-scores.ts";
import type { RecommendationModel } from "../task.ts";
import { loadLocalEase, saveLocalEase } from "./artifact.ts";
import { fitLocalEase } from "./fit.ts";
import { localEaseOptions, type LocalEaseOptions } from "./options.ts";
import { explainLocalEase, predictLocalEase } from "./predict.ts";

/** EASE over a few candidates a title. */
export const localEase: RecommendationModel<LocalEaseOptions, LinearState> = {
  id: "local-ease",
  task: "recommendation",
  label: "Local EASE",
  options: localEaseOptions,
  fit: fitLocalEase,
  predict: predictLocalEase,
  explain: explainLocalEase,
  save: saveLocalEase,
  load: loadLocalEase,
};
