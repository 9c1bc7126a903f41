import { bestSmoothingWeight, smoothedLevel } from "../../../math/exponential-smoothing.ts";
import type { FitContext } from "../../model.ts";
import { checkDemand, demandEvents, profiledRate, type ProfiledRate } from "../profiled-rate.ts";
import { checkSeries, type Series } from "../task.ts";
import type { AdidaOptions } from "./options.ts";

const WEIGHT_RANGE = [0.1, 0.3] as const;

/**
 * Sum the series in buckets as long as the mean interval between demands, smooth the sums with the best weight in 0.1
 * to 0.3, and spread the result evenly over the bucket. What is left over at the old end is not used. No demand at all
 * gives 0.
 *
 * @throws `forecasting.empty`, `forecasting.not-finite`, `forecasting.bad-season`, `forecasting.negative-demand`
 * @see Nikolopoulos et al. (2011)
 */
export function fitAdida(series: Series, options: AdidaOptions, context: FitContext): ProfiledRate {
  checkSeries(series, "adida", context);
  checkDemand(series, "adida");
  const { y } = series;
  const { count, intervals } = demandEvents(y);
  if (count === 0) return profiledRate(series, 0, [], options.weekdayProfile);
  let total = 0;
  for (let i = 0; i < count; i++) total += intervals[i]!;
  const bucket = roundHalfEven(total / count);
  const buckets = Math.floor(y.length / bucket);
  const first = y.length - buckets * bucket;
  const sums = new Float64Array(buckets);
  for (let t = 0; t < buckets * bucket; t++) sums[Math.floor(t / bucket)]! += y[first + t]!;
  const alpha = bestSmoothingWeight(sums, buckets, ...WEIGHT_RANGE);
  return profiledRate(
    series,
    smoothedLevel(sums, buckets, alpha) / bucket,
    [alpha, bucket],
    options.weekdayProfile,
  );
}

/** IEEE rounding, so that a mean interval of exactly 2.5 gives the same bucket as the reference implementation. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
