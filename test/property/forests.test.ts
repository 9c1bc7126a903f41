import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom, type Random } from "../../src/core/random.ts";
import { trainBoosting } from "../../src/math/trees/boosting.ts";
import type { BoostingOptions } from "../../src/math/trees/boosting-options.ts";
import type { TreeEnsemble } from "../../src/math/trees/ensemble.ts";
import { predictOutputs, predictRaw } from "../../src/math/trees/ensemble-predict.ts";
import { explainRaw } from "../../src/math/trees/explain.ts";
import type { FeatureMatrix } from "../../src/math/trees/feature-matrix.ts";
import type { ForestOptions } from "../../src/math/trees/forest-options.ts";
import { trainForest } from "../../src/math/trees/forest.ts";
import type { LabelledRows } from "../../src/math/trees/labelled-rows.ts";
import { treeThreads } from "../unit/math/trees/tree-threads.ts";

const FEATURES = 5;
const CATEGORY = 4;

/** Four continuous features, some missing, and a category; the label is a number or a class. */
function drawRows(random: Random, rows: number, missing: number, classes = 0): LabelledRows<FeatureMatrix> {
  const values = new Float64Array(rows * FEATURES);
  const labels = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const x = Array.from({ length: FEATURES }, () => random.next());
    x[CATEGORY] = random.integer(9);
    const y = 3 * x[0]! + (x[1]! > 0.4 ? 2 : 0) - x[2]! * x[3]! + (x[CATEGORY] % 3) + random.normal() * 0.3;
    labels[r] = classes === 0 ? y : Math.max(0, Math.min(classes - 1, Math.floor((y / 7) * classes)));
    values.set(
      x.map((value, f) => (random.next() < missing && f !== 3 ? NaN : value)),
      r * FEATURES,
    );
  }
  return { matrix: { rows, features: FEATURES, values }, labels };
}

function permuted(rows: LabelledRows<FeatureMatrix>, order: readonly number[]): LabelledRows {
  const { values } = rows.matrix;
  const moved = new Float64Array(order.length * FEATURES);
  order.forEach((from, to) =>
    moved.set(values.subarray(from * FEATURES, (from + 1) * FEATURES), to * FEATURES),
  );
  return {
    matrix: { rows: order.length, features: FEATURES, values: moved },
    labels: order.map((from) => rows.labels[from]!),
  };
}

function shuffled(random: Random, length: number): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const k = random.integer(i + 1);
    [order[i], order[k]] = [order[k]!, order[i]!];
  }
  return order;
}

const seeds = fc.integer({ min: 0, max: 1e9 });
const KINDS: readonly (Partial<ForestOptions> & { readonly classes: number })[] = [
  { classes: 0 },
  { classes: 2 },
  { classes: 4 },
  { classes: 4, extraTrees: true },
  { classes: 0, maxFeatures: 2, maxLeafNodes: 20 },
];

async function grow(
  rows: LabelledRows,
  { classes, ...given }: Partial<ForestOptions> & { readonly classes: number },
  threads = 1,
): Promise<TreeEnsemble> {
  const options: Partial<ForestOptions> = {
    task: classes === 0 ? "regression" : "classification",
    nClasses: Math.max(2, classes),
    nEstimators: 3,
    categoricalFeature: [CATEGORY],
    ...given,
  };
  const context = threads === 1 ? {} : { threads: await treeThreads(threads) };
  return (await trainForest(rows, options, context)).ensemble;
}

