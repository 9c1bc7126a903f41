import { seededRandom, type Random } from "../core/random.ts";
import type { Estimate } from "../domain/recommender-report.ts";

const RESAMPLES = 200;

/**
 * Mean of the values that are not NaN, and its standard error: the standard deviation of the mean over resamples of
 * as many values, drawn with replacement. Readers are the unit: one value a reader.
 *
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 6
 */
export function bootstrapMean(
  values: Readonly<ArrayLike<number>>,
  random: Random = seededRandom(1, "bootstrap"),
  resamples = RESAMPLES,
): Estimate {
  const known = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  const n = known.length;
  if (n === 0) return { value: NaN, standardError: NaN };
  let sum = 0;
  for (const value of known) sum += value;
  const means = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let drawn = 0;
    for (let i = 0; i < n; i++) drawn += known[random.integer(n)]!;
    means[r] = drawn / n;
  }
  return { value: sum / n, standardError: standardDeviation(means) };
}

function standardDeviation(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * A figure over rows, and its standard error: its standard deviation over resamples of as many rows. Resamples for which
 * it is not defined (NaN) are left out.
 *
 * @param statistic of the rows, each in [0, count), some of them several times
 */
export function bootstrapStatistic(
  count: number,
  statistic: (rows: Uint32Array) => number,
  random: Random = seededRandom(1, "bootstrap"),
  resamples = RESAMPLES,
): Estimate {
  const value = statistic(Uint32Array.from({ length: count }, (_, i) => i));
  if (Number.isNaN(value)) return { value, standardError: NaN };
  const drawn = new Uint32Array(count);
  const values: number[] = [];
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < count; i++) drawn[i] = random.integer(count);
    const found = statistic(drawn);
    if (!Number.isNaN(found)) values.push(found);
  }
  return { value, standardError: values.length < 2 ? NaN : standardDeviation(Float64Array.from(values)) };
}
