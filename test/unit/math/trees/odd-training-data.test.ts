import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { trainBoosting } from "../../../../src/math/trees/boosting.ts";
import type { BoostingOptions } from "../../../../src/math/trees/boosting-options.ts";
import { EnsemblePredictor } from "../../../../src/math/trees/ensemble-predictor.ts";
import { predictRaw } from "../../../../src/math/trees/ensemble-predict.ts";
import { iterationCount } from "../../../../src/math/trees/ensemble.ts";
import { trainForest } from "../../../../src/math/trees/forest.ts";
import type { LabelledRows } from "../../../../src/math/trees/labelled-rows.ts";

interface Rows extends LabelledRows {
  readonly matrix: { readonly rows: number; readonly features: number; readonly values: Float64Array };
  readonly labels: Float64Array;
}

/** Uniform values in [-2, 2); labels by row. */
function rowsOf(
  seed: number,
  rows: number,
  features: number,
  label: (x: Float64Array, row: number) => number,
): Rows {
  const random = seededRandom(seed, "odd");
  const values = Float64Array.from({ length: rows * features }, () => 4 * random.next() - 2);
  const labels = Float64Array.from({ length: rows }, (_, r) =>
    label(values.subarray(r * features, (r + 1) * features), r),
  );
  return { matrix: { rows, features, values }, labels };
}

/** A wave over the first feature, and a second feature that is constant. */
function waveAndConstant(seed: number): Rows {
  const noise = seededRandom(seed, "noise");
  const rows = rowsOf(seed, 600, 2, ([x]) => Math.sign(x!) + x! * x! + 0.2 * noise.normal());
  for (let r = 0; r < 600; r++) rows.matrix.values[2 * r + 1] = 1;
  return rows;
}

describe("trees whose features are drawn", () => {
  it("go on after an iteration that drew none worth a split, by node too", async () => {
    const { iterations } = await trainBoosting(waveAndConstant(1), {
      featureFractionBynode: 0.5,
      numIterations: 50,
    });
    expect(iterations).toBeGreaterThan(10);
  });

  it("are kept up to the best iteration, not counting those that left no tree", async () => {
    const validation = waveAndConstant(2);
    const options = { featureFraction: 0.5, numIterations: 300, learningRate: 0.3, earlyStoppingRound: 15 };
    const { ensemble, validationLosses } = await trainBoosting(waveAndConstant(1), options, { validation });
    const scores = predictRaw(ensemble, validation.matrix.values);
    const loss = scores.reduce((sum, score, r) => sum + (score - validation.labels[r]!) ** 2 / 600, 0);
    expect(validationLosses.length).toBeLessThan(300);
    expect(iterationCount(ensemble)).toBeLessThan(validationLosses.length - 15);
    expect(loss).toBeCloseTo(Math.min(...validationLosses), 9);
  });
});

describe("validation rows", () => {
  const rows = rowsOf(3, 100, 3, (_, r) => r % 3);
  const options = { objective: "multiclass", numClass: 3, numIterations: 2 } as const;

  it("need the features of the training rows", async () => {
    for (const features of [2, 4]) {
      const validation = rowsOf(4, 50, features, (_, r) => r % 3);
      const training = trainBoosting(rows, options, { validation });
      await expect(training).rejects.toMatchObject({ code: "trees.shape" });
    }
  });

  it("need labels that the loss is defined for", async () => {
    for (const label of [3, NaN, -1, 0.5]) {
      const validation = rowsOf(4, 50, 3, (_, r) => (r === 7 ? label : r % 3));
      const training = trainBoosting(rows, options, { validation });
      await expect(training).rejects.toMatchObject({
        code: "trees.bad-label",
        message: expect.stringContaining("validation row 7"),
      });
    }
  });

  it("may all be of one class", async () => {
    const validation = rowsOf(4, 50, 3, () => 1);
    const { validationLosses } = await trainBoosting(rows, options, { validation });
    expect(validationLosses.every(Number.isFinite)).toBe(true);
  });

  it("have a Tweedie loss at power 1: Poisson's, so that training can stop at its least", async () => {
    const counts = (seed: number): Rows => rowsOf(seed, 300, 2, ([x]) => Math.round(2 + x!));
    const common = { numIterations: 10, earlyStoppingRound: 5 };
    const tweedie = { ...common, objective: "tweedie", tweedieVariancePower: 1 } as const;
    const { validationLosses, iterations } = await trainBoosting(counts(5), tweedie, {
      validation: counts(6),
    });
    expect(validationLosses.every(Number.isFinite)).toBe(true);
    expect(iterations).toBe(10);
  });
});

