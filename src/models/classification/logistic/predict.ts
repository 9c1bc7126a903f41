import { exp } from "../../../core/elementary.ts";
import { linearTerms } from "../../linear-design.ts";
import type { TabularTable } from "../../tabular.ts";
import { bothClasses, type ClassificationPrediction } from "../task.ts";
import type { LogisticState } from "./fit.ts";

/** @throws `tabular.other-columns`, `tabular.bad-column` */
export function predictLogistic(state: LogisticState, table: TabularTable): ClassificationPrediction {
  const { design, intercepts, coefficients } = state;
  const terms = linearTerms(design, table);
  const scores = Array.from(intercepts, (intercept, k) => {
    const score = new Float64Array(table.rows).fill(intercept);
    terms.forEach((term, j) => {
      const w = coefficients[k * terms.length + j]!;
      if (w !== 0) for (let row = 0; row < score.length; row++) score[row]! += w * term[row]!;
    });
    return score;
  });
  if (scores.length === 1)
    return { probabilities: bothClasses(scores[0]!.map((score) => 1 / (1 + exp(-score)))) };
  const probabilities = new Float64Array(table.rows * scores.length);
  for (let row = 0; row < table.rows; row++) {
    let greatest = -Infinity;
    for (const score of scores) greatest = Math.max(greatest, score[row]!);
    let sum = 0;
    for (const score of scores) sum += exp(score[row]! - greatest);
    scores.forEach((score, k) => {
      probabilities[row * scores.length + k] = exp(score[row]! - greatest) / sum;
    });
  }
  return { probabilities };
}
