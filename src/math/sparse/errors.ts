import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What sparse matrices may refuse. */
export const sparseError = errorCatalogue({
  "sparse.bad-entry": errorText(
    "input",
    (d: { index: number; found: string; rowCount: number; columnCount: number }) =>
      `Entry ${d.index} is ${d.found}; expected a finite number inside ${d.rowCount} rows and ${d.columnCount} columns.`,
    () => "Number rows and columns from 0, and leave out entries without a value.",
  ),
  "sparse.bad-shape": errorText(
    "input",
    (d: { what: string; found: number; expected: number }) =>
      `${d.what} is ${d.found}; expected ${d.expected}.`,
    () => "Give matrices and weights whose shapes fit together.",
  ),
  "sparse.bad-weight": errorText(
    "input",
    (d: { row: number; found: number }) =>
      `The weight of row ${d.row} is ${d.found}; expected a finite number.`,
    () => "Leave out rows without a weight, or give them 0.",
  ),
  "sparse.bad-top": errorText(
    "input",
    (d: { found: number }) => `topK is ${d.found}; expected a whole number of 1 or more.`,
    () => "Ask for at least one entry a row.",
  ),
});
