import { AppError, throwIfAborted } from "../../core/errors.ts";
import { tuningError } from "./errors.ts";
import { configurationKey, type Configuration, type SearchSpace } from "./search-space.ts";
import { bestTrial, type Objective, type TrialRecord } from "./trial.ts";

/** What every search takes besides its method. */
export interface SearchControl {
  readonly seed: number;
  /** Asked before each trial; true ends the search with what there is. */
  readonly isOver?: (() => boolean) | undefined;
  /** Trials of the same search made before: it goes on after them. */
  readonly history?: readonly TrialRecord[] | undefined;
  /** Called with each new trial, awaited: keep it there. */
  readonly onTrial?: ((trial: TrialRecord) => void | Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SearchOutcome {
  /** In the order they were made. */
  readonly trials: readonly TrialRecord[];
  readonly best: TrialRecord;
}

/**
 * Judge one configuration and keep what came of it.
 *
 * @param isHopeless of the losses reported so far
 * @throws `core.aborted`, and whatever is no AppError
 */
export async function runTrial(
  objective: Objective,
  asked: { readonly number: number; readonly options: Configuration; readonly resource: number },
  isHopeless: (steps: readonly number[]) => boolean,
  signal: AbortSignal | undefined,
): Promise<TrialRecord> {
  throwIfAborted(signal, "The search");
  const steps: number[] = [];
  let stopped = false;
  const report = (loss: number): boolean => {
    steps.push(loss);
    stopped ||= isHopeless(steps);
    return stopped;
  };
  try {
    const loss = await objective({ ...asked, report });
    if (Number.isFinite(loss)) return { ...asked, loss, state: stopped ? "stopped" : "complete", steps };
    return { ...asked, loss: null, state: "failed", steps, reason: `The loss is ${loss}.` };
  } catch (thrown) {
    // Options that a model refuses are an answer of the search, kept with its reason; all else is not.
    if (!(thrown instanceof AppError) || thrown.kind === "aborted") throw thrown;
    return { ...asked, loss: null, state: "failed", steps, reason: thrown.message };
  }
}

/** @throws `tuning.other-history` where the newest trial kept is not what this search would have tried */
export function checkHistory(
  space: SearchSpace,
  kept: TrialRecord,
  expected: { readonly options: Configuration; readonly resource: number },
): void {
  const found = configurationKey(space, kept.options);
  const wanted = configurationKey(space, expected.options);
  if (found === wanted && kept.resource === expected.resource) return;
  throw tuningError("tuning.other-history", { trial: kept.number, found, expected: wanted });
}

/** @throws `tuning.nothing-worked` */
export function outcomeOf(trials: readonly TrialRecord[]): SearchOutcome {
  const best = bestTrial(trials);
  if (best !== null) return { trials, best };
  const reason = trials.find((trial) => trial.reason !== undefined)?.reason ?? "there was no time for any.";
  throw tuningError("tuning.nothing-worked", { trials: trials.length, reason });
}
