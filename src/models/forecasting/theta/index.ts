import type { ForecastingModel } from "../task.ts";
import { loadTheta, saveTheta } from "./artifact.ts";
import { fitTheta, refitTheta, type ThetaState } from "./fit.ts";
import { thetaOptions, type ThetaOptions } from "./options.ts";
import { predictTheta } from "./predict.ts";

/** The theta models: standard, optimised, and dynamic optimised. */
export const theta: ForecastingModel<ThetaOptions, ThetaState> = {
  id: "theta",
  task: "forecasting",
  label: "Theta (dynamic optimised)",
  options: thetaOptions,
  fit: fitTheta,
  refit: refitTheta,
  predict: predictTheta,
  save: saveTheta,
  load: loadTheta,
};
