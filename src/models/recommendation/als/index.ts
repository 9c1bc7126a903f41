import type { RecommendationModel } from "../task.ts";
import { loadAls, saveAls } from "./artifact.ts";
import { fitAls, type AlsState } from "./fit.ts";
import { alsOptions, type AlsOptions } from "./options.ts";
import { predictAls } from "./predict.ts";

/** Implicit alternating least squares, for comparison. */
export const als: RecommendationModel<AlsOptions, AlsState> = {
  id: "als",
  task: "recommendation",
  label: "ALS (implicit factors)",
  options: alsOptions,
  fit: fitAls,
  predict: predictAls,
  save: saveAls,
  load: loadAls,
};
