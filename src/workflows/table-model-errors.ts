import { errorCatalogue, errorText } from "../core/errors.ts";

export const tableModelError = errorCatalogue({
  "table-model.none": errorText(
    "input",
    (d: { name: string; versions: string }) =>
      d.versions === ""
        ? `There is no model "${d.name}" here.`
        : `There is no such version of "${d.name}"; there are ${d.versions}.`,
    () => "Train it with soma train classification or regression, or name the --folder it was trained into.",
  ),
  "table-model.none-pending": errorText(
    "input",
    (d: { name: string }) => `No training of "${d.name}" was cut off here.`,
    () => "Begin one with its table and target.",
  ),
  "table-model.bad-request": errorText(
    "input",
    (d: { found: string }) => `Found the model "${d.found}"; expected NAME or NAME@VERSION.`,
    () => "Write for example churn or churn@1.0.0.",
  ),
});
