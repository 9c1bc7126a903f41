const LABELS: Readonly<Record<string, string>> = {
  mse: "MSE",
  mae: "MAE",
  rmse: "RMSE",
  rmsse: "RMSSE",
  mase: "MASE",
  smape: "sMAPE",
  wape: "WAPE",
  r2_score: "R²",
  bias: "Bias",
  pinball: "Pinball loss",
  scaled_pinball: "Scaled pinball loss",
  coverage_50: "Coverage of the 50 % interval",
  coverage_80: "Coverage of the 80 % interval",
  coverage_95: "Coverage of the 95 % interval",
};

/** The field's name of a metric, from its key in `metadata.json`. */
export function metricLabel(key: string): string {
  return LABELS[key] ?? key.replaceAll("_", " ");
}

const HELP: Readonly<Record<string, string>> = {
  mse: "mean squared error, copies²",
  mae: "mean absolute error, copies",
  rmse: "root mean squared error, copies",
  rmsse: "RMSE over the error of the naive method; below 1 is better than naive",
  mase: "MAE over the error of the naive method; below 1 is better than naive",
  smape: "symmetric percentage error",
  wape: "sum of absolute errors over the sum of sales",
  r2_score: "share of variance explained; 1 is perfect",
  bias: "mean error; above 0 is too much",
  pinball: "loss of the quantiles, copies",
  scaled_pinball: "loss of the quantiles over the naive error",
  coverage_50: "share of true values inside; .5 is right",
  coverage_80: "share of true values inside; .8 is right",
  coverage_95: "share of true values inside; .95 is right",
};

/** What a metric measures, in a few words. */
export function metricHelp(key: string): string {
  return HELP[key] ?? "";
}
