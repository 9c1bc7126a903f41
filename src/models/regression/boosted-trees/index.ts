import { treeExplainer, treeTableImportance, type TreeTableState } from "../../tree-table.ts";
import type { RegressionModel } from "../task.ts";
import { loadBoostedTrees, saveBoostedTrees } from "./artifact.ts";
import { fitBoostedTrees } from "./fit.ts";
import { boostedTreesRegressionOptions, type BoostedTreesRegressionOptions } from "./options.ts";
import { predictBoostedTrees } from "./predict.ts";

/** Boosted trees for numbers. */
export const boostedTreesRegression: RegressionModel<BoostedTreesRegressionOptions, TreeTableState> = {
  id: "boosted-trees",
  task: "regression",
  label: "Boosted trees",
  options: boostedTreesRegressionOptions,
  fit: fitBoostedTrees,
  predict: predictBoostedTrees,
  importance: treeTableImportance,
  explainer: treeExplainer("value"),
  save: saveBoostedTrees,
  load: loadBoostedTrees,
};
