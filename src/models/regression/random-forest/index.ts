import { treeExplainer, treeTableImportance, type TreeTableState } from "../../tree-table.ts";
import type { RegressionModel } from "../task.ts";
import { loadRandomForest, saveRandomForest } from "./artifact.ts";
import { fitRandomForest } from "./fit.ts";
import { randomForestRegressionOptions, type RandomForestRegressionOptions } from "./options.ts";
import { predictRandomForest } from "./predict.ts";

/** Random forest for numbers. */
export const randomForestRegression: RegressionModel<RandomForestRegressionOptions, TreeTableState> = {
  id: "random-forest",
  task: "regression",
  label: "Random forest",
  options: randomForestRegressionOptions,
  fit: fitRandomForest,
  predict: predictRandomForest,
  importance: treeTableImportance,
  explainer: treeExplainer("value"),
  save: saveRandomForest,
  load: loadRandomForest,
};
