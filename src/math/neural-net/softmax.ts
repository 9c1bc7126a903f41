import { exp, log } from "../../core/elementary.ts";

/** Probabilities of scores, in place. @returns log Σ exp(score) */
export function softmax(scores: Float64Array): number {
  let greatest = -Infinity;
  for (const score of scores) greatest = Math.max(greatest, score);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) sum += scores[k] = exp(scores[k]! - greatest);
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum;
  return greatest + log(sum);
}