describe("a forest", () => {
  it("without bootstrap is the same, bit for bit, in any order of rows", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(...KINDS), async (seed, kind) => {
        const random = seededRandom(seed);
        const rows = drawRows(random, 300, 0.1, kind.classes);
        const options = { ...kind, bootstrap: false };
        const moved = await grow(permuted(rows, shuffled(random, 300)), options);
        expect(moved).toEqual(await grow(rows, options));
      }),
      { numRuns: 15 },
    );
  });

  it.each(KINDS)("is the same on three threads as on one: %j", async (kind) => {
    const rows = drawRows(seededRandom(21), 3000, 0.1, kind.classes);
    expect(await grow(rows, kind, 3)).toEqual(await grow(rows, kind));
  });

  it("counts a weight of 2 as two rows", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(0, 2, 4), async (seed, classes) => {
        const random = seededRandom(seed);
        const rows = drawRows(random, 150, 0.1, classes);
        const options = {
          classes,
          bootstrap: false,
          maxFeatures: null,
          nEstimators: 1,
          // Limits count rows, whatever these weigh.
          minSamplesCategory: 1,
        };
        const twice = permuted(rows, [...shuffled(random, 150), ...shuffled(random, 150)]);
        const weighted = await grow({ ...rows, weights: Array.from({ length: 150 }, () => 2) }, options);
        const doubled = await grow(twice, options);
        const x = drawRows(random, 200, 0.1).matrix.values as Float64Array;
        const expected = predictOutputs(doubled, x);
        predictOutputs(weighted, x).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
      }),
      { numRuns: 12 },
    );
  });

  it("only permutes when columns are permuted", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(0, 3), async (seed, classes) => {
        const random = seededRandom(seed);
        const rows = drawRows(random, 300, 0.1, classes);
        const columns = shuffled(random, FEATURES);
        const values = rows.matrix.values.map(
          (_, i) => rows.matrix.values[i - (i % FEATURES) + columns[i % FEATURES]!]!,
        );
        // A node of few rows may be split as well by two features: the first of them wins, and is another then.
        const options = { classes, bootstrap: false, maxFeatures: null, maxLeafNodes: 6, nEstimators: 1 };
        const moved = await grow(
          { ...rows, matrix: { ...rows.matrix, values } },
          { ...options, categoricalFeature: [columns.indexOf(CATEGORY)] },
        );
        const plain = await grow(rows, options);
        expect(moved.splitFeature.map((f) => columns[f]!)).toEqual(plain.splitFeature);
        expect(moved.threshold).toEqual(plain.threshold);
        expect(moved.leafValue).toEqual(plain.leafValue);
      }),
      { numRuns: 12 },
    );
  });

  it("predicts from one row, constant columns, columns of NaN, and infinities", async () => {
    const table = (x: readonly (readonly number[])[], labels: readonly number[]): LabelledRows => ({
      matrix: { rows: x.length, features: x[0]!.length, values: Float64Array.from(x.flat()) },
      labels,
    });
    const one = await trainForest(table([[1, NaN]], [7]), { nEstimators: 2, bootstrap: false });
    expect(predictOutputs(one.ensemble, Float64Array.of(0, 0))[0]).toBeCloseTo(7, 9);
    const flat = table(
      [
        [5, NaN],
        [5, NaN],
        [5, NaN],
      ],
      [1, 2, 6],
    );
    const constant = await trainForest(flat, { nEstimators: 2, bootstrap: false });
    expect(predictOutputs(constant.ensemble, Float64Array.of(5, 1))[0]).toBeCloseTo(3, 6);
    const ends = table([[-Infinity], [0], [Infinity], [NaN]], [0, 1, 2, 0]);
    const options = { task: "classification", nClasses: 3, nEstimators: 1, bootstrap: false } as const;
    const { ensemble } = await trainForest(ends, options);
    const p = predictOutputs(ensemble, Float64Array.of(-Infinity, 0, Infinity, NaN));
    expect([...p]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0]);
    const endless = trainForest({ ...ends, labels: [0, 1, Infinity, 0] }, {});
    await expect(endless).rejects.toMatchObject({ code: "trees.bad-label" });
  });
});

describe("SHAP values of a trained model", () => {
  it("sum, with the expectation, to the raw score of every class", async () => {
    const boosted: readonly Partial<BoostingOptions>[] = [
      { objective: "regression", numLeaves: 12, minDataInLeaf: 3 },
      {
        objective: "multiclass",
        numClass: 3,
        numLeaves: 6,
        categoricalFeature: [CATEGORY],
        minDataPerGroup: 3,
      },
    ];
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(0, 1, 2), async (seed, which) => {
        const random = seededRandom(seed);
        const options = boosted[which];
        const rows = drawRows(random, 200, 0.1, which === 0 ? 0 : 3);
        const ensemble = options
          ? (await trainBoosting(rows, { ...options, numIterations: 5 })).ensemble
          : await grow(rows, { classes: 3, maxDepth: 5 });
        for (let r = 0; r < 20; r++) {
          const x = Float64Array.from(rows.matrix.values.subarray(r * FEATURES, (r + 1) * FEATURES));
          const raw = predictRaw(ensemble, x);
          const parts = explainRaw(ensemble, x);
          raw.forEach((score, k) => {
            const own = parts.subarray(k * (FEATURES + 1), (k + 1) * (FEATURES + 1));
            expect(own.reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 9);
          });
        }
      }),
      { numRuns: 12 },
    );
  });
});
