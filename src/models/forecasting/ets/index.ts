import type { ForecastingModel } from "../task.ts";
import { loadEts, saveEts } from "./artifact.ts";
import { fitEts, refitEts, type EtsState } from "./fit.ts";
import { etsOptions, type EtsOptions } from "./options.ts";
import { predictEts } from "./predict.ts";

/** Exponential smoothing with the form chosen by AICc. */
export const ets: ForecastingModel<EtsOptions, EtsState> = {
  id: "ets",
  task: "forecasting",
  label: "Exponential smoothing (ETS)",
  options: etsOptions,
  fit: fitEts,
  refit: refitEts,
  predict: predictEts,
  save: saveEts,
  load: loadEts,
};
