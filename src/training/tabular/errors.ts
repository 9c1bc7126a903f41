import { errorCatalogue, errorText } from "../../core/errors.ts";

export const tableTrainingError = errorCatalogue({
  "table-training.no-features": errorText(
    "data",
    (d: { columns: string }) =>
      `No column besides the target can be used (${d.columns}); expected numbers, dates or repeated words.`,
    () => "Name how to read a column under column_types in the configuration.",
  ),
  "table-training.too-few-rows": errorText(
    "data",
    (d: { found: number; needed: number }) =>
      `There are ${d.found} rows with a target; training with tests needs at least ${d.needed}.`,
    () => "Give more rows, or another target.",
  ),
  "table-training.bad-number": errorText(
    "data",
    (d: { column: string; row: number; found: string; expected: string }) =>
      `Row ${d.row}, column "${d.column}": found "${d.found}"; expected ${d.expected}.`,
    () => "Mend the cell, leave it empty, or read the column in another way (column_types).",
  ),
  "table-training.unknown-name": errorText(
    "input",
    (d: { key: string; found: string; known: string; nearest: string }) =>
      `"${d.key}" names "${d.found}"; expected one of ${d.known}.`,
    (d) => (d.nearest === "" ? "Leave it out." : `Did you mean "${d.nearest}"?`),
  ),
  "table-training.missing-column": errorText(
    "data",
    (d: { column: string; found: string; nearest: string }) =>
      `The model needs a column "${d.column}"; the file has ${d.found}.`,
    (d) => (d.nearest === "" ? "Add the column." : `Rename "${d.nearest}", if that is the one.`),
  ),
});
