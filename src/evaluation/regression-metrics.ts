import { checkPairs, meanAbsoluteError, meanSquaredError, r2Score, type Values } from "./point-metrics.ts";

/** Below, an actual counts as this much: scikit-learn's, which keeps the error finite. */
const LEAST_ACTUAL = 2 ** -52;

/** Mean absolute percentage error as a share, (1/n) Σ |y - f| / max(|y|, 2⁻⁵²), as scikit-learn's. */
export function meanAbsolutePercentageError(y: Values, f: Values): number {
  checkPairs("MAPE", y, f);
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += Math.abs(y[i]! - f[i]!) / Math.max(Math.abs(y[i]!), LEAST_ACTUAL);
  return sum / y.length;
}

/** The point metrics of a regression, by the names of the report. */
export function regressionMetrics(y: Values, f: Values) {
  const mse = meanSquaredError(y, f);
  return {
    mse,
    rmse: Math.sqrt(mse),
    mae: meanAbsoluteError(y, f),
    r2: r2Score(y, f),
    mape: meanAbsolutePercentageError(y, f),
  };
}
