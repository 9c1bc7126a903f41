import { foldInto } from "../../../math/linear-algebra/implicit-als.ts";
import { checkHistory } from "../interaction-checks.ts";
import type { ItemScores, RecommendRequest } from "../task.ts";
import type { AlsState } from "./fit.ts";

/** The reader's vector, solved exactly, times each title's. @throws `recommendation.bad-history` */
export function predictAls(
  { factors, alpha, items, gram }: AlsState,
  { history }: RecommendRequest,
): ItemScores {
  const scores = new Float32Array(items.length / factors);
  checkHistory(history, scores.length);
  if (history.items.length === 0) return { scores };
  const confidences = history.strengths.map((strength) => strength * alpha);
  const reader = foldInto({ factors, items }, gram, history.items, confidences);
  for (let item = 0; item < scores.length; item++) {
    let sum = 0;
    for (let f = 0; f < factors; f++) sum += reader[f]! * items[item * factors + f]!;
    scores[item] = sum;
  }
  return { scores };
}
