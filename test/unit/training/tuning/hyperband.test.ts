import { describe, expect, it } from "vitest";
import { hyperband, hyperbandBrackets } from "../../../../src/training/tuning/hyperband.ts";
import { searchSpace } from "../../../../src/training/tuning/search-space.ts";
import type { Objective, TrialRecord } from "../../../../src/training/tuning/trial.ts";

const space = searchSpace({
  x: { type: "number", default: 0, min: 0, max: 1, help: "", search: { min: 0, max: 1, scale: "linear" } },
});
/** Noisy where little is spent. */
const objective: Objective = ({ options, resource, number }) =>
  Math.abs(Number(options["x"]) - 0.3) + (((number * 7919) % 97) / 97) * 0.2 * (1 - resource);

describe("hyperband", () => {
  it("has the brackets of table 1 of Li et al. (2018) for R = 81, eta = 3", () => {
    const table = hyperbandBrackets(81, 3).map(({ rungs }) =>
      rungs.map(({ configurations, resource }) => [configurations, resource]),
    );
    expect(table).toEqual([
      [
        [81, 1],
        [27, 3],
        [9, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [34, 3],
        [11, 9],
        [3, 27],
        [1, 81],
      ],
      [
        [15, 9],
        [5, 27],
        [1, 81],
      ],
      [
        [8, 27],
        [2, 81],
      ],
      [[5, 81]],
    ]);
  });

  it("finds the smallest value, and goes on from its history as if it had not been ended", async () => {
    const request = { seed: 4, most: 27, eta: 3 };
    const whole = await hyperband(space, objective, request);
    expect(whole.best.resource).toBe(1);
    expect(whole.best.loss).toBeLessThan(0.05);
    const kept: TrialRecord[] = [];
    const ended = await hyperband(space, objective, {
      ...request,
      isOver: () => kept.length === 43,
      onTrial: (trial) => {
        kept.push(trial);
      },
    });
    expect(ended.trials).toEqual(whole.trials.slice(0, 43));
    expect(await hyperband(space, objective, { ...request, history: kept })).toEqual(whole);
  });

  it("halves once where asked, beginning with the start", async () => {
    const exact: Objective = ({ options }) => Math.abs(Number(options["x"]) - 0.3);
    const { trials } = await hyperband(space, exact, {
      seed: 4,
      most: 9,
      eta: 3,
      halvingOnly: true,
      start: { x: 0.3 },
    });
    expect(trials).toHaveLength(9 + 3 + 1);
    expect(trials[0]!.options).toEqual({ x: 0.3 });
    expect(trials.at(-1)!.options).toEqual({ x: 0.3 });
  });

  it("refuses budgets without sense", () => {
    expect(() => hyperbandBrackets(0, 3)).toThrow(expect.objectContaining({ code: "tuning.bad-budget" }));
    expect(() => hyperbandBrackets(81, 1)).toThrow(expect.objectContaining({ code: "tuning.bad-budget" }));
  });
});
