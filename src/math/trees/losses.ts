import { exp, log, log1p } from "../../core/elementary.ts";
import * as layout from "../kernels/trees/layout.ts";
import type { TreeObjective } from "./ensemble.ts";
import { orderFreeMean, orderFreeQuantile, orderFreeSum } from "./order-free.ts";
import { treeTrainingError } from "./training-errors.ts";

/** What boosting can minimise; names and parameters as in LightGBM. */
export type BoostingObjective =
  | "regression"
  | "regression_l1"
  | "quantile"
  | "huber"
  | "poisson"
  | "tweedie"
  | "binary"
  | "multiclass"
  | "lambdarank";

export interface LossParameters {
  readonly objective: BoostingObjective;
  /** Level of quantile; delta of huber. */
  readonly alpha: number;
  readonly tweedieVariancePower: number;
  readonly poissonMaxDeltaStep: number;
  readonly sigmoid: number;
  /** Binary: multiplies gradients and hessians of label 1. As in LightGBM the start score knows nothing of it. */
  readonly scalePosWeight: number;
  /** Binary: the rarer label weighs as much more as it has fewer rows, whatever these weigh; the start score as above. */
  readonly isUnbalance: boolean;
  readonly numClass: number;
  /** lambdarank: gain of each relevance label. */
  readonly labelGain: readonly number[];
}

/** A loss as boosting needs it. Labels and scores: shape [rows]; of several classes, scores [classes][rows]. */
export interface Loss {
  readonly code: number;
  readonly classes: number;
  /** Whether every row's hessian is 1 when there are no weights. */
  readonly unitHessian: boolean;
  readonly parameters: readonly [number, number];
  /** Weights of the rows in the gradients: the given ones, times those of their classes. */
  readonly rowWeights: Float32Array | null;
  /** Leaf outputs become this quantile of the leaf's residuals; null: they stay. */
  readonly renewAt: number | null;
  readonly objective: TreeObjective;
  /** The best constant score per class. */
  readonly initialScores: (labels: Float64Array, weights: Float32Array | null) => number[];
  /** Mean loss, by LightGBM's metric of the same name. */
  readonly metric: (labels: Float64Array, scores: Float64Array, weights: Float32Array | null) => number;
}

/** Smallest probability whose logarithm is taken. */
const EPSILON = 1e-15;

/**
 * Check labels that a loss is to be measured with.
 *
 * @param rows what to call their rows, for the error
 * @throws `trees.bad-label`
 */
export function checkLabels(parameters: LossParameters, labels: Float64Array, rows: string): void {
  const { good, expected } = usableLabels(parameters);
  const row = labels.findIndex((label) => !good(label));
  if (row >= 0) throw treeTrainingError("trees.bad-label", { rows, row, found: `${labels[row]}`, expected });
}

function usableLabels({ objective, numClass, labelGain }: LossParameters): {
  readonly good: (label: number) => boolean;
  readonly expected: string;
} {
  const whole = (end: number): ReturnType<typeof usableLabels> => ({
    good: (y) => Number.isInteger(y) && y >= 0 && y < end,
    expected: `a whole number from 0 to ${end - 1}`,
  });
  switch (objective) {
    case "poisson":
    case "tweedie":
      return { good: (y) => y >= 0 && y < Infinity, expected: "0 or more" };
    case "binary":
      return { good: (y) => y === 0 || y === 1, expected: "0 or 1" };
    case "multiclass":
      return whole(numClass);
    case "lambdarank":
      return whole(labelGain.length);
    default:
      return { good: Number.isFinite, expected: "a number" };
  }
}

