import { meanOne } from "../../linear-design.ts";
import type { FitContext } from "../../model.ts";
import { fitNetTable, type NetTableState } from "../../net-table.ts";
import type { TabularData } from "../../tabular.ts";
import { checkRegressionData, standardisedTarget } from "../task.ts";
import type { NetRegressionOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `neural-net.diverged` */
export async function fitNet(
  data: TabularData,
  options: NetRegressionOptions,
  context: FitContext,
): Promise<NetTableState> {
  checkRegressionData(data, context);
  const weights = meanOne(data.rows, data.weights);
  const { mean, scale, target } = standardisedTarget(data.target, weights);
  return fitNetTable(
    data,
    weights,
    options,
    { loss: "squared", outputs: 1, target, outputScale: Float64Array.of(mean, scale) },
    context,
  );
}
