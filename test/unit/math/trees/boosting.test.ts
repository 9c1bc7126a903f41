import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { trainBoosting } from "../../../../src/math/trees/boosting.ts";
import type { BoostingOptions } from "../../../../src/math/trees/boosting-options.ts";
import { predictOutputs, predictRaw } from "../../../../src/math/trees/ensemble-predict.ts";
import { iterationCount } from "../../../../src/math/trees/ensemble.ts";
import type { FeatureMatrix } from "../../../../src/math/trees/feature-matrix.ts";
import type { LabelledRows } from "../../../../src/math/trees/labelled-rows.ts";

const TINY: Partial<BoostingOptions> = { minDataInLeaf: 1, minSumHessianInLeaf: 0, minDataInBin: 1 };

function table(x: readonly (readonly number[])[], labels: readonly number[]): LabelledRows<FeatureMatrix> {
  const values = Float64Array.from(x.flat());
  return { matrix: { rows: x.length, features: x[0]?.length ?? 0, values }, labels };
}

/** y = step of x0 plus noise, x1 is noise. */
function stepRows(rows: number, seed: number): LabelledRows<FeatureMatrix> {
  const random = seededRandom(seed);
  const x = Array.from({ length: rows }, () => [random.next(), random.next()]);
  return table(
    x,
    x.map(([first]) => (first! > 0.5 ? 2 : 0) + 0.1 * random.normal()),
  );
}

describe("trainBoosting, what is easily checked by hand", () => {
  it("splits two groups between their values and shrinks towards their means", async () => {
    const { ensemble } = await trainBoosting(table([[1], [2], [10], [11]], [0, 0, 4, 4]), {
      ...TINY,
      numIterations: 1,
      learningRate: 0.5,
      numLeaves: 2,
    });
    expect([...ensemble.threshold]).toEqual([expect.closeTo(6, 12)]);
    expect([...ensemble.leafValue]).toEqual([1, 3]);
    expect([...ensemble.leafCount]).toEqual([2, 2]);
    expect(ensemble.internalValue[0]).toBe(2);
  });

  it("predicts the label of one row", async () => {
    const { ensemble } = await trainBoosting(table([[3, NaN]], [7]), {});
    expect(predictRaw(ensemble, Float64Array.of(0, 0))).toEqual(Float64Array.of(7));
  });

  it("predicts the mean where all features are constant", async () => {
    const { ensemble } = await trainBoosting(table([[5], [5], [5]], [1, 2, 6]), TINY);
    expect(iterationCount(ensemble)).toBe(1);
    expect(predictRaw(ensemble, Float64Array.of(5))).toEqual(Float64Array.of(3));
  });

  it("stops at the first iteration where all labels are equal", async () => {
    const { ensemble } = await trainBoosting(table([[1], [2], [3]], [0.1, 0.1, 0.1]), TINY);
    expect(iterationCount(ensemble)).toBe(1);
    expect(predictRaw(ensemble, Float64Array.of(9))[0]).toBeCloseTo(0.1, 12);
  });

  it("tells infinities, the greatest numbers and missing values apart", async () => {
    const x = [-Infinity, -1e308, 0, 1e-40, 1e308, Infinity, NaN].flatMap((v) => [[v], [v], [v]]);
    const y = x.map((_, r) => Math.floor(r / 3) ** 2);
    const { ensemble } = await trainBoosting(table(x, y), { ...TINY, numIterations: 200 });
    const found = predictRaw(ensemble, Float64Array.from(x.flat()));
    // Thresholds end at 1e300, as LightGBM's: what lies beyond is together. |x| <= 1e-35 is zero.
    const groups = [0.5, 0.5, 6.5, 6.5, 20.5, 20.5, 36];
    groups.forEach((value, group) => expect(found[group * 3]).toBeCloseTo(value, 2));
    expect(found.every(Number.isFinite)).toBe(true);
  });

  it("sends missing values to the side that fits, and to the other where the labels say so", async () => {
    for (const high of [false, true]) {
      const x = [[1], [1], [2], [2], [NaN], [NaN]];
      const y = [0, 0, 8, 8, high ? 8 : 0, high ? 8 : 0];
      const { ensemble } = await trainBoosting(table(x, y), { ...TINY, numIterations: 80 });
      expect(predictRaw(ensemble, Float64Array.of(NaN))[0]).toBeCloseTo(high ? 8 : 0, 2);
    }
  });

  it("divides categories by their labels, unknown ones as missing", async () => {
    const x = Array.from({ length: 120 }, (_, r) => [r % 6]);
    const y = x.map(([c]) => ([1, 3, 4].includes(c!) ? 5 : 0));
    const { ensemble } = await trainBoosting(table(x, y), {
      ...TINY,
      categoricalFeature: [0],
      catSmooth: 0,
      catL2: 0,
      minDataPerGroup: 1,
      numIterations: 60,
    });
    const found = predictRaw(ensemble, Float64Array.of(0, 1, 2, 3, 4, 5, 77, NaN));
    for (const [c, value] of [0, 5, 0, 5, 5, 0].entries()) expect(found[c]).toBeCloseTo(value, 1);
    expect(found[6]).toBe(found[7]);
  });
});

