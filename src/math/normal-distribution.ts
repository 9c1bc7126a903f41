import { exp } from "../core/elementary.ts";

const ROOT_TWO_PI = 2.5066282746310002;
/** A term this small beside the sum changes nothing. */
const NEGLIGIBLE = 2 ** -57;

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return exp((-x * x) / 2) / ROOT_TWO_PI;
}

/**
 * Chance that a standard normal number is at most x, to 1e-15.
 *
 * @see Marsaglia (2004), Evaluating the normal distribution, Journal of Statistical Software 11(4)
 */
export function normalCumulative(x: number): number {
  if (x > 8.5) return 1;
  if (x < -8.5) return 0;
  let sum = x;
  let term = x;
  for (let odd = 3; Math.abs(term) > NEGLIGIBLE * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 + sum * normalDensity(x)));
}

/** From here on the tail is computed by itself: 1 - Φ would lose digits. */
const FAR = 3;
/** Levels of the continued fraction: enough for 1e-15 from `FAR` on. */
const LEVELS = 60;

/**
 * Chance that a standard normal number is above x, with its digits kept where it is tiny.
 *
 * @see Laplace's continued fraction of Mills' ratio; Abramowitz and Stegun (1964), 26.2.14
 */
export function normalUpperTail(x: number): number {
  if (x < FAR) return 1 - normalCumulative(x);
  let fraction = x;
  for (let level = LEVELS; level > 0; level--) fraction = x + level / fraction;
  return normalDensity(x) / fraction;
}
