import { meanOne } from "../../linear-design.ts";
import type { FitContext } from "../../model.ts";
import { fitNetTable, type NetTableState } from "../../net-table.ts";
import { checkClassificationData, rowWeights, type ClassificationData } from "../task.ts";
import type { NetClassificationOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `neural-net.diverged` */
export async function fitNet(
  data: ClassificationData,
  options: NetClassificationOptions,
  context: FitContext,
): Promise<NetTableState> {
  checkClassificationData(data, context);
  const weights = meanOne(data.rows, rowWeights(data, options.classWeight));
  const { target, classes } = data;
  return fitNetTable(
    data,
    weights,
    options,
    { loss: "cross-entropy", outputs: classes.length, target, outputScale: Float64Array.of(0, 1) },
    context,
  );
}
