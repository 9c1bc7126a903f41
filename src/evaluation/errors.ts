import { errorCatalogue, errorText } from "../core/errors.ts";

export const evaluationError = errorCatalogue({
  "evaluation.length-mismatch": errorText(
    "data",
    (d: { actual: number; forecast: number }) =>
      `There are ${d.actual} actual values and ${d.forecast} forecasts; the two must be equally many.`,
    () => "Check that the forecast covers the same dates as the actuals.",
  ),
  "evaluation.empty": errorText(
    "data",
    (d: { metric: string }) => `${d.metric} was asked of 0 values; at least 1 is needed.`,
    () => "Check that forecast and actuals share at least one date.",
  ),
  "evaluation.train-too-short": errorText(
    "data",
    (d: { found: number; needed: number }) =>
      `The training series has ${d.found} values; a scaled error needs at least ${d.needed}.`,
    () => "Give a longer training series, or a smaller season.",
  ),
});
