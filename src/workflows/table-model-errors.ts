import { errorCatalogue, errorText } from "../core/errors.ts";

export const tableModelError = errorCatalogue({
  "table-model.none": errorText(
    "input",
    (d: { name: string; versions: string; nearest: string }) =>
      d.versions === ""
        ? `There is no model "${d.name}" here.`
        : `There is no such version of "${d.name}"; there are ${d.versions}.`,
    (d) =>
      d.nearest === ""
        ? "Train it with soma train, or name the --folder it was trained into."
        : `Did you mean "${d.nearest}"?`,
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
  "table-model.not-comparable": errorText(
    "input",
    (d: { first: string; second: string; what: string; found: string }) =>
      `${d.first} and ${d.second} differ in ${d.what} (${d.found}); a comparison needs the same.`,
    () => "Name two versions that predict the same column.",
  ),
  "table-model.same-version": errorText(
    "input",
    (d: { version: string }) => `Both models are ${d.version}; a comparison needs two versions.`,
    () => "Name them as NAME@VERSION.",
  ),
  "table-model.too-few-rows": errorText(
    "data",
    (d: { file: string; found: number; needed: number; held: boolean }) =>
      `${d.file} has ${d.found} rows to compare on${d.held ? " that were held back from both" : ""}; expected at least ${d.needed}.`,
    () => "Give a table of rows that neither model was trained on.",
  ),
  "table-model.which-shop": errorText(
    "input",
    (d: { name: string; found: string; shops: string; nearest: string }) =>
      d.found === ""
        ? `Several shops have a model "${d.name}" (${d.shops}); expected to know which.`
        : `Found the shop "${d.found}"; the model "${d.name}" belongs to ${d.shops === "" ? "no shop here" : d.shops}.`,
    (d) =>
      d.nearest === "" ? "Name one of them with --shop." : `Write --shop "${d.nearest}", if that is the one.`,
  ),
});
