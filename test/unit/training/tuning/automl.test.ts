import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { automl, type AutomlRequest } from "../../../../src/training/tuning/automl.ts";
import type { TrialRecord } from "../../../../src/training/tuning/trial.ts";
import { randomClassification, randomRegression } from "../../../fixtures/random-table.ts";

const request: AutomlRequest = { method: "tpe", trials: 9, folds: 2, candidates: 4, seed: 7 };
const numbers = { kind: "regression", data: randomRegression(90, seededRandom(1, "automl")) } as const;
const classes = {
  kind: "classification",
  data: randomClassification(90, 2, seededRandom(2, "automl")),
} as const;

describe.each([
  ["numbers", numbers],
  ["classes", classes],
] as const)("automl of %s", (_, task) => {
  it("ends in an ensemble not worse than its best member, and goes on from its history", async () => {
    const kept: TrialRecord[] = [];
    const onTrial = (trial: TrialRecord): void => {
      kept.push(trial);
    };
    const whole = await automl(task, { ...request, onTrial });
    expect(whole.trials[0]!.options["model"]).toBe("boosted-trees");
    expect(whole.loss).toBeLessThanOrEqual(whole.best.loss!);
    expect(whole.loss).toBeLessThanOrEqual(Math.min(...whole.members.map(({ loss }) => loss)));
    expect(whole.members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(whole.importance.map(({ option }) => option)).toContain("model");
    expect(kept).toEqual(whole.trials);
    expect(await automl(task, { ...request, history: kept.slice(0, 6) })).toEqual(whole);
  }, 120_000);
});

describe("automl by Hyperband", () => {
  it("judges few rows first, and ends where its trials do", async () => {
    const { trials, best } = await automl(numbers, { ...request, method: "hyperband", trials: 15 });
    expect(trials).toHaveLength(15);
    expect(trials[0]!.resource).toBeCloseTo(1 / 9, 12);
    expect(best.resource).toBe(1);
  }, 120_000);
});
