import { seasonProfile } from "../../../math/season-profile.ts";
import type { FitContext } from "../../model.ts";
import { checkDemand, startingAt, type ProfiledRate } from "../profiled-rate.ts";
import { checkSeries, type Series } from "../task.ts";
import type { WeekdayProfileOptions } from "./options.ts";

/**
 * Level of the latest `window` steps over the profile of the whole series.
 *
 * The level is what was sold in the window divided by what the profile expects of it, so that a window which is not
 * whole seasons does not tilt it. Steps the profile never sells on do not count.
 *
 * @throws `forecasting.empty`, `forecasting.not-finite`, `forecasting.bad-season`, `forecasting.negative-demand`
 */
export function fitWeekdayProfile(
  series: Series,
  options: WeekdayProfileOptions,
  context: FitContext,
): ProfiledRate {
  checkSeries(series, "weekday-profile", context);
  checkDemand(series, "weekday-profile");
  const { y, seasonLength } = series;
  const n = y.length;
  const profile = seasonProfile(y, seasonLength, series.groupProfile);
  let sold = 0;
  let expected = 0;
  for (let t = Math.max(0, n - options.window); t < n; t++) {
    sold += y[t]!;
    expected += profile[t % seasonLength]!;
  }
  return {
    rate: expected > 0 ? sold / expected : 0,
    profile: startingAt(profile, n % seasonLength),
    weights: new Float64Array(0),
  };
}
