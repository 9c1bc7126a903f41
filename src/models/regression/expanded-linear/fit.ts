import { throwIfAborted } from "../../../core/errors.ts";
import { fitDenseRidge } from "../../../math/dense-ridge.ts";
import { expandedDesign, expandedImportance } from "../../expanded-design.ts";
import { fittedRows, type ExpandedState } from "../../expanded-state.ts";
import { meanOne } from "../../linear-design.ts";
import type { FitContext } from "../../model.ts";
import { dataRows, type TabularData } from "../../tabular.ts";
import { checkRegressionData } from "../task.ts";
import type { ExpandedRegressionOptions } from "./options.ts";

/**
 * Minimise (1/2n) Σ (y - b - x w)² + ½ alpha Σw² over expanded terms.
 *
 * @throws `core.aborted`, `tabular.*`
 */
export async function fitExpandedRegression(
  given: TabularData,
  options: ExpandedRegressionOptions,
  context: FitContext,
): Promise<ExpandedState> {
  checkRegressionData(given, context);
  const rows = fittedRows(given.rows);
  const data = rows === null ? given : dataRows(given, rows);
  const weights = meanOne(data.rows, data.weights);
  let mean = 0;
  data.target.forEach((y, i) => (mean += (weights[i]! * y) / data.rows));
  const centred = data.target.map((y) => y - mean);
  const { design, matrix, plain } = expandedDesign(data, weights, [centred], options, context.random);
  throwIfAborted(context.signal, "Training");
  const { intercept, coefficients: fitted } = fitDenseRidge(
    matrix.values,
    matrix.columns,
    data.target,
    weights,
    options.alpha,
  );
  const intercepts = Float64Array.of(intercept);
  const coefficients = plain(fitted);
  const importance = expandedImportance(design, data, intercepts, coefficients);
  return Promise.resolve({ design, classes: 0, intercepts, coefficients, importance });
}
