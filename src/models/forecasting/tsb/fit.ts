import { smoothedLevel } from "../../../math/exponential-smoothing.ts";
import type { FitContext } from "../../model.ts";
import { checkDemand, demandEvents, profiledRate, type ProfiledRate } from "../profiled-rate.ts";
import { checkSeries, type Series } from "../task.ts";
import type { TsbOptions } from "./options.ts";

/**
 * Smoothed size of a demand times the smoothed chance that a step has one. No demand at all gives 0.
 *
 * @throws `forecasting.empty`, `forecasting.not-finite`, `forecasting.bad-season`, `forecasting.negative-demand`
 * @see Teunter, Syntetos and Babai (2011), equations 1 and 2
 */
export function fitTsb(series: Series, options: TsbOptions, context: FitContext): ProfiledRate {
  checkSeries(series, "tsb", context);
  checkDemand(series, "tsb");
  const { alphaDemand, alphaProbability, weekdayProfile } = options;
  const { y } = series;
  const { count, sizes } = demandEvents(y);
  if (count === 0) return profiledRate(series, 0, [], weekdayProfile);
  let probability = y[0]! > 0 ? 1 : 0;
  for (let t = 1; t < y.length; t++) {
    probability = alphaProbability * (y[t]! > 0 ? 1 : 0) + (1 - alphaProbability) * probability;
  }
  const size = smoothedLevel(sizes, count, alphaDemand);
  return profiledRate(series, size * probability, [alphaDemand, alphaProbability], weekdayProfile);
}
