import type { FitContext, Model } from "../model.ts";
import { checkTabularData, type Explainer, type TabularData, type TabularTable } from "../tabular.ts";

/** One number for each row. Shape [rows]. */
export interface RegressionPrediction {
  readonly values: Float64Array;
}

/** A model that predicts a number from the columns of a table. */
export interface RegressionModel<TOptions = unknown, TState = unknown> extends Model<
  TabularData,
  TOptions,
  TState,
  TabularTable,
  RegressionPrediction,
  Promise<TState>
> {
  /** How much the model uses each column, >= 0, in a unit of its own. Shape [columns]. */
  importance(state: TState): Float64Array;
  /** Where a model can tell exactly what moves its scores. */
  readonly explainer?: Explainer<TState>;
}

/** @throws `core.aborted`, `tabular.empty`, `tabular.bad-column`, `tabular.bad-target` */
export function checkRegressionData(data: TabularData, context: FitContext): void {
  checkTabularData(data, context, (target) => (Number.isFinite(target) ? null : "a finite number"));
}

/** Targets less their mean over the rows, by their standard deviation; all 0 where they do not vary. */
export function standardisedTarget(
  values: Float64Array,
  weights: Float64Array,
): { readonly mean: number; readonly scale: number; readonly target: Float64Array } {
  let mean = 0;
  values.forEach((y, i) => (mean += (weights[i]! * y) / values.length));
  let squares = 0;
  values.forEach((y, i) => (squares += (weights[i]! * (y - mean) * (y - mean)) / values.length));
  const scale = Math.sqrt(squares);
  return { mean, scale, target: values.map((y) => (scale > 0 ? (y - mean) / scale : 0)) };
}
