import { smoothedLevel } from "../../../math/exponential-smoothing.ts";
import type { FitContext } from "../../model.ts";
import { checkDemand, demandEvents, profiledRate, type ProfiledRate } from "../profiled-rate.ts";
import { checkSeries, type Series } from "../task.ts";
import type { SbaOptions } from "./options.ts";

/**
 * Croston's ratio times (1 - alpha / 2), which takes out most of its upward bias. No demand at all gives 0.
 *
 * @throws `forecasting.empty`, `forecasting.not-finite`, `forecasting.bad-season`, `forecasting.negative-demand`
 * @see Syntetos and Boylan (2005), equation 10
 */
export function fitSba(series: Series, options: SbaOptions, context: FitContext): ProfiledRate {
  checkSeries(series, "sba", context);
  checkDemand(series, "sba");
  const { alpha, weekdayProfile } = options;
  const { count, sizes, intervals } = demandEvents(series.y);
  if (count === 0) return profiledRate(series, 0, [], weekdayProfile);
  const ratio = smoothedLevel(sizes, count, alpha) / smoothedLevel(intervals, count, alpha);
  return profiledRate(series, (1 - alpha / 2) * ratio, [alpha], weekdayProfile);
}
