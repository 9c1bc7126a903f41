import type { FitContext } from "../../model.ts";
import { boostTable } from "../../tree-fit.ts";
import type { TreeTableState } from "../../tree-table.ts";
import { checkClassificationData, rowWeights, type ClassificationData } from "../task.ts";
import type { BoostedTreesClassificationOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitBoostedTrees(
  data: ClassificationData,
  options: BoostedTreesClassificationOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkClassificationData(data, context);
  const numClass = data.classes.length;
  const objective =
    numClass > 2 ? ({ objective: "multiclass", numClass } as const) : ({ objective: "binary" } as const);
  return boostTable(data, rowWeights(data, options.classWeight), options, objective, context);
}
