import { throwIfAborted } from "../core/errors.ts";
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

/** What a resample may be of besides single rows, and how it is asked. */
export interface ResamplePlan {
  /** The unit of each row, from 0; units are drawn whole, all their rows with them. Shape [rows]. */
  readonly unitOf: Int32Array;
  readonly units: number;
  /** Share of resamples inside the interval. */
  readonly level: number;
  readonly random: Random;
  readonly resamples: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Percentile intervals of figures that are made of means over rows. All means come of the same draws, so figures that
 * set two models against each other are paired.
 *
 * @param values quantities of each row; each of shape [rows]
 * @param figures of the quantities' means
 * @returns one interval a figure
 * @throws `core.aborted`
 * @see Efron and Tibshirani (1993), chapter 13; Davison and Hinkley (1997), section 3.8, for units drawn whole
 */
export function bootstrapIntervals(
  values: readonly Float64Array[],
  figures: (means: Float64Array) => ArrayLike<number>,
  { unitOf, units, level, random, resamples, signal }: ResamplePlan,
): { readonly low: number; readonly high: number }[] {
  const width = values.length + 1;
  // Sums over each unit, its rows last. Shape [units, quantities + 1].
  const sums = new Float64Array(units * width);
  unitOf.forEach((unit, row) => {
    values.forEach((quantity, q) => (sums[unit * width + q]! += quantity[row]!));
    sums[unit * width + width - 1]!++;
  });
  const drawn: number[][] = [];
  const total = new Float64Array(width);
  for (let r = 0; r < resamples; r++) {
    throwIfAborted(signal, "Comparing");
    total.fill(0);
    for (let i = 0; i < units; i++) {
      const from = random.integer(units) * width;
      for (let q = 0; q < width; q++) total[q]! += sums[from + q]!;
    }
    const found = figures(total.subarray(0, width - 1).map((sum) => sum / total[width - 1]!));
    for (let f = 0; f < found.length; f++) (drawn[f] ??= []).push(found[f]!);
  }
  return drawn.map((found) => {
    const sorted = Float64Array.from(found).sort();
    return { low: quantileOf(sorted, (1 - level) / 2), high: quantileOf(sorted, (1 + level) / 2) };
  });
}

/** The value below which a share of sorted values lies, by interpolation between the two next to it, as numpy's. */
export function quantileOf(sorted: Float64Array, level: number): number {
  const place = level * (sorted.length - 1);
  const below = Math.floor(place);
  const value = sorted[below]!;
  return value + (place - below) * ((sorted[below + 1] ?? value) - value);
}
