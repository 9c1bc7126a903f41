import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What a forecasting model may refuse. */
export const forecastingError = errorCatalogue({
  "forecasting.empty": errorText(
    "data",
    (d: { found: number; needed: number }) =>
      `The series has ${d.found} observations; ${d.needed} is needed.`,
    () => "Import sales for this title, or leave it out.",
  ),
  "forecasting.not-finite": errorText(
    "data",
    (d: { found: string; index: number }) =>
      `Observation ${d.index + 1} of the series is ${d.found}; every observation must be a finite number.`,
    () => "Fill or remove the missing observations before fitting.",
  ),
  "forecasting.too-short": errorText(
    "data",
    (d: { model: string; found: number; needed: number }) =>
      `The series has ${d.found} observations; ${d.model} needs ${d.needed}.`,
    () => "Import older sales, or choose seasonal-naive.",
  ),
  "forecasting.negative-demand": errorText(
    "data",
    (d: { model: string; found: number; index: number }) =>
      `Observation ${d.index + 1} of the series is ${d.found}; ${d.model} needs demand of 0 or more.`,
    () => "Choose a model for general series, such as theta or ets.",
  ),
  "forecasting.bad-season": errorText(
    "input",
    (d: { found: number; profile: number | null }) =>
      d.profile === null
        ? `The season length is ${d.found}; a whole number of 1 or more is needed.`
        : `The season profile has ${d.profile} values; the season length is ${d.found}.`,
    () => "Give 7 for days in weeks, 12 for months in years, 1 for no season.",
  ),
  "forecasting.bad-horizon": errorText(
    "input",
    (d: { found: number }) => `The horizon is ${d.found}; a whole number of 1 or more is needed.`,
    () => "Ask for at least one step ahead.",
  ),
});
