import { treeExplainer, treeTableImportance, type TreeTableState } from "../../tree-table.ts";
import type { ClassificationModel } from "../task.ts";
import { loadBoostedTrees, saveBoostedTrees } from "./artifact.ts";
import { fitBoostedTrees } from "./fit.ts";
import { boostedTreesClassificationOptions, type BoostedTreesClassificationOptions } from "./options.ts";
import { predictBoostedTrees } from "./predict.ts";

/** Boosted trees for classes. */
export const boostedTreesClassification: ClassificationModel<
  BoostedTreesClassificationOptions,
  TreeTableState
> = {
  id: "boosted-trees",
  task: "classification",
  label: "Boosted trees",
  options: boostedTreesClassificationOptions,
  fit: fitBoostedTrees,
  predict: predictBoostedTrees,
  importance: treeTableImportance,
  explainer: treeExplainer("log-odds"),
  save: saveBoostedTrees,
  load: loadBoostedTrees,
};
