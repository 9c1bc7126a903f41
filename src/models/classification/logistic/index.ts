import { linearContributions, linearImportance } from "../../linear-design.ts";
import type { ClassificationModel } from "../task.ts";
import { loadLogistic, saveLogistic } from "./artifact.ts";
import { fitLogistic, type LogisticState } from "./fit.ts";
import { logisticOptions, type LogisticOptions } from "./options.ts";
import { predictLogistic } from "./predict.ts";

/** Logistic regression with the elastic net's penalty, multinomial for more than two classes. */
export const logistic: ClassificationModel<LogisticOptions, LogisticState> = {
  id: "logistic",
  task: "classification",
  label: "Logistic (elastic net)",
  options: logisticOptions,
  fit: fitLogistic,
  predict: predictLogistic,
  importance: ({ design, coefficients }) => linearImportance(design, coefficients),
  explainer: {
    method: "linear",
    stepsPerRow: ({ coefficients }) => coefficients.length,
    contributions: ({ design, intercepts, coefficients }, table) => ({
      unit: "log-odds",
      ...linearContributions(design, intercepts, coefficients, table),
    }),
  },
  save: saveLogistic,
  load: loadLogistic,
};
