import type { TuningMethod } from "../../domain/training-config.ts";
import { hyperband } from "../tuning/hyperband.ts";
import { optionImportance, type OptionImportance } from "../tuning/option-importance.ts";
import type { SearchControl } from "../tuning/run-trial.ts";
import { searchSpace, type Configuration } from "../tuning/search-space.ts";
import type { Objective, TrialRecord } from "../tuning/trial.ts";
import { tune } from "../tuning/tune.ts";
import type { TableMethod } from "./table-task.ts";

export interface TuningRequest extends Pick<SearchControl, "seed" | "isOver" | "signal"> {
  readonly method: TuningMethod;
  /** Trials at most, the defaults among them; Hyperband may end before. */
  readonly trials: number;
}

/** A search as the report keeps it. */
export interface TuningReport {
  readonly search: TuningMethod;
  readonly trials: readonly TrialRecord[];
  readonly option_importance: readonly OptionImportance[];
}

/** Hyperband's full resource in units of the least, a ninth of the rows; of three configurations one is kept. */
const HYPERBAND = { most: 9, eta: 3 };

/**
 * Search the options of a method, its own first. A trial whose loss after a fold is worse than the median of those
 * before it is given up, save by Hyperband, which gives up by its own rule.
 *
 * @param objective the cross-validation loss of options, fitted on a share of each fold's rows, reported fold by fold
 * @returns null where the method declares nothing to search, or the time was over before the first trial
 * @throws `tuning.*`, `core.aborted`
 */
export async function tuneMethod(
  method: TableMethod,
  objective: Objective,
  request: TuningRequest,
): Promise<{ readonly options: Configuration; readonly loss: number; readonly report: TuningReport } | null> {
  const space = searchSpace(method.schema);
  if (space.length === 0 || request.isOver?.() === true) return null;
  const start = Object.fromEntries(
    space.map(({ name }) => [name, method.options[name]]),
  ) as unknown as Configuration;
  let made = 0;
  const { trials, best } =
    request.method === "hyperband"
      ? await hyperband(space, objective, {
          ...request,
          ...HYPERBAND,
          start,
          isOver: () => made >= request.trials || request.isOver?.() === true,
          onTrial: () => void made++,
        })
      : await tune(space, objective, { ...request, method: request.method, start, medianStopping: true });
  // A search that was ended early may have tried nothing on all rows.
  if (best.loss === null || best.resource < 1) return null;
  const option_importance = await optionImportance(space, trials, request.seed);
  return {
    options: best.options,
    loss: best.loss,
    report: { search: request.method, trials, option_importance },
  };
}