/** @throws `trees.bad-label` or `trees.one-class` where the labels do not fit the objective */
export function lossOf(parameters: LossParameters, labels: Float64Array, weights: Float32Array | null): Loss {
  const { objective, alpha } = parameters;
  checkLabels(parameters, labels, "row");
  const regression = (
    code: number,
    options: Partial<Loss>,
    rowLoss: (label: number, score: number) => number,
  ): Loss => ({
    code,
    classes: 1,
    unitHessian: true,
    parameters: [alpha, 0],
    rowWeights: weights,
    renewAt: null,
    objective: { name: objective },
    initialScores: (labels, weights) => [orderFreeMean(labels, weights)],
    ...options,
    metric: (labels, scores, weights) => meanLoss(labels, scores, weights, rowLoss),
  });
  switch (objective) {
    case "regression":
      return regression(layout.SQUARED, {}, (y, f) => (y - f) * (y - f));
    case "regression_l1":
      return regression(
        layout.ABSOLUTE,
        { renewAt: 0.5, initialScores: (y, w) => [orderFreeQuantile(y.slice(), w, 0.5)] },
        (y, f) => Math.abs(y - f),
      );
    case "quantile":
      return regression(
        layout.QUANTILE,
        {
          renewAt: alpha,
          objective: { name: objective, alpha },
          initialScores: (y, w) => [orderFreeQuantile(y.slice(), w, alpha)],
        },
        (y, f) => (y >= f ? alpha * (y - f) : (1 - alpha) * (f - y)),
      );
    case "huber":
      return regression(layout.HUBER, { objective: { name: objective, alpha } }, (y, f) => {
        const gap = Math.abs(y - f);
        return gap <= alpha ? 0.5 * gap * gap : alpha * (gap - 0.5 * alpha);
      });
    case "poisson":
      return regression(
        layout.POISSON,
        {
          unitHessian: false,
          parameters: [exp(parameters.poissonMaxDeltaStep), 0],
          initialScores: (y, w) => [log(Math.max(EPSILON, orderFreeMean(y, w)))],
        },
        (y, f) => exp(f) - y * f,
      );
    case "tweedie": {
      const rho = parameters.tweedieVariancePower;
      return regression(
        layout.TWEEDIE,
        {
          unitHessian: false,
          parameters: [rho, 0],
          objective: { name: objective, tweedieVariancePower: rho },
          initialScores: (y, w) => [log(Math.max(EPSILON, orderFreeMean(y, w)))],
        },
        // At 1 the second term's limit, but for a constant: the loss is Poisson's.
        rho === 1
          ? (y, f) => exp(f) - y * f
          : (y, f) => exp((2 - rho) * f) / (2 - rho) - (y * exp((1 - rho) * f)) / (1 - rho),
      );
    }
    case "binary":
      return binaryLoss(parameters, labels, weights);
    case "multiclass":
      return multiclassLoss(parameters.numClass, labels, weights);
    case "lambdarank":
      return {
        ...regression(layout.GIVEN, { unitHessian: false, initialScores: () => [0] }, () => 0),
        objective: { name: objective },
      };
  }
}

function binaryLoss(parameters: LossParameters, labels: Float64Array, weights: Float32Array | null): Loss {
  const { sigmoid, isUnbalance } = parameters;
  const positive = orderFreeSum(labels, weights);
  const all = weights ? orderFreeSum(weights, null) : labels.length;
  if (positive === 0 || positive === all)
    throw treeTrainingError("trees.one-class", { found: `${labels[0]}` });
  const ones = labels.reduce((count, y) => count + y, 0);
  const zeros = labels.length - ones;
  const weightOfOnes = isUnbalance ? Math.max(1, zeros / ones) : parameters.scalePosWeight;
  const weightOfZeros = isUnbalance ? Math.max(1, ones / zeros) : 1;
  const p = positive / all;
  return {
    code: layout.BINARY,
    classes: 1,
    unitHessian: false,
    parameters: [sigmoid, weightOfOnes],
    rowWeights:
      weightOfZeros === 1
        ? weights
        : Float32Array.from(labels, (y, r) => (weights?.[r] ?? 1) * (y > 0 ? 1 : weightOfZeros)),
    renewAt: null,
    objective: { name: "binary", sigmoid },
    initialScores: () => [log(p / (1 - p)) / sigmoid],
    metric: (labels, scores, weights) =>
      meanLoss(labels, scores, weights, (y, f) => log1p(exp(y > 0 ? -sigmoid * f : sigmoid * f))),
  };
}

function multiclassLoss(classes: number, labels: Float64Array, weights: Float32Array | null): Loss {
  if (labels.every((y) => y === labels[0]))
    throw treeTrainingError("trees.one-class", { found: `${labels[0]}` });
  return {
    code: layout.MULTICLASS,
    classes,
    unitHessian: false,
    parameters: [0, 0],
    rowWeights: weights,
    renewAt: null,
    objective: { name: "multiclass" },
    initialScores: (labels, weights) =>
      Array.from({ length: classes }, (_, k) => {
        const isK = labels.map((y) => (y === k ? 1 : 0));
        return log(Math.max(EPSILON, orderFreeMean(isK, weights)));
      }),
    metric: (labels, scores, weights) => {
      const rows = labels.length;
      const losses = new Float64Array(rows);
      for (let r = 0; r < rows; r++) {
        let top = -Infinity;
        for (let k = 0; k < classes; k++) top = Math.max(top, scores[k * rows + r]!);
        let sum = 0;
        for (let k = 0; k < classes; k++) sum += exp(scores[k * rows + r]! - top);
        losses[r] = log(sum) - (scores[labels[r]! * rows + r]! - top);
      }
      return orderFreeMean(losses, weights);
    },
  };
}

function meanLoss(
  labels: Float64Array,
  scores: Float64Array,
  weights: Float32Array | null,
  rowLoss: (label: number, score: number) => number,
): number {
  return orderFreeMean(
    labels.map((label, r) => rowLoss(label, scores[r]!)),
    weights,
  );
}
