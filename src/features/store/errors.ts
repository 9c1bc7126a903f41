import { errorCatalogue, errorText } from "../../core/errors.ts";

export const featureSetError = errorCatalogue({
  "feature.set-not-json": errorText(
    "input",
    (d: { reason: string }) => `The feature set is not JSON (${d.reason}); expected an object in braces.`,
    () => 'Write for example { "name": "weekly", "features": ["weekday", "units_lag_7"] }.',
  ),
  "feature.set-value": errorText(
    "input",
    (d: { where: string; found: string; expected: string }) =>
      `${d.where} is ${d.found} in the feature set; expected ${d.expected}.`,
    (d) => `Set it to ${d.expected}.`,
  ),
  "feature.unknown-name": errorText(
    "input",
    (d: { found: string; nearest: string }) =>
      `There is no feature "${d.found}"; soma features --list shows all.`,
    (d) => (d.nearest === "" ? "Choose names of that list." : `Did you mean "${d.nearest}"?`),
  ),
});
