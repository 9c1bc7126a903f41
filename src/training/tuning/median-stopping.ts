import type { TrialRecord } from "./trial.ts";

/** Complete trials to compare with before any is stopped. */
const TRIALS_FIRST = 5;

/**
 * Whether to give a trial up: its best loss so far is worse than the median of what complete trials had on average up to
 * the same step.
 *
 * @param steps the trial's losses so far
 * @see Golovin et al. (2017), Google Vizier, section 3.2.2
 */
export function isBelowMedian(steps: readonly number[], trials: readonly TrialRecord[]): boolean {
  const averages = trials
    .filter((trial) => trial.state === "complete" && trial.steps.length >= steps.length)
    .map((trial) => trial.steps.slice(0, steps.length).reduce((sum, loss) => sum + loss, 0) / steps.length)
    .sort((a, b) => a - b);
  if (averages.length < TRIALS_FIRST) return false;
  const best = steps.reduce((least, loss) => Math.min(least, loss), Infinity);
  const middle = averages.length / 2;
  const median =
    averages.length % 2 === 1
      ? averages[Math.floor(middle)]!
      : (averages[middle - 1]! + averages[middle]!) / 2;
  return best > median;
}
