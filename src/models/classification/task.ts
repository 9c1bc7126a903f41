import { exp } from "../../core/elementary.ts";
import type { FitContext, Model } from "../model.ts";
import { tabularError } from "../tabular-errors.ts";
import { checkTabularData, type Explainer, type TabularData, type TabularTable } from "../tabular.ts";

/** Targets are numbers of classes, from 0. */
export interface ClassificationData extends TabularData {
  readonly classes: readonly string[];
}

/** The probability of each class: a row sums to 1. Shape [rows, classes]. */
export interface ClassificationPrediction {
  readonly probabilities: Float64Array;
}

/** A model that predicts a class from the columns of a table. */
export interface ClassificationModel<TOptions = unknown, TState = unknown> extends Model<
  ClassificationData,
  TOptions,
  TState,
  TabularTable,
  ClassificationPrediction,
  Promise<TState>
> {
  /** How much the model uses each column, >= 0, in a unit of its own. Shape [columns]. */
  importance(state: TState): Float64Array;
  /** Where a model can tell exactly what moves its scores. */
  readonly explainer?: Explainer<TState>;
}

/** @throws `core.aborted`, `tabular.empty`, `tabular.bad-column`, `tabular.bad-target`, `tabular.one-class` */
export function checkClassificationData(data: ClassificationData, context: FitContext): void {
  const most = data.classes.length - 1;
  checkTabularData(data, context, (target) =>
    Number.isInteger(target) && target >= 0 && target <= most ? null : `a class number from 0 to ${most}`,
  );
  const [first] = data.target;
  if (data.target.every((target) => target === first)) {
    throw tabularError("tabular.one-class", { found: data.classes[first!] ?? `${first}` });
  }
}

/** The option that every classifier has. */
export const classWeightOption = {
  type: "choice",
  default: "none",
  choices: ["none", "balanced"],
  help: "balanced: rows of a class count in inverse proportion to how many there are.",
  search: { values: ["none", "balanced"] },
} as const;

/**
 * The weight of each row. Balanced, class k weighs rows / (classes · rows of k), as in scikit-learn; classes without
 * rows are left out of the count.
 *
 * @returns undefined where all count alike
 */
export function rowWeights(
  data: ClassificationData,
  classWeight: "none" | "balanced",
): Float64Array | undefined {
  if (classWeight === "none") return data.weights;
  const counts = new Float64Array(data.classes.length);
  for (const target of data.target) counts[target]!++;
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return data.target.map(
    (target, row) => (data.weights?.[row] ?? 1) * (data.rows / (present * counts[target]!)),
  );
}

/** Probabilities of both classes from those of class 1. Shape [rows, 2]. */
export function bothClasses(second: Float64Array): Float64Array {
  const both = new Float64Array(2 * second.length);
  for (let row = 0; row < second.length; row++) {
    both[2 * row] = 1 - second[row]!;
    both[2 * row + 1] = second[row]!;
  }
  return both;
}

/** Probabilities from scores. Shape [rows, classes]. */
export function softmaxRows(scores: Float64Array, classes: number): Float64Array {
  const probabilities = new Float64Array(scores.length);
  for (let first = 0; first < scores.length; first += classes) {
    let greatest = -Infinity;
    for (let k = 0; k < classes; k++) greatest = Math.max(greatest, scores[first + k]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += exp(scores[first + k]! - greatest);
    for (let k = 0; k < classes; k++) probabilities[first + k] = exp(scores[first + k]! - greatest) / sum;
  }
  return probabilities;
}
