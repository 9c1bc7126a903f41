import { predictProfiledRate, profiledRateArtifact, type ProfiledRate } from "../profiled-rate.ts";
import type { ForecastingModel } from "../task.ts";
import { fitWeekdayProfile } from "./fit.ts";
import { weekdayProfileOptions, type WeekdayProfileOptions } from "./options.ts";

/** Recent mean × weekday profile. */
export const weekdayProfile: ForecastingModel<WeekdayProfileOptions, ProfiledRate> = {
  id: "weekday-profile",
  task: "forecasting",
  label: "Recent mean × weekday profile",
  options: weekdayProfileOptions,
  fit: fitWeekdayProfile,
  predict: predictProfiledRate,
  ...profiledRateArtifact("weekday-profile"),
};
