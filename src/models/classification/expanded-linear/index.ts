import type { ExpandedState } from "../../expanded-state.ts";
import type { ClassificationModel } from "../task.ts";
import { loadExpandedLogistic, saveExpandedLogistic } from "./artifact.ts";
import { fitExpandedLogistic } from "./fit.ts";
import { expandedLogisticOptions, type ExpandedLogisticOptions } from "./options.ts";
import { predictExpandedLogistic } from "./predict.ts";

/** Logistic regression on products of columns, or on nearness to rows of the training. */
export const expandedLogistic: ClassificationModel<ExpandedLogisticOptions, ExpandedState> = {
  id: "expanded-linear",
  task: "classification",
  label: "Logistic on expanded terms",
  options: expandedLogisticOptions,
  fit: fitExpandedLogistic,
  predict: predictExpandedLogistic,
  importance: ({ importance }) => importance,
  save: saveExpandedLogistic,
  load: loadExpandedLogistic,
};
