import { errorCatalogue, errorText } from "../core/errors.ts";

export const predictError = errorCatalogue({
  "predict.no-rows": errorText(
    "data",
    (d: { file: string; expected: string }) => `${d.file} has no rows; expected ${d.expected}.`,
    () => "Check that the file is the right one.",
  ),
  "predict.unsuited-option": errorText(
    "input",
    (d: { option: string; model: string; type: string; options: string }) =>
      `${d.option} says nothing to ${d.model}, a model of ${d.type}; it takes ${d.options === "" ? "no options" : d.options}.`,
    (d) => `Leave out ${d.option}.`,
  ),
  "predict.unknown-word": errorText(
    "data",
    (d: { file: string; row: number; column: string; found: string; nearest: string }) =>
      `${d.file}, row ${d.row}, column "${d.column}": found "${d.found}", which the model does not know.`,
    (d) =>
      d.nearest === "" ? "Mend the cell, or let what is unknown pass." : `Did you mean "${d.nearest}"?`,
  ),
  "predict.all-unknown": errorText(
    "data",
    (d: { file: string; column: string; found: string; known: string }) =>
      `${d.file}: the model knows nothing of column "${d.column}" (found "${d.found}"); it knows such as "${d.known}".`,
    () => "Check that file and model belong together, or name another column.",
  ),
  "predict.bad-number": errorText(
    "data",
    (d: { file: string; row: number; column: string; found: string; least: number; most: number }) =>
      `${d.file}, row ${d.row}, column "${d.column}": found "${d.found}"; expected a whole number from ${d.least} to ${d.most}.`,
    () => "Mend the cell, or train a model that looks further ahead.",
  ),
  "predict.beyond-horizon": errorText(
    "input",
    (d: { found: number; most: number }) =>
      `Found a horizon of ${d.found} days; the model looks ${d.most} days ahead.`,
    (d) => `Ask for ${d.most} days at most, or train with --horizon ${d.found}.`,
  ),
  "predict.scattered-basket": errorText(
    "data",
    (d: { file: string; row: number; column: string; found: string }) =>
      `${d.file}, row ${d.row}: "${d.found}" of column "${d.column}" came before, with others between; expected the rows of one reader together.`,
    (d) => `Sort the file by "${d.column}".`,
  ),
  "predict.no-customers": errorText(
    "data",
    (d: { file: string; model: string }) =>
      `${d.file} names readers without their titles, and ${d.model} came without the customers' own; expected a column of titles.`,
    () => "Add a column of titles, or predict where the model was trained.",
  ),
  "predict.other-texts": errorText(
    "input",
    (d: { model: string; found: number; known: number }) =>
      `${d.model} was made of other texts: ${d.found} of its ${d.known} passages are still what the shop's texts say.`,
    () => "Train again, or name the newest version.",
  ),
  "predict.no-index": errorText(
    "data",
    (d: { model: string }) => `${d.model} has no shop here whose texts could be asked.`,
    () => "Name the --folder that holds the shop's data beside its artifacts.",
  ),
  "predict.column": errorText(
    "input",
    (d: { file: string; expected: string; columns: string; option: string }) =>
      `${d.file} has columns ${d.columns}; expected one of ${d.expected}.`,
    (d) => `Name the column with ${d.option}.`,
  ),
});
