import type { FitContext } from "../../model.ts";
import type { TabularData } from "../../tabular.ts";
import { growTable } from "../../tree-fit.ts";
import type { TreeTableState } from "../../tree-table.ts";
import { checkRegressionData } from "../task.ts";
import type { RandomForestRegressionOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitRandomForest(
  data: TabularData,
  options: RandomForestRegressionOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkRegressionData(data, context);
  return growTable(data, data.weights, options, { task: "regression" }, context);
}
