import { seededRandom } from "../../core/random.ts";
import { tuningError } from "./errors.ts";
import { suggestByGaussianProcess } from "./gaussian-process.ts";
import { gridPoints } from "./grid.ts";
import { isBelowMedian } from "./median-stopping.ts";
import { checkHistory, outcomeOf, runTrial, type SearchControl, type SearchOutcome } from "./run-trial.ts";
import { drawConfiguration, type Configuration, type SearchSpace } from "./search-space.ts";
import { suggestByTpe } from "./tpe.ts";
import type { Objective, TrialRecord } from "./trial.ts";

export const SEARCH_METHODS = ["grid", "random", "tpe", "gaussian-process"] as const;
export type SearchMethod = (typeof SEARCH_METHODS)[number];

export interface TuneRequest extends SearchControl {
  readonly method: SearchMethod;
  /** Trials in all, those of the history among them. */
  readonly trials: number;
  /** Tried first: a model's defaults. */
  readonly start?: Configuration | undefined;
  /** Give up trials whose reported losses are worse than the median of others at the same step. */
  readonly medianStopping?: boolean | undefined;
}

/**
 * Search a space for the configuration of the smallest loss. Each choice is a function of space, method, seed and the
 * trials before it, so a search that was ended goes on from its history as if it had not been.
 *
 * @throws `tuning.*`, `core.aborted`
 */
export async function tune(
  space: SearchSpace,
  objective: Objective,
  request: TuneRequest,
): Promise<SearchOutcome> {
  if (!(Number.isInteger(request.trials) && request.trials >= 1)) {
    throw tuningError("tuning.bad-budget", {
      what: "The number of trials",
      found: request.trials,
      expected: "a whole number from 1",
    });
  }
  const suggest = suggester(space, request);
  const trials = [...(request.history ?? [])];
  const newest = trials.at(-1);
  if (newest !== undefined) {
    const options = suggest(trials.slice(0, -1));
    if (options !== null) checkHistory(space, newest, { options, resource: 1 });
  }
  while (trials.length < request.trials && request.isOver?.() !== true) {
    const options = suggest(trials);
    if (options === null) break;
    const isHopeless = (steps: readonly number[]): boolean =>
      request.medianStopping === true && isBelowMedian(steps, trials);
    const asked = { number: trials.length, options, resource: 1 };
    const trial = await runTrial(objective, asked, isHopeless, request.signal);
    trials.push(trial);
    await request.onTrial?.(trial);
  }
  return outcomeOf(trials);
}

/** What comes after given trials; null at the end of a grid. */
function suggester(
  space: SearchSpace,
  { method, seed, start }: TuneRequest,
): (trials: readonly TrialRecord[]) => Configuration | null {
  const grid = method === "grid" ? gridPoints(space) : [];
  const offset = start === undefined ? 0 : 1;
  return (trials) => {
    if (start !== undefined && trials.length === 0) return start;
    const random = seededRandom(seed, `trial/${trials.length}`);
    switch (method) {
      case "grid":
        return grid[trials.length - offset] ?? null;
      case "random":
        return drawConfiguration(space, random);
      case "tpe":
        return suggestByTpe(space, trials, random);
      case "gaussian-process":
        return suggestByGaussianProcess(space, trials, random);
    }
  };
}