describe("trainBoosting, options", () => {
  it("tells 255 categories apart however few bins numbers have", async () => {
    const x = Array.from({ length: 256 * 10 }, (_, r) => [r % 256]);
    const y = x.map(([c]) => (c! * 7) % 3);
    const { ensemble } = await trainBoosting(table(x, y), {
      ...TINY,
      categoricalFeature: [0],
      catSmooth: 0,
      catL2: 0,
      minDataPerGroup: 1,
      maxCatThreshold: 255,
      numIterations: 60,
      maxBin: 4,
    });
    const found = predictRaw(
      ensemble,
      Float64Array.from({ length: 255 }, (_, c) => c),
    );
    found.forEach((value, c) => expect(value).toBeCloseTo((c * 7) % 3, 1));
  });

  it("stops early at the best iteration, and reports every loss", async () => {
    const seen: (number | null)[] = [];
    const { ensemble, validationLosses, iterations } = await trainBoosting(
      stepRows(400, 1),
      { learningRate: 0.5, numIterations: 300, earlyStoppingRound: 5 },
      { validation: stepRows(200, 2), onIteration: (_, loss) => seen.push(loss) },
    );
    expect(iterations).toBeLessThan(100);
    expect(iterationCount(ensemble)).toBe(iterations);
    expect(seen).toEqual(validationLosses);
    expect(Math.min(...validationLosses)).toBe(validationLosses[iterations - 1]);
    expect(validationLosses.length).toBe(iterations + 5);
  });

  it("of equal losses keeps the first, and has no more patience with them than with worse ones", async () => {
    // A constant feature is never split, and rows drawn anew leave hope that it will be.
    const rows = table(
      Array.from({ length: 50 }, () => [1]),
      Array.from({ length: 50 }, (_, r) => r),
    );
    const options = { earlyStoppingRound: 4, numIterations: 30, baggingFraction: 0.5, baggingFreq: 1 };
    const { iterations, validationLosses } = await trainBoosting(rows, options, { validation: rows });
    expect(iterations).toBe(1);
    expect(new Set(validationLosses).size).toBe(1);
    expect(validationLosses.length).toBe(5);
  });

  it("continues training where an earlier model ended", async () => {
    const rows = stepRows(500, 3);
    const whole = await trainBoosting(rows, { numIterations: 20 });
    const half = await trainBoosting(rows, { numIterations: 10 });
    const rest = await trainBoosting(rows, { numIterations: 10 }, { initial: half.ensemble });
    expect(iterationCount(rest.ensemble)).toBe(20);
    const x = rows.matrix.values as Float64Array;
    const expected = predictRaw(whole.ensemble, x);
    predictRaw(rest.ensemble, x).forEach((value, r) => expect(value).toBeCloseTo(expected[r]!, 6));
  });

  it("continues a model with categories", async () => {
    const x = Array.from({ length: 300 }, (_, r) => [r % 7, (r * 37) % 11]);
    const rows = table(
      x,
      x.map(([c, d]) => (c! % 3) * 2 + d! * 0.1),
    );
    const options = { categoricalFeature: [0, 1], minDataPerGroup: 5, catSmooth: 1, numIterations: 6 };
    const first = await trainBoosting(rows, options);
    const both = await trainBoosting(rows, options, { initial: first.ensemble });
    const whole = await trainBoosting(rows, { ...options, numIterations: 12 });
    const flat = rows.matrix.values as Float64Array;
    const expected = predictRaw(whole.ensemble, flat);
    predictRaw(both.ensemble, flat).forEach((value, r) => expect(value).toBeCloseTo(expected[r]!, 6));
  });

  it("keeps to the greatest depth and the fewest rows of a leaf", async () => {
    const { ensemble } = await trainBoosting(stepRows(300, 4), {
      maxDepth: 2,
      minDataInLeaf: 30,
      numIterations: 5,
    });
    expect(
      Math.max(...ensemble.treeLeafStart.map((start, t) => start - (ensemble.treeLeafStart[t - 1] ?? 0))),
    ).toBe(4);
    expect(Math.min(...ensemble.leafCount)).toBeGreaterThanOrEqual(30);
  });

  it("gives probabilities that fit, weighting the rarer class where asked", async () => {
    const random = seededRandom(5);
    const x = Array.from({ length: 800 }, () => [random.next()]);
    const y = x.map(([v]) => (random.next() < (v! > 0.7 ? 0.6 : 0.05) ? 1 : 0));
    const small = { objective: "binary", numLeaves: 3, numIterations: 30 } as const;
    const plain = await trainBoosting(table(x, y), small);
    const balanced = await trainBoosting(table(x, y), { ...small, isUnbalance: true });
    const at = Float64Array.of(0.2, 0.9);
    const [low, high] = predictOutputs(plain.ensemble, at);
    expect(low).toBeLessThan(0.2);
    expect(high).toBeGreaterThan(0.4);
    expect(predictOutputs(balanced.ensemble, at)[1]).toBeGreaterThan(high!);
  });

  it("draws the same features and rows for the same seed, others for another", async () => {
    const options = { baggingFraction: 0.5, baggingFreq: 1, featureFraction: 0.5, numIterations: 5 };
    const train = async (seed: number): Promise<Float64Array> =>
      (await trainBoosting(stepRows(300, 6), { ...options, seed })).ensemble.leafValue;
    expect(await train(1)).toEqual(await train(1));
    expect(await train(1)).not.toEqual(await train(2));
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const training = trainBoosting(
      stepRows(200, 7),
      {},
      {
        signal: stop.signal,
        onIteration: (iteration) => iteration === 3 && stop.abort(),
      },
    );
    await expect(training).rejects.toMatchObject({ code: "core.aborted" });
  });
});

