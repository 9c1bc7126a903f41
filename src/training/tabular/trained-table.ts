import type { TabularTable } from "../../models/tabular.ts";
import { calibrated, type Calibrator } from "./calibrate.ts";
import type { TableSchema } from "./table-schema.ts";
import type { TableMethod, TableTask } from "./table-task.ts";

/** A trained model of a table with what a prediction needs besides. */
export interface TrainedTable {
  readonly task: TableTask;
  readonly target: string;
  readonly schema: TableSchema;
  readonly method: TableMethod;
  readonly state: unknown;
  /** Names of the classes; none for regression. */
  readonly classes: readonly string[];
  readonly calibrators: readonly Calibrator[];
  /** Regression: half the width of a 90 % interval, from out-of-fold errors. */
  readonly intervalHalf: number;
}

/** Predictions as the model is used: values, or probabilities row by row, calibrated where it was. */
export function tableOutputs(
  { method, state, calibrators, classes }: TrainedTable,
  table: TabularTable,
): Float64Array {
  return calibrated(calibrators, method.outputs(state, table), classes.length);
}
