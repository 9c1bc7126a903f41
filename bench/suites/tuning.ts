import { tune, type SearchMethod } from "../../src/training/tuning/tune.ts";
import {
  functionLoss,
  functionSpace,
  SEARCH_FUNCTIONS,
  type SearchFunction,
} from "../measures/search-functions.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { median } from "../statistics.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "tuning";
const TRIALS = 50;
const SEEDS = 20;

interface PeerSearches {
  readonly optuna: string;
  /** By sampler, function and seed. */
  readonly best: Readonly<Record<string, readonly (readonly number[])[]>>;
}

/** How close searches come to the smallest value of five functions, beside chance and optuna. */
export const tuning: BenchSuite = {
  name: SUITE,
  about: "searches of five test functions in 50 trials, median of 20 seeds, beside chance and optuna's TPE",
  needsData: false,
  run: async (context) => {
    const peer = JSON.parse(
      (await runPeer(context, "optuna_search.py", [String(TRIALS), String(SEEDS)])).stdout,
    ) as PeerSearches;
    const rows: BenchRow[] = [];
    for (const [f, fn] of SEARCH_FUNCTIONS.entries()) {
      const tpe = await medianDistance(fn, "tpe");
      const beside = (name: string, value: number): BenchRow =>
        benchRow(SUITE, `TPE: ${fn.name}`, "above the smallest value", tpe, { name, value });
      rows.push(beside("our random search", await medianDistance(fn, "random")));
      for (const [sampler, best] of Object.entries(peer.best)) {
        const distances = best[f]!.map((value) => value - fn.smallest);
        rows.push(beside(`optuna ${peer.optuna}, ${sampler}`, median(distances)));
      }
      rows.push(
        benchRow(
          SUITE,
          `Gaussian process: ${fn.name}`,
          "above the smallest value",
          await medianDistance(fn, "gaussian-process"),
        ),
      );
    }
    return rows;
  },
};

async function medianDistance(fn: SearchFunction, method: SearchMethod): Promise<number> {
  const space = functionSpace(fn);
  const distances: number[] = [];
  for (let seed = 0; seed < SEEDS; seed++) {
    const { best } = await tune(space, ({ options }) => functionLoss(fn, options), {
      method,
      seed,
      trials: TRIALS,
    });
    distances.push(best.loss! - fn.smallest);
  }
  return median(distances);
}
