import { softmax } from "../../../math/neural-net/softmax.ts";
import { netTableOutputs, type NetTableState } from "../../net-table.ts";
import type { TabularTable } from "../../tabular.ts";
import type { ClassificationPrediction } from "../task.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictNet(state: NetTableState, table: TabularTable): ClassificationPrediction {
  const probabilities = netTableOutputs(state, table);
  const classes = state.widths.at(-1)!;
  for (let start = 0; start < probabilities.length; start += classes) {
    softmax(probabilities.subarray(start, start + classes));
  }
  return { probabilities };
}
