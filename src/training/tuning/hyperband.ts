import { seededRandom } from "../../core/random.ts";
import { tuningError } from "./errors.ts";
import { checkHistory, outcomeOf, runTrial, type SearchControl, type SearchOutcome } from "./run-trial.ts";
import { drawConfiguration, type Configuration, type SearchSpace } from "./search-space.ts";
import type { Objective, TrialRecord } from "./trial.ts";

/** One bracket: successive halving from many configurations of a small resource to few of all of it. */
interface Bracket {
  readonly s: number;
  readonly rungs: readonly { readonly configurations: number; readonly resource: number }[];
}

/**
 * The brackets of Hyperband, the most daring first.
 *
 * @param most resource that one configuration may take, in units of the least: R
 * @param eta of so many configurations one is kept
 * @throws `tuning.bad-budget`
 * @see Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar (2018), Hyperband, JMLR 18(185), algorithm 1 and table 1
 */
export function hyperbandBrackets(most: number, eta: number): readonly Bracket[] {
  if (!(most >= 1 && most <= 1e6)) {
    throw tuningError("tuning.bad-budget", {
      what: "The most resource",
      found: most,
      expected: "1 to 1,000,000",
    });
  }
  if (!(Number.isInteger(eta) && eta >= 2)) {
    throw tuningError("tuning.bad-budget", { what: "eta", found: eta, expected: "a whole number from 2" });
  }
  /** eta^0, eta^1, … up to R. */
  const powers = [1];
  while (powers.at(-1)! * eta <= most) powers.push(powers.at(-1)! * eta);
  return powers
    .map((power, s) => {
      const first = Math.ceil((powers.length * power) / (s + 1));
      const rungs = powers.slice(0, s + 1).map((kept) => ({
        configurations: Math.floor(first / kept),
        resource: (most * kept) / power,
      }));
      return { s, rungs };
    })
    .reverse();
}

export interface HyperbandRequest extends SearchControl {
  /** R: the full resource in units of the least. */
  readonly most: number;
  readonly eta: number;
  /** Only the first bracket: successive halving. */
  readonly halvingOnly?: boolean | undefined;
  /** Tried first in each bracket: a model's defaults. */
  readonly start?: Configuration | undefined;
}

/**
 * Search by Hyperband: its brackets once. The objective sees each trial's resource as a share of all. A search that was
 * ended goes on from its history.
 *
 * @throws `tuning.*`, `core.aborted`
 */
export async function hyperband(
  space: SearchSpace,
  objective: Objective,
  request: HyperbandRequest,
): Promise<SearchOutcome> {
  const brackets = hyperbandBrackets(request.most, request.eta);
  const history = request.history ?? [];
  const trials: TrialRecord[] = [];
  for (const { s, rungs } of request.halvingOnly === true ? brackets.slice(0, 1) : brackets) {
    let configurations = Array.from({ length: rungs[0]!.configurations }, (_, i) =>
      i === 0 && request.start !== undefined
        ? request.start
        : drawConfiguration(space, seededRandom(request.seed, `bracket/${s}/${i}`)),
    );
    for (const rung of rungs) {
      const resource = rung.resource / request.most;
      const judged: TrialRecord[] = [];
      for (const options of configurations.slice(0, rung.configurations)) {
        const asked = { number: trials.length, options, resource };
        const kept = history[trials.length];
        if (kept !== undefined) checkHistory(space, kept, asked);
        else if (request.isOver?.() === true) return outcomeOf(trials);
        const trial = kept ?? (await runTrial(objective, asked, () => false, request.signal));
        if (kept === undefined) await request.onTrial?.(trial);
        trials.push(trial);
        judged.push(trial);
      }
      configurations = judged
        .filter(({ loss }) => loss !== null)
        .sort((a, b) => a.loss! - b.loss! || a.number - b.number)
        .map(({ options }) => options);
    }
  }
  return outcomeOf(trials);
}
