import { linearContributions, linearImportance } from "../../linear-design.ts";
import type { RegressionModel } from "../task.ts";
import { loadLinearRegression, saveLinearRegression } from "./artifact.ts";
import { fitLinearRegression, type LinearRegressionState } from "./fit.ts";
import { linearRegressionOptions, type LinearRegressionOptions } from "./options.ts";
import { predictLinearRegression } from "./predict.ts";

/** Linear regression with the elastic net's penalty. */
export const linearRegression: RegressionModel<LinearRegressionOptions, LinearRegressionState> = {
  id: "linear",
  task: "regression",
  label: "Linear (elastic net)",
  options: linearRegressionOptions,
  fit: fitLinearRegression,
  predict: predictLinearRegression,
  importance: ({ design, coefficients }) => linearImportance(design, coefficients),
  explainer: {
    method: "linear",
    stepsPerRow: ({ coefficients }) => coefficients.length,
    contributions: ({ design, intercept, coefficients }, table) => ({
      unit: "value",
      ...linearContributions(design, Float64Array.of(intercept), coefficients, table),
    }),
  },
  save: saveLinearRegression,
  load: loadLinearRegression,
};
