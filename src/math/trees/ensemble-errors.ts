import { errorCatalogue, errorText } from "../../core/errors.ts";

/** What can go wrong with a finished ensemble: checking it, reading and writing it, predicting with it. */
export const treeError = errorCatalogue({
  "trees.bad-ensemble": errorText(
    "model",
    (d: { what: string; found: string; expected: string }) =>
      `The trees are damaged: ${d.what} is ${d.found}; expected ${d.expected}.`,
    () => "Export the model again from where it was trained.",
  ),
  "trees.bad-rows": errorText(
    "input",
    (d: { found: number; featureCount: number }) =>
      `The table has ${d.found} values; expected a multiple of the model's ${d.featureCount} features.`,
    (d) => `Pass rows of ${d.featureCount} values each, in the order of the model's feature names.`,
  ),
  "trees.bad-iterations": errorText(
    "input",
    (d: { start: number; count: number; available: number }) =>
      `Iterations ${d.start} to ${d.start + d.count} were asked for; the model has ${d.available}.`,
    (d) => `Ask for iterations between 0 and ${d.available}.`,
  ),
  "trees.bad-text": errorText(
    "input",
    (d: { line: number; found: string; expected: string }) =>
      `The LightGBM model has, on line ${d.line}, ${d.found}; expected ${d.expected}.`,
    () => "Save the model again with LightGBM 4 (Booster.save_model), and transfer it whole.",
  ),
  "trees.linear-trees": errorText(
    "input",
    (d: { line: number; tree: number }) =>
      `Tree ${d.tree} has linear models in its leaves (line ${d.line}); expected constant leaves.`,
    () => "Train with linear_tree=false.",
  ),
  "trees.bad-feature-name": errorText(
    "input",
    (d: { name: string }) =>
      `The feature name "${d.name}" cannot stand in a LightGBM model; expected no spaces and none of " , : [ ] { }.`,
    () => "Rename the feature.",
  ),
  "trees.no-counts": errorText(
    "model",
    (d: { tree: number }) =>
      `Tree ${d.tree} does not say how many training rows its leaves had; expected leaf counts above 0.`,
    () => "Export the model again with its leaf_count and internal_count lines.",
  ),
  "trees.no-memory": errorText(
    "device",
    (d: { mebibytes: number }) =>
      `Predicting with these trees needs ${d.mebibytes} MiB, which the device does not give.`,
    () => "Close other pages, or predict with fewer iterations or smaller trees.",
  ),
});
