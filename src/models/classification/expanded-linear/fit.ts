import { fitSoftmaxRidge } from "../../../math/softmax-ridge.ts";
import { expandedDesign, expandedImportance } from "../../expanded-design.ts";
import { fittedRows, type ExpandedState } from "../../expanded-state.ts";
import { meanOne } from "../../linear-design.ts";
import type { FitContext } from "../../model.ts";
import { dataRows } from "../../tabular.ts";
import { checkClassificationData, rowWeights, type ClassificationData } from "../task.ts";
import type { ExpandedLogisticOptions } from "./options.ts";

/** Steps of the descent: as many as so much work allows, within bounds. The last ones change predictions little. */
const MOST_WORK = 7.5e7;
const ITERATIONS = { least: 50, most: 300 };

/**
 * Minimise the mean logistic loss + ½ alpha Σw² over expanded terms.
 *
 * @throws `core.aborted`, `tabular.*`
 */
export async function fitExpandedLogistic(
  given: ClassificationData,
  options: ExpandedLogisticOptions,
  context: FitContext,
): Promise<ExpandedState> {
  checkClassificationData(given, context);
  const rows = fittedRows(given.rows);
  const data = rows === null ? given : dataRows(given, rows);
  const weights = meanOne(data.rows, rowWeights(data, options.classWeight));
  const classes = data.classes.length;
  const scores = data.classes.map((_, k) => centred(data.target, weights, k));
  const { design, matrix, plain } = expandedDesign(data, weights, scores, options, context.random);
  const { intercepts, coefficients: fitted } = fitSoftmaxRidge({
    matrix: matrix.values,
    columns: matrix.columns,
    target: data.target,
    classes,
    rowWeights: weights,
    l2: options.alpha,
    maxIterations: Math.round(
      Math.min(ITERATIONS.most, Math.max(ITERATIONS.least, MOST_WORK / (matrix.values.length * classes))),
    ),
    signal: context.signal,
  });
  const coefficients = plain(fitted);
  const importance = expandedImportance(design, data, intercepts, coefficients);
  return Promise.resolve({ design, classes, intercepts, coefficients, importance });
}

/** 1 where a row is of the class, less the class's share. */
function centred(target: Float64Array, weights: Float64Array, k: number): Float64Array {
  let share = 0;
  target.forEach((y, i) => (share += y === k ? weights[i]! / target.length : 0));
  return target.map((y) => (y === k ? 1 : 0) - share);
}
