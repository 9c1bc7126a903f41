import type { Configuration } from "./search-space.ts";

/** One trial as it is kept: plain data, the same for the same space, method, seed and objective. */
export interface TrialRecord {
  /** From 0, in the order of the search. */
  readonly number: number;
  readonly options: Configuration;
  /** Share of all that a trial may take (rows, trees, steps), in (0, 1]. */
  readonly resource: number;
  /** What is made small; null where the trial failed. */
  readonly loss: number | null;
  readonly state: "complete" | "stopped" | "failed";
  /** Losses reported on the way. */
  readonly steps: readonly number[];
  /** Why it failed. */
  readonly reason?: string;
}

/** What an objective is asked. */
export interface TrialRequest extends Pick<TrialRecord, "number" | "options" | "resource"> {
  /** Tell the loss after a step; true: give up, and return it. */
  readonly report: (loss: number) => boolean;
}

/** @returns the loss. An AppError other than `aborted` makes the trial a failed one. */
export type Objective = (request: TrialRequest) => number | Promise<number>;

/** A finished trial of the largest resource so far, smallest loss first; null where all failed. */
export function bestTrial(trials: readonly TrialRecord[]): TrialRecord | null {
  let best: TrialRecord | null = null;
  for (const trial of trials) {
    if (trial.loss === null || trial.state !== "complete") continue;
    if (best === null || trial.resource > best.resource) best = trial;
    else if (trial.resource === best.resource && trial.loss < best.loss!) best = trial;
  }
  return best;
}
