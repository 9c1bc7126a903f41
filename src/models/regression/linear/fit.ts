import { descend } from "../../../math/elastic-net.ts";
import { linearDesign, meanOne, type LinearDesign } from "../../linear-design.ts";
import type { FitContext } from "../../model.ts";
import type { TabularData } from "../../tabular.ts";
import { checkRegressionData, standardisedTarget } from "../task.ts";
import type { LinearRegressionOptions } from "./options.ts";

export interface LinearRegressionState {
  readonly design: LinearDesign;
  /** In the target's unit, at the columns' means. */
  readonly intercept: number;
  /** In the target's unit per standard deviation of the term. Shape [terms]. */
  readonly coefficients: Float64Array;
}

const MAX_SWEEPS = 2000;

/**
 * Minimise (1/2n) Σ (y - b - x w)² + alpha (l1Ratio Σ|w| + ½ (1 - l1Ratio) Σw²), columns and target standardised.
 *
 * @throws `core.aborted`, `tabular.*`
 * @see Zou and Hastie (2005)
 */
// The contract of the task is a promise: other models wait for kernels.
export async function fitLinearRegression(
  data: TabularData,
  options: LinearRegressionOptions,
  context: FitContext,
): Promise<LinearRegressionState> {
  checkRegressionData(data, context);
  const weights = meanOne(data.rows, data.weights);
  const { design, terms } = linearDesign(data, weights);
  const { mean, scale, target } = standardisedTarget(data.target, weights);
  const point = {
    intercept: 0,
    coefficients: new Float64Array(terms.length),
    residual: target,
  };
  descend(
    {
      columns: terms,
      rowWeights: weights.map((weight) => weight / data.rows),
      l1: options.alpha * options.l1Ratio,
      l2: options.alpha * (1 - options.l1Ratio),
      tolerance: 1e-14,
      maxSweeps: MAX_SWEEPS,
    },
    point,
  );
  return Promise.resolve({
    design,
    intercept: mean + scale * point.intercept,
    coefficients: point.coefficients.map((w) => w * scale),
  });
}
