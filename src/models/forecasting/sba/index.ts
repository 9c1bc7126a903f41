import { predictProfiledRate, profiledRateArtifact, type ProfiledRate } from "../profiled-rate.ts";
import type { ForecastingModel } from "../task.ts";
import { fitSba } from "./fit.ts";
import { sbaOptions, type SbaOptions } from "./options.ts";

/** The Syntetos–Boylan approximation: Croston without its bias. */
export const sba: ForecastingModel<SbaOptions, ProfiledRate> = {
  id: "sba",
  task: "forecasting",
  label: "Syntetos–Boylan (SBA)",
  options: sbaOptions,
  fit: fitSba,
  predict: predictProfiledRate,
  ...profiledRateArtifact("sba"),
};
