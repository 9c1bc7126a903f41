import { trainForest } from "../../../math/trees/forest.ts";
import type { FitContext } from "../../model.ts";
import { forestParameters } from "../../tree-options.ts";
import { categoryColumns, treeMatrix, treeTableState, type TreeTableState } from "../../tree-table.ts";
import { checkClassificationData, rowWeights, type ClassificationData } from "../task.ts";
import type { RandomForestClassificationOptions } from "./options.ts";

/** @throws `core.aborted`, `tabular.*`, `trees.*` */
export async function fitRandomForest(
  data: ClassificationData,
  options: RandomForestClassificationOptions,
  context: FitContext,
): Promise<TreeTableState> {
  checkClassificationData(data, context);
  const { signal, threads, progress } = context;
  const weights = rowWeights(data, options.classWeight);
  const { ensemble } = await trainForest(
    {
      matrix: treeMatrix(data),
      labels: data.target,
      ...(weights !== undefined && { weights }),
    },
    {
      ...forestParameters(options, data.columns.length),
      task: "classification",
      nClasses: data.classes.length,
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
