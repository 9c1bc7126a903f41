import { goldenSection } from "./golden-section.ts";

/**
 * Level of simple exponential smoothing after the last observation, started at the first.
 *
 * @param x observations, shape [n], n >= 1; only the first `n` of the array are read
 * @param alpha smoothing weight in (0, 1]
 */
export function smoothedLevel(x: Float64Array, n: number, alpha: number): number {
  let level = x[0]!;
  for (let t = 1; t < n; t++) level = alpha * x[t]! + (1 - alpha) * level;
  return level;
}

/** Sum of squared one-step errors of simple exponential smoothing, started at the first observation. */
export function smoothingError(x: Float64Array, n: number, alpha: number): number {
  let level = x[0]!;
  let sum = 0;
  for (let t = 1; t < n; t++) {
    const error = x[t]! - level;
    sum += error * error;
    level += alpha * error;
  }
  return sum;
}

/** The smoothing weight in [lower, upper] with the least sum of squared one-step errors, to within 1e-6. */
export function bestSmoothingWeight(x: Float64Array, n: number, lower: number, upper: number): number {
  return goldenSection((alpha) => smoothingError(x, n, alpha), lower, upper, 1e-6);
}
