import type { LinearState } from "../linear-scores.ts";
import type { RecommendationModel } from "../task.ts";
import { loadEase, saveEase } from "./artifact.ts";
import { fitEase } from "./fit.ts";
import { easeOptions, type EaseOptions } from "./options.ts";
import { explainEase, predictEase } from "./predict.ts";

/** The closed-form linear autoencoder. */
export const ease: RecommendationModel<EaseOptions, LinearState> = {
  id: "ease",
  task: "recommendation",
  label: "EASE",
  options: easeOptions,
  fit: fitEase,
  predict: predictEase,
  explain: explainEase,
  save: saveEase,
  load: loadEase,
};
