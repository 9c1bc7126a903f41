import { treeExplainer, treeTableImportance, type TreeTableState } from "../../tree-table.ts";
import type { ClassificationModel } from "../task.ts";
import { loadRandomForest, saveRandomForest } from "./artifact.ts";
import { fitRandomForest } from "./fit.ts";
import { randomForestClassificationOptions, type RandomForestClassificationOptions } from "./options.ts";
import { predictRandomForest } from "./predict.ts";

/** Random forest for classes. */
export const randomForestClassification: ClassificationModel<
  RandomForestClassificationOptions,
  TreeTableState
> = {
  id: "random-forest",
  task: "classification",
  label: "Random forest",
  options: randomForestClassificationOptions,
  fit: fitRandomForest,
  predict: predictRandomForest,
  importance: treeTableImportance,
  explainer: treeExplainer("probability"),
  save: saveRandomForest,
  load: loadRandomForest,
};
