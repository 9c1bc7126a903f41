import { describe, expect, it } from "vitest";
import {
  functionLoss,
  functionSpace,
  SEARCH_FUNCTIONS,
} from "../../../../bench/measures/search-functions.ts";
import { median } from "../../../../bench/statistics.ts";
import { AppError } from "../../../../src/core/errors.ts";
import { modelError } from "../../../../src/models/errors.ts";
import { searchSpace } from "../../../../src/training/tuning/search-space.ts";
import type { Objective, TrialRecord } from "../../../../src/training/tuning/trial.ts";
import { SEARCH_METHODS, tune, type SearchMethod } from "../../../../src/training/tuning/tune.ts";

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const branin = SEARCH_FUNCTIONS[2]!;

async function medianBest(
  fn: (typeof SEARCH_FUNCTIONS)[number],
  method: SearchMethod,
  seeds = SEEDS,
  trials = 50,
): Promise<number> {
  const space = functionSpace(fn);
  const losses: number[] = [];
  for (const seed of seeds) {
    const { best } = await tune(space, ({ options }) => functionLoss(fn, options), { method, seed, trials });
    losses.push(best.loss! - fn.smallest);
  }
  return median(losses);
}

/** Forest-like: a condition, a list, a whole number and a log range. */
const mixed = searchSpace({
  kind: {
    type: "choice",
    default: "a",
    choices: ["a", "b"],
    help: "",
    search: { values: ["a", "b"] },
  },
  depth: {
    type: "integer",
    default: 3,
    min: 1,
    max: 20,
    help: "",
    search: { min: 1, max: 12, scale: "linear", when: { option: "kind", is: ["b"] } },
  },
  rate: {
    type: "number",
    default: 0.1,
    min: 0,
    max: 1,
    help: "",
    search: { min: 0.001, max: 1, scale: "log" },
  },
});
const mixedLoss: Objective = ({ options }) => {
  const rate = Number(options["rate"]);
  const off = (rate - 0.03) * (rate - 0.03);
  return options["kind"] === "a" ? 1 + off : Math.abs(Number(options["depth"]) - 7) / 10 + off;
};

describe("tune", () => {
  it("finds smaller values by TPE than at random on at least 4 of 5 functions, 50 trials, median of 20 seeds", async () => {
    const found: Record<string, readonly [number, number]> = {};
    for (const fn of SEARCH_FUNCTIONS) {
      found[fn.name] = [await medianBest(fn, "tpe"), await medianBest(fn, "random")];
    }
    const better = Object.values(found).filter(([tpe, random]) => tpe < random).length;
    expect(better, JSON.stringify(found)).toBeGreaterThanOrEqual(4);
  });

  it("comes within .05 of Branin's smallest value by a Gaussian process in 30 trials", async () => {
    expect(await medianBest(branin, "gaussian-process", [1, 2, 3, 4, 5], 30)).toBeLessThan(0.05);
  });

  it.each(SEARCH_METHODS)("goes on from a history of %s as if it had not been ended", async (method) => {
    const request = { method, seed: 3, trials: 24 };
    const whole = await tune(mixed, mixedLoss, request);
    const kept: TrialRecord[] = [];
    await tune(mixed, mixedLoss, {
      ...request,
      isOver: () => kept.length === 13,
      onTrial: (trial) => {
        kept.push(trial);
      },
    });
    expect(kept).toHaveLength(13);
    const history = JSON.parse(JSON.stringify(kept)) as TrialRecord[];
    expect(await tune(mixed, mixedLoss, { ...request, history })).toEqual(whole);
  });

  it("leaves out options whose condition does not hold, and keeps whole numbers whole", async () => {
    const { trials, best } = await tune(mixed, mixedLoss, { method: "tpe", seed: 5, trials: 60 });
    for (const { options } of trials) {
      if (options["kind"] === "a") expect(options).not.toHaveProperty("depth");
      else expect(Number.isInteger(options["depth"])).toBe(true);
    }
    expect(best.options).toMatchObject({ kind: "b", depth: 7 });
  });

  it("tries the start first, then each point of a grid once, and ends there", async () => {
    const start = { kind: "a", rate: 0.5 };
    const { trials } = await tune(mixed, mixedLoss, { method: "grid", seed: 0, trials: 1000, start });
    expect(trials[0]!.options).toEqual(start);
    expect(trials).toHaveLength(1 + 5 + 5 * 5);
  });

  it("keeps a refused trial with its reason, and says so when all are refused", async () => {
    const refuse: Objective = () => {
      throw modelError("model.unknown-option", { option: "x", known: ["y"] });
    };
    const some: Objective = (request) => (request.number === 1 ? refuse(request) : 1);
    const { trials } = await tune(mixed, some, { method: "random", seed: 1, trials: 3 });
    expect(trials.map(({ state }) => state)).toEqual(["complete", "failed", "complete"]);
    expect(trials[1]!.reason).toContain("x");
    await expect(tune(mixed, refuse, { method: "random", seed: 1, trials: 2 })).rejects.toMatchObject({
      code: "tuning.nothing-worked",
    });
    await expect(tune(mixed, () => NaN, { method: "random", seed: 1, trials: 2 })).rejects.toBeInstanceOf(
      AppError,
    );
  });

  it("stops trials that are worse than the median at the same step", async () => {
    let steps = 0;
    const objective: Objective = ({ number, report }) => {
      const end = number < 6 ? 1 : 5;
      for (let step = 1; step < 10; step++) {
        steps++;
        if (report(end + 1 / step)) return end + 1 / step;
      }
      return end;
    };
    const request = { method: "random", seed: 1, trials: 10, medianStopping: true } as const;
    const { trials, best } = await tune(mixed, objective, request);
    expect(trials.slice(6).map(({ state, steps: told }) => [state, told.length])).toEqual(
      Array.from({ length: 4 }, () => ["stopped", 1]),
    );
    expect(best.number).toBeLessThan(6);
    expect(steps).toBe(6 * 9 + 4);
  });

  it("refuses the history of another search", async () => {
    const { trials } = await tune(mixed, mixedLoss, { method: "random", seed: 1, trials: 3 });
    const other = tune(mixed, mixedLoss, { method: "random", seed: 2, trials: 5, history: trials });
    await expect(other).rejects.toMatchObject({ code: "tuning.other-history" });
  });

  it("ends when it is aborted", async () => {
    const controller = new AbortController();
    const ended = tune(mixed, mixedLoss, {
      method: "random",
      seed: 1,
      trials: 50,
      signal: controller.signal,
      onTrial: ({ number }) => {
        if (number === 4) controller.abort();
      },
    });
    await expect(ended).rejects.toMatchObject({ code: "core.aborted" });
  });
});
