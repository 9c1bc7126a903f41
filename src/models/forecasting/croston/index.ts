import { predictProfiledRate, profiledRateArtifact, type ProfiledRate } from "../profiled-rate.ts";
import type { ForecastingModel } from "../task.ts";
import { fitCroston } from "./fit.ts";
import { crostonOptions, type CrostonOptions } from "./options.ts";

/** Croston's method for intermittent demand. */
export const croston: ForecastingModel<CrostonOptions, ProfiledRate> = {
  id: "croston",
  task: "forecasting",
  label: "Croston",
  options: crostonOptions,
  fit: fitCroston,
  predict: predictProfiledRate,
  ...profiledRateArtifact("croston"),
};
