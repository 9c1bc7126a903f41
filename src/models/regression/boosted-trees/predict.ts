import { predictOutputs } from "../../../math/trees/ensemble-predict.ts";
import type { TabularTable } from "../../tabular.ts";
import { treeRows, type TreeTableState } from "../../tree-table.ts";
import type { RegressionPrediction } from "../task.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictBoostedTrees(state: TreeTableState, table: TabularTable): RegressionPrediction {
  return { values: predictOutputs(state.ensemble, treeRows(table, state.columns)) };
}
