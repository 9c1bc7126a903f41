import { netTableOutputs, type NetTableState } from "../../net-table.ts";
import type { TabularTable } from "../../tabular.ts";
import type { RegressionPrediction } from "../task.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictNet(state: NetTableState, table: TabularTable): RegressionPrediction {
  return { values: netTableOutputs(state, table) };
}
