import { netTableImportance, type NetTableState } from "../../net-table.ts";
import type { RegressionModel } from "../task.ts";
import { loadNet, saveNet } from "./artifact.ts";
import { fitNet } from "./fit.ts";
import { netRegressionOptions, type NetRegressionOptions } from "./options.ts";
import { predictNet } from "./predict.ts";

/** A multilayer perceptron for numbers. */
export const neuralNetRegression: RegressionModel<NetRegressionOptions, NetTableState> = {
  id: "neural-net",
  task: "regression",
  label: "Neural net",
  options: netRegressionOptions,
  fit: fitNet,
  predict: predictNet,
  importance: netTableImportance,
  save: saveNet,
  load: loadNet,
};
