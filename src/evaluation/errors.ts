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
  "evaluation.list-mismatch": errorText(
    "data",
    (d: { lists: number; targets: number }) =>
      `There are ranked lists of ${d.lists} readers and titles to find of ${d.targets}; the two must be equally many.`,
    () => "Give one list, however short, for every reader with titles to find.",
  ),
  "evaluation.nothing-to-hold-back": errorText(
    "data",
    (d: { readers: number; needed: string }) =>
      `None of ${d.readers} readers has ${d.needed}; there is nothing to hold back for an evaluation.`,
    () => "Give more history, or choose another way to split.",
  ),
  "evaluation.too-few-rows": errorText(
    "data",
    (d: { rows: number }) => `A split of ${d.rows} rows would leave a part without any.`,
    () => "Give more rows (or groups, or times), fewer folds, or another share.",
  ),
});
