import { trainBoosting } from "../../../math/trees/boosting.ts";
import type { FitContext } from "../../model.ts";
import type { TabularData } from "../../tabular.ts";
import { boostingParameters } from "../../tree-options.ts";
import { categoryColumns, treeMatrix, treeTableState, type TreeTableState } from "../../tree-table.ts";
import { checkRegressionData } from "../task.ts";
import type { BoostedTreesRegressionOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitBoostedTrees(
  data: TabularData,
  options: BoostedTreesRegressionOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkRegressionData(data, context);
  const { signal, threads, progress } = context;
  const { ensemble } = await trainBoosting(
    {
      matrix: treeMatrix(data),
      labels: data.target,
      ...(data.weights !== undefined && { weights: data.weights }),
    },
    {
      ...boostingParameters(options),
      objective: "regression",
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
