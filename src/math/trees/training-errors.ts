import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What training of trees refuses. */
export const treeTrainingError = errorCatalogue({
  "trees.empty": errorText(
    "data",
    (d: { rows: number; features: number }) =>
      `There are ${d.rows} rows of ${d.features} features; training needs at least 1 of each.`,
    () => "Check that the table was read and that a feature was chosen.",
  ),
  "trees.too-many-rows": errorText(
    "data",
    (d: { rows: number; most: number }) =>
      `There are ${d.rows} rows; trees are trained on at most ${d.most}.`,
    () => "Train on a sample of the rows, or train in LightGBM and import the model.",
  ),
  "trees.shape": errorText(
    "data",
    (d: { what: string; found: number; expected: number }) =>
      `${d.what} has ${d.found} values; ${d.expected} are expected.`,
    () => "Give every row its value, and every feature its entry.",
  ),
  "trees.chunk-type": errorText(
    "data",
    (d: { found: string; expected: string }) =>
      `A chunk of rows holds ${d.found} values; the table says that all are ${d.expected}.`,
    (d) => `Give every chunk as ${d.expected}, or say ${d.found} for the table.`,
  ),
  "trees.bad-label": errorText(
    "data",
    (d: { rows: string; row: number; found: string; expected: string }) =>
      `The label of ${d.rows} ${d.row} is ${d.found}; expected ${d.expected}.`,
    () => "Leave out rows without a usable label, or choose another objective.",
  ),
  "trees.bad-weight": errorText(
    "data",
    (d: { row: number; found: number }) =>
      `The weight of row ${d.row} is ${d.found}; weights must be finite in float32, not negative, and not all 0.`,
    () => "Leave out rows that should not count.",
  ),
  "trees.one-class": errorText(
    "data",
    (d: { found: string }) => `All labels are ${d.found}; a classifier needs at least two classes.`,
    () => "Check the label column, or give rows of the other class.",
  ),
  "trees.bad-option": errorText(
    "input",
    (d: { option: string; found: string; expected: string }) =>
      `${d.option} is ${d.found}; expected ${d.expected}.`,
    (d) => `Set ${d.option} to ${d.expected}.`,
  ),
  "trees.no-memory": errorText(
    "device",
    (d: { mebibytes: number }) =>
      `Training needs ${d.mebibytes} MiB of memory, which this device does not give.`,
    () => "Close other tabs, train on fewer rows or features, or use fewer leaves.",
  ),
  "trees.diverged": errorText(
    "model",
    (d: { objective: string }) => `Training on ${d.objective} diverged: a gradient is no longer finite.`,
    () => "Set a smaller learning rate, or a smaller range of labels.",
  ),
  "trees.other-shape": errorText(
    "model",
    (d: { what: string; found: string; expected: string }) =>
      `The model to continue has ${d.what} ${d.found}; the training data and options say ${d.expected}.`,
    () => "Continue with the features and the objective that the model was trained with.",
  ),
});
