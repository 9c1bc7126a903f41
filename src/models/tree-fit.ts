import { trainBoosting } from "../math/trees/boosting.ts";
import type { BoostingOptions } from "../math/trees/boosting-options.ts";
import { trainForest } from "../math/trees/forest.ts";
import type { ForestOptions } from "../math/trees/forest-options.ts";
import type { LabelledRows } from "../math/trees/labelled-rows.ts";
import type { FitContext } from "./model.ts";
import type { TabularData } from "./tabular.ts";
import {
  boostingParameters,
  forestParameters,
  type BoostedTreeOptions,
  type RandomForestOptions,
} from "./tree-options.ts";
import { categoryColumns, treeMatrix, treeTableState, type TreeTableState } from "./tree-table.ts";

/**
 * Boost trees over the columns of a table.
 *
 * @param objective and what it needs: the loss that the target asks for
 * @throws `core.aborted`, `trees.*`
 */
export async function boostTable(
  data: TabularData,
  weights: Float64Array | undefined,
  options: BoostedTreeOptions,
  objective: Pick<BoostingOptions, "objective"> & Partial<Pick<BoostingOptions, "numClass">>,
  context: FitContext,
): Promise<TreeTableState> {
  const { ensemble } = await trainBoosting(
    labelledRows(data, weights),
    { ...boostingParameters(options), ...objective, ...drawnOptions(data, context) },
    { ...training(data, context), onIteration: stepper(context, options.iterations, "rounds") },
  );
  return treeTableState(data, ensemble);
}

/**
 * Grow a forest over the columns of a table.
 *
 * @param task what the target asks for
 * @throws `core.aborted`, `trees.*`
 */
export async function growTable(
  data: TabularData,
  weights: Float64Array | undefined,
  options: RandomForestOptions,
  task: Pick<ForestOptions, "task"> & Partial<Pick<ForestOptions, "nClasses">>,
  context: FitContext,
): Promise<TreeTableState> {
  const { ensemble } = await trainForest(
    labelledRows(data, weights),
    { ...forestParameters(options, data.columns.length), ...task, ...drawnOptions(data, context) },
    { ...training(data, context), onTree: stepper(context, options.trees, "trees") },
  );
  return treeTableState(data, ensemble);
}

const labelledRows = (data: TabularData, weights: Float64Array | undefined): LabelledRows => ({
  matrix: treeMatrix(data),
  labels: data.target,
  ...(weights !== undefined && { weights }),
});

const drawnOptions = (data: TabularData, { random }: FitContext) => ({
  categoricalFeature: categoryColumns(data),
  seed: random.integer(2 ** 31),
});

const training = ({ columns }: TabularData, { signal, threads }: FitContext) => ({
  featureNames: columns.map(({ name }) => name),
  ...(signal !== undefined && { signal }),
  ...(threads !== undefined && { threads }),
});

const stepper =
  ({ progress }: FitContext, total: number, unit: string) =>
  (step: number): void =>
    progress?.({ phase: "Training", done: step + 1, total, unit, remainingMs: null });