describe("training refuses", () => {
  const good = rowsOf(7, 60, 2, ([x]) => x!);
  const grades = { ...good, labels: good.labels.map((_, r) => r % 5) };
  const cases: readonly [string, string, LabelledRows, Partial<BoostingOptions>][] = [
    [
      "weights that float32 makes 0",
      "trees.bad-weight",
      { ...good, weights: good.labels.map(() => 1e-50) },
      {},
    ],
    ["weights beyond float32", "trees.bad-weight", { ...good, weights: good.labels.map(() => 1e39) }, {}],
    [
      "labels whose gradients are beyond float32",
      "trees.diverged",
      { ...good, labels: good.labels.map((y) => y * 1e39) },
      {},
    ],
    [
      "a learning rate under which squared errors grow and grow",
      "trees.diverged",
      good,
      { learningRate: 100, numIterations: 200 },
    ],
    [
      "a grade without a gain",
      "trees.bad-label",
      { ...grades, groups: [60] },
      { objective: "lambdarank", labelGain: [0, 1, 3] },
    ],
    [
      "queries of a negative number of rows",
      "trees.bad-option",
      { ...grades, groups: [70, -10] },
      { objective: "lambdarank" },
    ],
    [
      "queries of half a row",
      "trees.bad-option",
      { ...grades, groups: [30.5, 29.5] },
      { objective: "lambdarank" },
    ],
    [
      "ranking no pairs",
      "trees.bad-option",
      { ...grades, groups: [60] },
      { objective: "lambdarank", lambdarankTruncationLevel: 0 },
    ],
    [
      "a negative step of Poisson",
      "trees.bad-option",
      grades,
      { objective: "poisson", poissonMaxDeltaStep: -1 },
    ],
    [
      "monotone quantiles, whose leaves would break the promise",
      "trees.bad-option",
      good,
      { objective: "quantile", monotoneConstraints: [1, 0] },
    ],
    [
      "two weights for positives",
      "trees.bad-option",
      { ...good, labels: good.labels.map((_, r) => r % 2) },
      { objective: "binary", isUnbalance: true, scalePosWeight: 2 },
    ],
  ];
  it.each(cases)("%s", async (_, code, rows, options) => {
    await expect(trainBoosting(rows, options)).rejects.toMatchObject({ code });
  });

  it("names for another number of features", async () => {
    const featureNames = ["one"];
    const expected = { code: "trees.shape" };
    await expect(trainBoosting(good, {}, { featureNames })).rejects.toMatchObject(expected);
    await expect(trainForest(good, {}, { featureNames })).rejects.toMatchObject(expected);
  });

  it("to continue a model of another scale as it were of this one", async () => {
    const expected = { code: "trees.other-shape" };
    const { ensemble } = await trainBoosting(good, { numIterations: 1 });
    const roots = { ...ensemble, objective: { name: "regression", squareRoot: true } } as const;
    await expect(trainBoosting(good, {}, { initial: roots })).rejects.toMatchObject(expected);
    const forest = await trainForest(good, { nEstimators: 1 });
    const scores = { ...forest.ensemble, objective: { name: "binary" } } as const;
    await expect(trainForest(good, {}, { initial: scores })).rejects.toMatchObject(expected);
  });

  it("labels that a forest cannot hold in float32", async () => {
    const labels = good.labels.map((y) => y * 1e39);
    await expect(trainForest({ ...good, labels }, {})).rejects.toMatchObject({ code: "trees.bad-label" });
    const weights = good.labels.map(() => 1e39);
    await expect(trainForest({ ...good, weights }, {})).rejects.toMatchObject({ code: "trees.bad-weight" });
  });
});

it("a forest of classes knows nothing of leaves whose rows weigh nothing, but gives a number", async () => {
  const rows = rowsOf(8, 500, 3, (_, r) => r % 3);
  const weights = Float64Array.from({ length: 500 }, (_, r) => (r === 7 ? 1 : 0));
  const options = { task: "classification", nClasses: 3, nEstimators: 20 } as const;
  const { ensemble } = await trainForest({ ...rows, weights }, options);
  expect(ensemble.leafValue.some((value) => !Number.isFinite(value))).toBe(false);
  expect(ensemble.internalValue.some((value) => !Number.isFinite(value))).toBe(false);
});

it("categories may have large numbers", async () => {
  const largest = 9_999_999;
  const rows = rowsOf(9, 200, 2, (_, r) => (r % 4 === 3 || r % 4 === 1 ? 5 : 1));
  for (let r = 0; r < 200; r++) rows.matrix.values[2 * r + 1] = ((r % 4) * largest) / 3;
  const options = { categoricalFeature: [1], minDataPerGroup: 1, maxCatToOnehot: 1, numIterations: 5 };
  const { ensemble } = await trainBoosting(rows, options);
  const [zero, one, two, three] = predictRaw(ensemble, rows.matrix.values.subarray(0, 8));
  expect([zero, two].every((score) => score! < 2.7)).toBe(true);
  expect([one, three].every((score) => score! > 3.3)).toBe(true);
  expect(new EnsemblePredictor(ensemble).predictRaw(rows.matrix.values)).toEqual(
    predictRaw(ensemble, rows.matrix.values),
  );
});
