import { predictProfiledRate, profiledRateArtifact, type ProfiledRate } from "../profiled-rate.ts";
import type { ForecastingModel } from "../task.ts";
import { fitAdida } from "./fit.ts";
import { adidaOptions, type AdidaOptions } from "./options.ts";

/** Aggregate–disaggregate: smooth the demand of longer buckets. */
export const adida: ForecastingModel<AdidaOptions, ProfiledRate> = {
  id: "adida",
  task: "forecasting",
  label: "Aggregate–disaggregate (ADIDA)",
  options: adidaOptions,
  fit: fitAdida,
  predict: predictProfiledRate,
  ...profiledRateArtifact("adida"),
};
