import type { Random } from "../../core/random.ts";
import type { TableTask } from "../../domain/table-training.ts";
import { logLoss } from "../../evaluation/classification-metrics.ts";
import { rootMeanSquaredError } from "../../evaluation/point-metrics.ts";
import {
  CLASSIFICATION_MODEL_IDS,
  loadClassificationModel,
  loadRegressionModel,
  REGRESSION_MODEL_IDS,
} from "../../models/catalog.ts";
import type { FitContext, OptionsSchema } from "../../models/model.ts";
import { completeOptions } from "../../models/options.ts";
import type { TabularData, TabularTable } from "../../models/tabular.ts";

export type { TableTask };

/** A method with its options, whatever the target: outputs are values, or probabilities of each class row by row. */
export interface TableMethod {
  readonly id: string;
  readonly label: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly schema: OptionsSchema;
  fit(data: TabularData, context: FitContext): Promise<unknown>;
  outputs(state: unknown, table: TabularTable): Float64Array;
  importance(state: unknown): Float64Array;
  save(state: unknown): Uint8Array<ArrayBuffer>;
  load(bytes: Uint8Array<ArrayBuffer>): unknown;
}

/** Ids of a task's methods. */
export const methodIds = (task: TableTask): readonly string[] =>
  task === "classification" ? CLASSIFICATION_MODEL_IDS : REGRESSION_MODEL_IDS;

/**
 * A method by its id.
 *
 * @param classes of a classification, else none
 * @throws `model.unknown-id`, `model.unknown-option`, `model.bad-option`
 */
export async function tableMethod(
  task: TableTask,
  id: string,
  given: Readonly<Record<string, unknown>>,
  classes: readonly string[],
): Promise<TableMethod> {
  const complete = (schema: OptionsSchema): Readonly<Record<string, unknown>> =>
    completeOptions(schema, given);
  if (task === "classification") {
    const model = await loadClassificationModel(id);
    const options = complete(model.options);
    return {
      ...model,
      options,
      schema: model.options,
      fit: (data, context) => model.fit({ ...data, classes }, options, context),
      outputs: (state, table) => model.predict(state, table).probabilities,
    };
  }
  const model = await loadRegressionModel(id);
  const options = complete(model.options);
  return {
    ...model,
    options,
    schema: model.options,
    fit: (data, context) => model.fit(data, options, context),
    outputs: (state, table) => model.predict(state, table).values,
  };
}

/** What choosing and importance go by, lower is better: log loss, or the root of the mean squared error. */
export function tableLoss(
  task: TableTask,
  target: Float64Array,
  outputs: Float64Array,
  classes: number,
): number {
  return task === "classification"
    ? logLoss(target, outputs, classes)
    : rootMeanSquaredError(target, outputs);
}

/** How the loss rises when a column is shuffled among the rows; mean and standard deviation over the repeats. */
export function permutationImportances(
  loss: (table: TabularTable) => number,
  table: TabularTable,
  repeats: number,
  random: Random,
): { readonly mean: number; readonly deviation: number }[] {
  const whole = loss(table);
  return table.columns.map((column, c) => {
    const own = random.fork(`column ${c}`);
    const rises = Array.from({ length: repeats }, () => {
      const values = column.values.slice();
      for (let i = values.length - 1; i > 0; i--) {
        const j = own.integer(i + 1);
        [values[i], values[j]] = [values[j]!, values[i]!];
      }
      const columns = table.columns.with(c, { ...column, values } as typeof column);
      return loss({ ...table, columns }) - whole;
    });
    const mean = rises.reduce((sum, rise) => sum + rise, 0) / repeats;
    const squares = rises.reduce((sum, rise) => sum + (rise - mean) * (rise - mean), 0);
    return { mean, deviation: Math.sqrt(squares / repeats) };
  });
}
