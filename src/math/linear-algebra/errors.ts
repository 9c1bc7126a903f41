import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What linear algebra may refuse. */
export const algebraError = errorCatalogue({
  "algebra.shape": errorText(
    "input",
    (d: { what: string; found: number; expected: number }) =>
      `The number of ${d.what} is ${d.found}; expected ${d.expected}.`,
    () => "Give arrays whose shapes fit together.",
  ),
  "algebra.bad-option": errorText(
    "input",
    (d: { option: string; found: number; expected: string }) =>
      `${d.option} is ${d.found}; expected ${d.expected}.`,
    (d: { option: string; found: number; expected: string }) => `Give ${d.option} as ${d.expected}.`,
  ),
  "algebra.not-finite": errorText(
    "data",
    (d: { row: number; column: number; found: string; what?: string }) =>
      `Entry (${d.row}, ${d.column}) of the ${d.what ?? "matrix"} is ${d.found}; expected a finite number.`,
    () => "Fill or remove missing values first.",
  ),
  "algebra.not-positive-definite": errorText(
    "data",
    (d: { row: number; pivot: number }) =>
      `The matrix is not positive definite: pivot ${d.row} is ${d.pivot}; expected a number above 0.`,
    () => "Add regularization to the diagonal, or use solveSymmetric.",
  ),
  "algebra.singular": errorText(
    "data",
    (d: { row: number }) => `The matrix is singular: there is no pivot for row ${d.row}.`,
    () => "Remove columns that others explain, or add regularization to the diagonal.",
  ),
  "algebra.memory": errorText(
    "device",
    (d: { neededMib: number }) => `The factors need ${d.neededMib} MiB, more than can be had.`,
    () => "Use fewer factors, or close other tabs.",
  ),
});
