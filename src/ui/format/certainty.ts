import type { AskAnswer } from "../../domain/ask.ts";

/** How sure an answer is, in words: the figure stands behind them. */
export function certaintyWords(answer: Pick<AskAnswer, "certainty" | "confidence">): string {
  if (answer.certainty === "unknown") return "Too unsure to say";
  if (answer.certainty === "perhaps") return "Perhaps";
  return answer.confidence >= 0.95 ? "Very sure" : answer.confidence >= 0.85 ? "Sure" : "Fairly sure";
}
