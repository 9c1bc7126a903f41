import { checkPairs, type Values } from "./point-metrics.ts";

/**
 * Pinball loss of a forecast quantile, (1/n) Σ max(τ (y - q), (τ - 1) (y - q)), in the unit of y.
 * Its expectation is smallest when q is the true τ-quantile.
 *
 * @param level τ in (0, 1)
 * @see Koenker and Bassett (1978), Regression quantiles
 */
export function pinballLoss(y: Values, quantile: Values, level: number): number {
  checkPairs("Pinball loss", y, quantile);
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const d = y[i]! - quantile[i]!;
    sum += d >= 0 ? level * d : (level - 1) * d;
  }
  return sum / y.length;
}

/**
 * Pinball loss averaged over levels and divided by the scale of MASE, so that series can be averaged.
 *
 * @param quantiles one row a level, each of shape [n]
 * @param scale `naiveAbsoluteScale` of the training series
 * @see Makridakis et al. (2022), The M5 uncertainty competition, equation 2 (scaled pinball loss)
 */
export function scaledPinballLoss(
  y: Values,
  quantiles: readonly Values[],
  levels: readonly number[],
  scale: number,
): number {
  let sum = 0;
  for (let l = 0; l < levels.length; l++) sum += pinballLoss(y, quantiles[l]!, levels[l]!);
  return sum / levels.length / scale;
}

/** Share of actual values within [low, high], ends included: .8 is right for an 80 % interval. */
export function coverage(y: Values, low: Values, high: Values): number {
  checkPairs("Coverage", y, low);
  checkPairs("Coverage", y, high);
  let inside = 0;
  for (let i = 0; i < y.length; i++) if (y[i]! >= low[i]! && y[i]! <= high[i]!) inside++;
  return inside / y.length;
}
