import { bestSmoothingWeight, smoothedLevel } from "../../../math/exponential-smoothing.ts";
import type { FitContext } from "../../model.ts";
import { checkDemand, demandEvents, profiledRate, type ProfiledRate } from "../profiled-rate.ts";
import { checkSeries, type Series } from "../task.ts";
import type { CrostonOptions } from "./options.ts";

/** Where the optimised variant looks for its weights (Syntetos and Boylan's advice for slow demand). */
const WEIGHT_RANGE = [0.1, 0.3] as const;

/**
 * Smooth the sizes of demands and the intervals between them apart; the rate is their ratio. No demand at all gives 0.
 *
 * @throws `forecasting.empty`, `forecasting.not-finite`, `forecasting.bad-season`, `forecasting.negative-demand`
 * @see Croston (1972), equations 3 and 4
 */
export function fitCroston(series: Series, options: CrostonOptions, context: FitContext): ProfiledRate {
  checkSeries(series, "croston", context);
  checkDemand(series, "croston");
  const { count, sizes, intervals } = demandEvents(series.y);
  if (count === 0) return profiledRate(series, 0, [], options.weekdayProfile);
  const optimized = options.variant === "optimized";
  const ofSizes = optimized ? bestSmoothingWeight(sizes, count, ...WEIGHT_RANGE) : options.alpha;
  const ofIntervals = optimized ? bestSmoothingWeight(intervals, count, ...WEIGHT_RANGE) : options.alpha;
  const rate = smoothedLevel(sizes, count, ofSizes) / smoothedLevel(intervals, count, ofIntervals);
  return profiledRate(series, rate, [ofSizes, ofIntervals], options.weekdayProfile);
}
