import { expandedMatrix, expandedScores } from "../../expanded-design.ts";
import type { ExpandedState } from "../../expanded-state.ts";
import type { TabularTable } from "../../tabular.ts";
import type { RegressionPrediction } from "../task.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictExpandedRegression(state: ExpandedState, table: TabularTable): RegressionPrediction {
  const { design, intercepts, coefficients } = state;
  return { values: expandedScores(expandedMatrix(design, table), table.rows, intercepts, coefficients) };
}
