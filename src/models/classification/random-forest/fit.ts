import type { FitContext } from "../../model.ts";
import { growTable } from "../../tree-fit.ts";
import type { TreeTableState } from "../../tree-table.ts";
import { checkClassificationData, rowWeights, type ClassificationData } from "../task.ts";
import type { RandomForestClassificationOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitRandomForest(
  data: ClassificationData,
  options: RandomForestClassificationOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkClassificationData(data, context);
  const task = { task: "classification", nClasses: data.classes.length } as const;
  return growTable(data, rowWeights(data, options.classWeight), options, task, context);
}
