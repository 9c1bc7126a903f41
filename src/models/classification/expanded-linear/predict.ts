import { exp } from "../../../core/elementary.ts";
import { expandedMatrix, expandedScores } from "../../expanded-design.ts";
import type { ExpandedState } from "../../expanded-state.ts";
import type { TabularTable } from "../../tabular.ts";
import { bothClasses, softmaxRows, type ClassificationPrediction } from "../task.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictExpandedLogistic(state: ExpandedState, table: TabularTable): ClassificationPrediction {
  const { design, intercepts, coefficients } = state;
  const scores = expandedScores(expandedMatrix(design, table), table.rows, intercepts, coefficients);
  if (intercepts.length === 1) {
    return { probabilities: bothClasses(scores.map((score) => 1 / (1 + exp(-score)))) };
  }
  return { probabilities: softmaxRows(scores, intercepts.length) };
}