describe("trainBoosting refuses", () => {
  const good = table([[1], [2], [3]], [0, 1, 1]);
  const cases: readonly [string, LabelledRows, Partial<BoostingOptions>][] = [
    ["trees.empty", table([], []), {}],
    ["trees.shape", { ...good, labels: [1] }, {}],
    ["trees.shape", { ...good, matrix: { ...good.matrix, rows: 2 }, labels: [1, 2] }, {}],
    ["trees.shape", { ...good, weights: [1] }, {}],
    ["trees.shape", { ...good, groups: [2] }, { objective: "lambdarank" }],
    ["trees.bad-weight", { ...good, weights: [1, -1, 1] }, {}],
    ["trees.bad-weight", { ...good, weights: [0, 0, 0] }, {}],
    ["trees.bad-label", { ...good, labels: [0, NaN, 1] }, {}],
    ["trees.bad-label", { ...good, labels: [0, -1, 1] }, { objective: "poisson" }],
    ["trees.bad-label", { ...good, labels: [0, 2, 1] }, { objective: "binary" }],
    ["trees.bad-label", { ...good, labels: [0, 3, 1] }, { objective: "multiclass", numClass: 3 }],
    ["trees.one-class", { ...good, labels: [1, 1, 1] }, { objective: "binary" }],
    ["trees.one-class", { ...good, labels: [1, 1, 1] }, { objective: "multiclass", numClass: 3 }],
    ["trees.bad-option", good, { numLeaves: 1 }],
    ["trees.bad-option", good, { maxBin: 256 }],
    ["trees.bad-option", good, { learningRate: Number.NaN }],
    ["trees.bad-option", good, { monotoneConstraints: [1, 1] }],
    ["trees.bad-option", good, { monotoneConstraints: [2] }],
    ["trees.bad-option", good, { monotoneConstraints: [1], categoricalFeature: [0] }],
    ["trees.bad-option", good, { categoricalFeature: [1] }],
    ["trees.bad-option", good, { objective: "quantile", alpha: 1 }],
    [
      "trees.too-many-rows",
      { matrix: { rows: 2 ** 24, features: 128, values: new Float32Array(0) }, labels: [] },
      {},
    ],
  ];
  for (const [code, rows, options] of cases) {
    it(`${code}: ${JSON.stringify(options)}`, async () => {
      await expect(trainBoosting(rows, options)).rejects.toMatchObject({ code });
    });
  }

  it("an earlier model of another shape", async () => {
    const { ensemble } = await trainBoosting(good, TINY);
    const binary = trainBoosting(good, { objective: "binary" }, { initial: ensemble });
    await expect(binary).rejects.toMatchObject({ code: "trees.other-shape" });
    const wider = trainBoosting(table([[1, 2]], [1]), TINY, { initial: ensemble });
    await expect(wider).rejects.toMatchObject({ code: "trees.other-shape" });
  });

  it("to go on with gradients that are no longer finite", async () => {
    const rows = table([[1], [2]], [0, 1e308]);
    const training = trainBoosting(rows, { ...TINY, learningRate: 1e9, objective: "poisson" });
    await expect(training).rejects.toMatchObject({ code: "trees.diverged" });
  });
});
