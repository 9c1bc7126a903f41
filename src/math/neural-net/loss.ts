import type { NetProblem } from "../../core/net-device.ts";
import { softmax } from "./softmax.ts";

/**
 * Σ weight · loss over rows.
 *
 * @param found outputs of the rows, each `stride` after the last
 * @param slopes where given, filled in the same layout with the gradient of Σ weight · loss / rows
 */
export function netLoss(
  problem: Pick<NetProblem, "widths" | "loss" | "target" | "weights">,
  rows: Int32Array,
  found: Float32Array,
  stride: number,
  slopes?: Float32Array,
): number {
  const outputs = problem.widths.at(-1)!;
  const scores = new Float64Array(outputs);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const at = i * stride;
    const target = problem.target[rows[i]!]!;
    const weight = problem.weights[rows[i]!]!;
    const share = weight / rows.length;
    if (problem.loss === "squared") {
      const gap = found[at]! - target;
      sum += weight * 0.5 * gap * gap;
      if (slopes) slopes[at] = share * gap;
      continue;
    }
    for (let k = 0; k < outputs; k++) scores[k] = found[at + k]!;
    sum += weight * (softmax(scores) - found[at + target]!);
    if (!slopes) continue;
    for (let k = 0; k < outputs; k++) slopes[at + k] = share * (scores[k]! - (k === target ? 1 : 0));
  }
  return sum;
}
