import { linearTerms } from "../../linear-design.ts";
import type { TabularTable } from "../../tabular.ts";
import type { RegressionPrediction } from "../task.ts";
import type { LinearRegressionState } from "./fit.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictLinearRegression(
  { design, intercept, coefficients }: LinearRegressionState,
  table: TabularTable,
): RegressionPrediction {
  const values = new Float64Array(table.rows).fill(intercept);
  linearTerms(design, table).forEach((term, j) => {
    for (let row = 0; row < values.length; row++) values[row]! += coefficients[j]! * term[row]!;
  });
  return { values };
}
