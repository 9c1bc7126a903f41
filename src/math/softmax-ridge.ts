import { exp, log } from "../core/elementary.ts";
import { throwIfAborted } from "../core/errors.ts";
import { minimiseLbfgs } from "./lbfgs.ts";

/** Logistic regression on a dense matrix with a penalty on squares: many columns that say nearly the same. */
export interface SoftmaxRidgeProblem {
  /** Shape [rows, columns], row-major. */
  readonly matrix: Float64Array;
  readonly columns: number;
  /** Class numbers, shape [rows]. */
  readonly target: Float64Array;
  readonly classes: number;
  /** Mean 1. Shape [rows]. */
  readonly rowWeights: Float64Array;
  readonly l2: number;
  readonly maxIterations: number;
  readonly signal?: AbortSignal | undefined;
}

/** One linear score for two classes (that of class 1), one for each of more. */
export interface SoftmaxRidgeFit {
  /** Shape [scores]. */
  readonly intercepts: Float64Array;
  /** Shape [scores][columns]. */
  readonly coefficients: Float64Array;
}

/**
 * Minimise (1/n) Σ_i h_i · loss_i + ½ l2 Σw² by L-BFGS; intercepts are not penalised.
 *
 * @throws `core.aborted`
 */
export function fitSoftmaxRidge(problem: SoftmaxRidgeProblem): SoftmaxRidgeFit {
  const { matrix, columns, target, classes, rowWeights, l2, signal } = problem;
  const scores = classes === 2 ? 1 : classes;
  const rows = target.length;
  const width = columns + 1;
  // Each score's coefficients, then its intercept.
  const x = new Float64Array(scores * width);
  const row = new Float64Array(scores);
  minimiseLbfgs(
    (w, gradient) => {
      let penalty = 0;
      for (let k = 0; k < scores; k++) {
        for (let j = 0; j < columns; j++) {
          const value = w[k * width + j]!;
          penalty += value * value;
          gradient[k * width + j] = l2 * value;
        }
        gradient[k * width + columns] = 0;
      }
      let loss = 0;
      for (let i = 0; i < rows; i++) {
        const at = i * columns;
        for (let k = 0; k < scores; k++) {
          const first = k * width;
          let sum = w[first + columns]!;
          for (let j = 0; j < columns; j++) sum += w[first + j]! * matrix[at + j]!;
          row[k] = sum;
        }
        const weight = rowWeights[i]! / rows;
        loss += weight * lossAndSlopes(row, target[i]!);
        for (let k = 0; k < scores; k++) {
          const slope = weight * row[k]!;
          const first = k * width;
          for (let j = 0; j < columns; j++) gradient[first + j]! += slope * matrix[at + j]!;
          gradient[first + columns]! += slope;
        }
      }
      return loss + 0.5 * l2 * penalty;
    },
    x,
    {
      maxIterations: problem.maxIterations,
      gradientTolerance: 1e-6,
      valueTolerance: 1e-8,
      onStep: () => throwIfAborted(signal, "Training"),
    },
  );
  const intercepts = Float64Array.from({ length: scores }, (_, k) => x[k * width + columns]!);
  const coefficients = new Float64Array(scores * columns);
  for (let k = 0; k < scores; k++) coefficients.set(x.subarray(k * width, k * width + columns), k * columns);
  return { intercepts, coefficients };
}

/** The log loss of a row by its scores, which become the loss's slopes. One score stands against 0. */
function lossAndSlopes(scores: Float64Array, target: number): number {
  let greatest = scores.length === 1 ? 0 : -Infinity;
  for (const score of scores) greatest = Math.max(greatest, score);
  let sum = scores.length === 1 ? exp(-greatest) : 0;
  for (const score of scores) sum += exp(score - greatest);
  const own = scores.length === 1 ? target - 1 : target;
  const ownScore = own < 0 ? 0 : scores[own]!;
  for (let k = 0; k < scores.length; k++) {
    scores[k] = exp(scores[k]! - greatest) / sum - (k === own ? 1 : 0);
  }
  return greatest + log(sum) - ownScore;
}
