import { errorCatalogue, errorText } from "../core/errors.ts";

/** What models of tables refuse, whatever the task. */
export const tabularError = errorCatalogue({
  "tabular.empty": errorText(
    "data",
    (d: { rows: number; columns: number }) =>
      `The table has ${d.rows} rows of ${d.columns} features; training needs at least 2 rows and 1 feature.`,
    () => "Check that the table was read, and that columns are left besides the target.",
  ),
  "tabular.bad-column": errorText(
    "data",
    (d: { column: string; found: string; expected: string }) =>
      `Column "${d.column}" holds ${d.found}; expected ${d.expected}.`,
    () => "Check how the column was read.",
  ),
  "tabular.bad-target": errorText(
    "data",
    (d: { row: number; found: string; expected: string }) =>
      `The target of row ${d.row} is ${d.found}; expected ${d.expected}.`,
    () => "Leave out rows without a target, or choose another column.",
  ),
  "tabular.one-class": errorText(
    "data",
    (d: { found: string }) =>
      `All rows are of class "${d.found}"; a classifier needs rows of at least two classes.`,
    () => "Choose another target, or give rows of the other class.",
  ),
  "tabular.other-columns": errorText(
    "data",
    (d: { found: string; expected: string }) => `The table has ${d.found}; the model expects ${d.expected}.`,
    () => "Give the columns that the model was trained with, in its order.",
  ),
});
