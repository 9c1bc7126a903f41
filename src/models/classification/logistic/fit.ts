import { fitLogisticNet } from "../../../math/logistic-net.ts";
import { linearDesign, meanOne, type LinearDesign } from "../../linear-design.ts";
import type { FitContext } from "../../model.ts";
import { checkClassificationData, rowWeights, type ClassificationData } from "../task.ts";
import type { LogisticOptions } from "./options.ts";

export interface LogisticState {
  readonly design: LinearDesign;
  readonly classes: number;
  /** Shape [scores]: 1 for two classes, else one each. */
  readonly intercepts: Float64Array;
  /** Per standard deviation of the term. Shape [scores][terms]. */
  readonly coefficients: Float64Array;
}

const MAX_ROUNDS = 100;

/**
 * Minimise the mean logistic loss + alpha (l1Ratio Σ|w| + ½ (1 - l1Ratio) Σw²) over standardised columns. In
 * scikit-learn's terms, alpha is 1 / (C · rows).
 *
 * @throws `core.aborted`, `tabular.*`
 * @see Friedman, Hastie and Tibshirani (2010)
 */
export async function fitLogistic(
  data: ClassificationData,
  options: LogisticOptions,
  context: FitContext,
): Promise<LogisticState> {
  checkClassificationData(data, context);
  const weights = meanOne(data.rows, rowWeights(data, options.classWeight));
  const { design, terms } = linearDesign(data, weights);
  const { signal, progress } = context;
  const { intercepts, coefficients } = fitLogisticNet({
    columns: terms,
    target: data.target,
    classes: data.classes.length,
    rowWeights: weights,
    l1: options.alpha * options.l1Ratio,
    l2: options.alpha * (1 - options.l1Ratio),
    maxRounds: MAX_ROUNDS,
    signal,
    onRound: (done) =>
      progress?.({ phase: "Training", done, total: MAX_ROUNDS, unit: "rounds", remainingMs: null }),
  });
  return Promise.resolve({ design, classes: data.classes.length, intercepts, coefficients });
}
