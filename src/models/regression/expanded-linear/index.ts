import type { ExpandedState } from "../../expanded-state.ts";
import type { RegressionModel } from "../task.ts";
import { loadExpandedRegression, saveExpandedRegression } from "./artifact.ts";
import { fitExpandedRegression } from "./fit.ts";
import { expandedRegressionOptions, type ExpandedRegressionOptions } from "./options.ts";
import { predictExpandedRegression } from "./predict.ts";

/** Ridge regression on products of columns, or on nearness to rows of the training. */
export const expandedRegression: RegressionModel<ExpandedRegressionOptions, ExpandedState> = {
  id: "expanded-linear",
  task: "regression",
  label: "Linear on expanded terms",
  options: expandedRegressionOptions,
  fit: fitExpandedRegression,
  predict: predictExpandedRegression,
  importance: ({ importance }) => importance,
  save: saveExpandedRegression,
  load: loadExpandedRegression,
};
