import { netTableImportance, type NetTableState } from "../../net-table.ts";
import type { ClassificationModel } from "../task.ts";
import { loadNet, saveNet } from "./artifact.ts";
import { fitNet } from "./fit.ts";
import { netClassificationOptions, type NetClassificationOptions } from "./options.ts";
import { predictNet } from "./predict.ts";

/** A multilayer perceptron for classes. */
export const neuralNetClassification: ClassificationModel<NetClassificationOptions, NetTableState> = {
  id: "neural-net",
  task: "classification",
  label: "Neural net",
  options: netClassificationOptions,
  fit: fitNet,
  predict: predictNet,
  importance: netTableImportance,
  save: saveNet,
  load: loadNet,
};
