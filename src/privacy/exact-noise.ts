/**
 * Noise on whole numbers, drawn exactly: no floating point takes part, whose gaps would betray what was covered
 * (Mironov 2012).
 *
 * @see Canonne, Kamath, Steinke (2020), "The Discrete Gaussian for Differential Privacy", algorithms 1 to 3
 */
import { privacyError } from "./errors.ts";
import type { RandomIntegers } from "./random-integers.ts";

/** Largest scale of the discrete Laplace: products stay below 2^53. */
export const LARGEST_SCALE = 2 ** 32;
/** Largest σ² of the discrete Gaussian, likewise. */
export const LARGEST_VARIANCE = 2 ** 20;

/** True with probability exp(-numerator / denominator); both whole, the products with small numbers below 2^53. */
export function bernoulliExp(random: RandomIntegers, numerator: number, denominator: number): boolean {
  let rest = numerator;
  for (; rest > denominator; rest -= denominator) if (!bernoulliExpBelowOne(random, 1, 1)) return false;
  return bernoulliExpBelowOne(random, rest, denominator);
}

/** The alternating series of exp(-γ), γ in [0, 1]: how many of γ/1, γ/2, γ/3, … succeed in a row. */
function bernoulliExpBelowOne(random: RandomIntegers, numerator: number, denominator: number): boolean {
  let k = 1;
  while (random.below(denominator * k) < numerator) k++;
  return k % 2 === 1;
}

/**
 * A whole number x with probability proportional to exp(-|x| / scale).
 *
 * @param scale whole, 1 to 2^32
 */
export function discreteLaplace(random: RandomIntegers, scale: number): number {
  checkWhole("scale of the noise", scale, LARGEST_SCALE);
  for (;;) {
    const low = random.below(scale);
    if (!bernoulliExp(random, low, scale)) continue;
    let high = 0;
    while (bernoulliExp(random, 1, 1)) high++;
    const size = low + scale * high;
    const isNegative = random.below(2) === 1;
    // Or 0 would be twice as likely.
    if (isNegative && size === 0) continue;
    return isNegative ? -size : size;
  }
}

/**
 * A whole number x with probability proportional to exp(-x² / (2 variance)).
 *
 * Exact but for candidates beyond 90 standard deviations, which are refused: they would be taken with probability
 * below exp(-3900).
 *
 * @param variance whole, 1 to 2^20
 */
export function discreteGaussian(random: RandomIntegers, variance: number): number {
  checkWhole("variance of the noise", variance, LARGEST_VARIANCE);
  const t = Math.floor(Math.sqrt(variance)) + 1;
  for (;;) {
    const candidate = discreteLaplace(random, t);
    const size = Math.abs(candidate);
    if (size > 90 * t) continue;
    // exp(-(|x| - σ²/t)² / 2σ²), with numerator and denominator times t².
    if (bernoulliExp(random, (size * t - variance) ** 2, 2 * variance * t * t)) return candidate;
  }
}

function checkWhole(name: string, found: number, most: number): void {
  if (Number.isInteger(found) && found >= 1 && found <= most) return;
  throw privacyError("privacy.bad-parameter", { name, found, expected: `a whole number from 1 to ${most}` });
}
