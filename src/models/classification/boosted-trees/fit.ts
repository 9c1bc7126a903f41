import { trainBoosting } from "../../../math/trees/boosting.ts";
import type { FitContext } from "../../model.ts";
import { boostingParameters } from "../../tree-options.ts";
import { categoryColumns, treeMatrix, treeTableState, type TreeTableState } from "../../tree-table.ts";
import { checkClassificationData, rowWeights, type ClassificationData } from "../task.ts";
import type { BoostedTreesClassificationOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitBoostedTrees(
  data: ClassificationData,
  options: BoostedTreesClassificationOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkClassificationData(data, context);
  const { signal, threads, progress } = context;
  const weights = rowWeights(data, options.classWeight);
  const { ensemble } = await trainBoosting(
    {
      matrix: treeMatrix(data),
      labels: data.target,
      ...(weights !== undefined && { weights }),
    },
    {
      ...boostingParameters(options),
      ...(data.classes.length > 2
        ? { objective: "multiclass" as const, numClass: data.classes.length }
        : { objective: "binary" as const }),
      categoricalFeature: categoryColumns(data),
      seed: context.random.integer(2 ** 31),
    },
    {
      featureNames: data.columns.map(({ name }) => name),
      onIteration: (round) =>
        progress?.({
          phase: "Training",
          done: round + 1,
          total: options.iterations,
          unit: "rounds",
          remainingMs: null,
        }),
      ...(signal !== undefined && { signal }),
      ...(threads !== undefined && { threads }),
    },
  );
  return treeTableState(data, ensemble);
}
