import { count, score } from "./numbers.ts";

const LABELS: Readonly<Record<string, string>> = {
  mse: "MSE",
  mae: "MAE",
  rmse: "RMSE",
  rmsse: "RMSSE",
  wape: "WAPE",
  r2_score: "R²",
  bias: "Bias",
  pinball: "Scaled pinball loss",
  coverage80: "Coverage of weekly 80 % intervals",
  titles: "Titles measured",
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
  wape: "sum of absolute errors over the sum of sales",
  r2_score: "share of variance explained; 1 is perfect",
  bias: "mean error; above 0 is too much",
  pinball: "loss of the quantiles over the error of the naive method",
  coverage80: "share of true weeks inside; .8 is right",
  titles: "those with enough history",
};

/** What a metric measures, in a few words. */
export function metricHelp(key: string): string {
  return HELP[key] ?? "";
}

/** A metric's value as it is printed: counts whole, the others with three decimals. */
export function metricValue(key: string, value: number): string {
  return key === "titles" ? count(value) : score(value);
}
