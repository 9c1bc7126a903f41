import type { FitContext } from "../../model.ts";
import type { TabularData } from "../../tabular.ts";
import { boostTable } from "../../tree-fit.ts";
import type { TreeTableState } from "../../tree-table.ts";
import { checkRegressionData } from "../task.ts";
import type { BoostedTreesRegressionOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitBoostedTrees(
  data: TabularData,
  options: BoostedTreesRegressionOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkRegressionData(data, context);
  return boostTable(data, data.weights, options, { objective: "regression" }, context);
}
