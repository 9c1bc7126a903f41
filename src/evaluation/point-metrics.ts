import { evaluationError } from "./errors.ts";

/**
 * Measures of a point forecast. Throughout, `y` holds the actual values and `f` the forecasts, both of shape [n],
 * n >= 1; `train` is the series before the forecast, oldest first.
 *
 * All throw `evaluation.empty` for n = 0 and `evaluation.length-mismatch` when the lengths differ.
 */
export type Values = Readonly<ArrayLike<number>>;

/** Mean absolute error, (1/n) Σ |y - f|, in the unit of y. */
export function meanAbsoluteError(y: Values, f: Values): number {
  return meanOver("MAE", y, f, (a, b) => Math.abs(a - b));
}

/** Mean squared error, (1/n) Σ (y - f)², in the squared unit of y. */
export function meanSquaredError(y: Values, f: Values): number {
  return meanOver("MSE", y, f, (a, b) => (a - b) * (a - b));
}

/** Root of the mean squared error, in the unit of y. */
export function rootMeanSquaredError(y: Values, f: Values): number {
  return Math.sqrt(meanSquaredError(y, f));
}

/** Mean of f - y, in the unit of y: above zero when the forecast is too high. */
export function bias(y: Values, f: Values): number {
  return meanOver("Bias", y, f, (a, b) => b - a);
}

/**
 * Symmetric mean absolute percentage error between 0 and 200: (200/n) Σ |y - f| / (|y| + |f|); 0/0 counts as 0.
 *
 * @see Makridakis, Spiliotis and Assimakopoulos (2020), The M4 Competition, equation 1
 */
export function symmetricMape(y: Values, f: Values): number {
  return meanOver("sMAPE", y, f, (a, b) => {
    const size = Math.abs(a) + Math.abs(b);
    return size === 0 ? 0 : (200 * Math.abs(a - b)) / size;
  });
}

/** Weighted absolute percentage error, Σ |y - f| / Σ |y|; NaN when every actual is zero. */
export function weightedApe(y: Values, f: Values): number {
  const error = meanAbsoluteError(y, f) * y.length;
  let total = 0;
  for (let i = 0; i < y.length; i++) total += Math.abs(y[i]!);
  return total === 0 ? NaN : error / total;
}

/**
 * Coefficient of determination, 1 - Σ (y - f)² / Σ (y - ȳ)², as scikit-learn's `r2_score`:
 * for constant actuals 1 when the forecast is exact, else 0; NaN for a single value.
 */
export function r2Score(y: Values, f: Values): number {
  const squaredError = meanSquaredError(y, f) * y.length;
  if (y.length < 2) return NaN;
  let mean = 0;
  for (let i = 0; i < y.length; i++) mean += y[i]!;
  mean /= y.length;
  let spread = 0;
  for (let i = 0; i < y.length; i++) spread += (y[i]! - mean) * (y[i]! - mean);
  if (spread === 0) return squaredError === 0 ? 1 : 0;
  return 1 - squaredError / spread;
}

/**
 * Mean absolute change from one season to the next in the training series, the scale of MASE:
 * (1/(n - m)) Σ |train[t] - train[t - m]|.
 *
 * @param seasonLength m, in steps; 1 for the plain naive forecast
 * @throws `evaluation.train-too-short` unless train holds more than m values
 * @see Hyndman and Koehler (2006), Another look at measures of forecast accuracy, section 3
 */
export function naiveAbsoluteScale(train: Values, seasonLength: number): number {
  return naiveScale(train, seasonLength, Math.abs);
}

/**
 * Mean squared change from one season to the next, the squared scale of RMSSE. The M5 competition takes m = 1 and
 * starts the series at its first sale.
 *
 * @throws `evaluation.train-too-short` unless train holds more than m values
 * @see Makridakis, Spiliotis and Assimakopoulos (2022), M5 accuracy competition, equation 1
 */
export function naiveSquaredScale(train: Values, seasonLength: number): number {
  return naiveScale(train, seasonLength, (d) => d * d);
}

/**
 * Mean absolute scaled error: MAE / `naiveAbsoluteScale`. Below 1 beats the in-sample naive forecast.
 * Infinite when the training series never changes and the forecast errs; NaN for 0/0.
 *
 * @see Hyndman and Koehler (2006)
 */
export function meanAbsoluteScaledError(y: Values, f: Values, train: Values, seasonLength: number): number {
  return meanAbsoluteError(y, f) / naiveAbsoluteScale(train, seasonLength);
}

/** Root mean squared scaled error: √(MSE / `naiveSquaredScale`). @see M5 accuracy competition, equation 1 */
export function rootMeanSquaredScaledError(
  y: Values,
  f: Values,
  train: Values,
  seasonLength: number,
): number {
  return Math.sqrt(meanSquaredError(y, f) / naiveSquaredScale(train, seasonLength));
}

/**
 * Overall weighted average of M4: the mean of sMAPE and MASE, each relative to the benchmark Naive2.
 *
 * @see Makridakis, Spiliotis and Assimakopoulos (2020), section 2.3
 */
export function overallWeightedAverage(
  method: { readonly smape: number; readonly mase: number },
  naive2: { readonly smape: number; readonly mase: number },
): number {
  return (method.smape / naive2.smape + method.mase / naive2.mase) / 2;
}

/** @throws `evaluation.empty`, `evaluation.length-mismatch` */
export function checkPairs(metric: string, y: Values, f: Values): void {
  if (y.length !== f.length) {
    throw evaluationError("evaluation.length-mismatch", { actual: y.length, forecast: f.length });
  }
  if (y.length === 0) throw evaluationError("evaluation.empty", { metric });
}

function meanOver(metric: string, y: Values, f: Values, error: (a: number, b: number) => number): number {
  checkPairs(metric, y, f);
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += error(y[i]!, f[i]!);
  return sum / y.length;
}

function naiveScale(train: Values, seasonLength: number, size: (change: number) => number): number {
  const changes = train.length - seasonLength;
  if (changes < 1) {
    throw evaluationError("evaluation.train-too-short", { found: train.length, needed: seasonLength + 1 });
  }
  let sum = 0;
  for (let t = seasonLength; t < train.length; t++) sum += size(train[t]! - train[t - seasonLength]!);
  return sum / changes;
}
