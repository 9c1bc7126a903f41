import { softmax } from "../../../math/neural-net/softmax.ts";
import { netTableOutputs, type NetTableState } from "../../net-table.ts";
import type { TabularTable } from "../../tabular.ts";
import type { ClassificationPrediction } from "../task.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictNet(state: NetTableState, table: TabularTable): ClassificationPrediction {
  return { probabilities: netTableOutputs(state, table, softmax) };
}
