import { predictOutputs } from "../../../math/trees/ensemble-predict.ts";
import type { TabularTable } from "../../tabular.ts";
import { treeRows, type TreeTableState } from "../../tree-table.ts";
import { bothClasses, type ClassificationPrediction } from "../task.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictRandomForest(state: TreeTableState, table: TabularTable): ClassificationPrediction {
  const outputs = predictOutputs(state.ensemble, treeRows(table, state.columns));
  return { probabilities: state.ensemble.classCount === 1 ? bothClasses(outputs) : outputs };
}
