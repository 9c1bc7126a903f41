import { predictProfiledRate, profiledRateArtifact, type ProfiledRate } from "../profiled-rate.ts";
import type { ForecastingModel } from "../task.ts";
import { fitTsb } from "./fit.ts";
import { tsbOptions, type TsbOptions } from "./options.ts";

/** The Teunter–Syntetos–Babai method for intermittent demand that may end. */
export const tsb: ForecastingModel<TsbOptions, ProfiledRate> = {
  id: "tsb",
  task: "forecasting",
  label: "Teunter–Syntetos–Babai (TSB)",
  options: tsbOptions,
  fit: fitTsb,
  predict: predictProfiledRate,
  ...profiledRateArtifact("tsb"),
};
