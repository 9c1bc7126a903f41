import { errorCatalogue, errorText } from "../core/errors.ts";

export const trainingError = errorCatalogue({
  "training.no-demand": errorText(
    "data",
    (d: { titles: number }) => `None of the ${d.titles} titles has a sale to forecast from.`,
    () => "Import a file with sales, then train again.",
  ),
  "training.bad-horizon": errorText(
    "input",
    (d: { found: number; max: number }) =>
      `The horizon is ${d.found} days; expected a multiple of 7 from 7 to ${d.max}.`,
    () => "Choose 28 days, or another whole number of weeks.",
  ),
  "training.too-few-choices": errorText(
    "data",
    (d: { readers: number; choices: number }) =>
      `None of the ${d.readers} readers has two titles (${d.choices} choices in all), so nothing can be held back.`,
    () => "Name a model instead of auto, or import more sales with a customer.",
  ),
});
