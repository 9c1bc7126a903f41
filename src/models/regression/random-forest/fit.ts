import { trainForest } from "../../../math/trees/forest.ts";
import type { FitContext } from "../../model.ts";
import type { TabularData } from "../../tabular.ts";
import { forestParameters } from "../../tree-options.ts";
import { categoryColumns, treeMatrix, treeTableState, type TreeTableState } from "../../tree-table.ts";
import { checkRegressionData } from "../task.ts";
import type { RandomForestRegressionOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitRandomForest(
  data: TabularData,
  options: RandomForestRegressionOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkRegressionData(data, context);
  const { signal, threads, progress } = context;
  const { ensemble } = await trainForest(
    {
      matrix: treeMatrix(data),
      labels: data.target,
      ...(data.weights !== undefined && { weights: data.weights }),
    },
    {
      ...forestParameters(options, data.columns.length),
      task: "regression",
      categoricalFeature: categoryColumns(data),
      seed: context.random.integer(2 ** 31),
    },
    {
      featureNames: data.columns.map(({ name }) => name),
      onTree: (tree) =>
        progress?.({
          phase: "Training",
          done: tree + 1,
          total: options.trees,
          unit: "trees",
          remainingMs: null,
        }),
      ...(signal !== undefined && { signal }),
      ...(threads !== undefined && { threads }),
    },
  );
  return treeTableState(data, ensemble);
}
