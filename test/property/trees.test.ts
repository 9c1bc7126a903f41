import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom, type Random } from "../../src/core/random.ts";
import { trainBoosting, type BoostingContext } from "../../src/math/trees/boosting.ts";
import type { BoostingOptions } from "../../src/math/trees/boosting-options.ts";
import type { TreeEnsemble } from "../../src/math/trees/ensemble.ts";
import type { FeatureMatrix } from "../../src/math/trees/feature-matrix.ts";
import { predictRaw } from "../../src/math/trees/ensemble-predict.ts";
import { trainForest } from "../../src/math/trees/forest.ts";
import type { LabelledRows } from "../../src/math/trees/labelled-rows.ts";
import { treeThreads } from "../unit/math/trees/tree-threads.ts";

const FEATURES = 5;

/** Continuous features but the last, of 8 values; some missing; labels by a rule with noise. */
function drawRows(random: Random, rows: number, missing: number): LabelledRows<FeatureMatrix> {
  const values = new Float64Array(rows * FEATURES);
  const labels = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const x = Array.from({ length: FEATURES }, () => random.next());
    x[4] = random.integer(8);
    labels[r] = 3 * x[0]! + (x[1]! > 0.4 ? 2 : 0) - x[2]! * x[3]! + (x[4] % 3) + random.normal() * 0.3;
    values.set(
      x.map((value, f) => (f < 4 && random.next() < missing ? NaN : value)),
      r * FEATURES,
    );
  }
  return { matrix: { rows, features: FEATURES, values }, labels };
}

const SMALL: Partial<BoostingOptions> = { numIterations: 8, numLeaves: 12, minDataInLeaf: 5 };

async function boost(
  rows: LabelledRows,
  options: Partial<BoostingOptions> = {},
  context: BoostingContext = {},
): Promise<TreeEnsemble> {
  return (await trainBoosting(rows, { ...SMALL, ...options }, context)).ensemble;
}

function permuted(rows: LabelledRows<FeatureMatrix>, order: readonly number[]): LabelledRows<FeatureMatrix> {
  const { features, values } = rows.matrix;
  const moved = new Float64Array(order.length * features);
  order.forEach((from, to) =>
    moved.set(values.subarray(from * features, (from + 1) * features), to * features),
  );
  return {
    matrix: { rows: order.length, features, values: moved },
    labels: order.map((from) => rows.labels[from]!),
    ...(rows.weights ? { weights: order.map((from) => rows.weights![from]!) } : {}),
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
const OBJECTIVES: Partial<BoostingOptions>[] = [
  { objective: "regression" },
  { objective: "regression_l1" },
  { objective: "huber" },
  { objective: "regression", categoricalFeature: [4], minDataPerGroup: 5, catSmooth: 1 },
];

describe("boosting", () => {
  it("gives the same model, bit for bit, in any order of rows", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(...OBJECTIVES), async (seed, options) => {
        const random = seededRandom(seed);
        const rows = drawRows(random, 600, 0.1);
        const order = shuffled(random, 600);
        expect(await boost(permuted(rows, order), options)).toEqual(await boost(rows, options));
      }),
      { numRuns: 12 },
    );
  });

  it.each([2, 3])("gives the same model, bit for bit, on %i threads as on one", async (count) => {
    const threads = await treeThreads(count);
    const rows = drawRows(seededRandom(count), 5000, 0.1);
    const cases: Partial<BoostingOptions>[] = [
      ...OBJECTIVES,
      { objective: "regression", numLeaves: 40, growPolicy: "depth", baggingFraction: 0.5, baggingFreq: 2 },
      {
        objective: "regression",
        featureFractionBynode: 0.5,
        extraTrees: true,
        monotoneConstraints: [1, 0, 0, -1, 0],
      },
    ];
    for (const options of cases) {
      expect(await boost(rows, options, { threads })).toEqual(await boost(rows, options));
    }
    const binary = { ...rows, labels: Array.from(rows.labels, (y) => (y > 3 ? 1 : 0)) };
    expect(await boost(binary, { objective: "binary" }, { threads })).toEqual(
      await boost(binary, { objective: "binary" }),
    );
    const forest = { nEstimators: 4, oobScore: true } as const;
    const plain = await trainForest(rows, forest);
    const shared = await trainForest(rows, forest, { threads });
    expect(shared.ensemble).toEqual(plain.ensemble);
    expect(shared.oobScore).toBe(plain.oobScore);
  });

  it("only permutes the model when columns are permuted", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const random = seededRandom(seed);
        const rows = drawRows(random, 500, 0.1);
        const columns = shuffled(random, FEATURES);
        const values = rows.matrix.values.map((_, i) => {
          const r = Math.floor(i / FEATURES);
          return rows.matrix.values[r * FEATURES + columns[i % FEATURES]!]!;
        });
        const moved = await boost({ ...rows, matrix: { ...rows.matrix, values } });
        const plain = await boost(rows);
        expect(moved.splitFeature.map((f) => columns[f]!)).toEqual(plain.splitFeature);
        expect(moved.threshold).toEqual(plain.threshold);
        expect(moved.leafValue).toEqual(plain.leafValue);
      }),
      { numRuns: 12 },
    );
  });

  it("counts a weight of 2 as two rows", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const random = seededRandom(seed);
        const rows = drawRows(random, 200, 0);
        // Without limits by rows, which weights do not count for.
        const options = { ...SMALL, minDataInLeaf: 1, minSumHessianInLeaf: 5, minDataInBin: 1 };
        const twice = permuted(rows, [...shuffled(random, 200), ...shuffled(random, 200)]);
        const doubled = await boost(twice, options);
        const weighted = await boost({ ...rows, weights: Array.from({ length: 200 }, () => 2) }, options);
        expect(weighted.splitFeature).toEqual(doubled.splitFeature);
        expect(weighted.threshold).toEqual(doubled.threshold);
        // Gradients are rounded to another number of bits.
        weighted.leafValue.forEach((value, i) => expect(value).toBeCloseTo(doubled.leafValue[i]!, 5));
      }),
      { numRuns: 8 },
    );
  });

  it("keeps monotone constraints everywhere", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(1, -1), async (seed, direction) => {
        const random = seededRandom(seed);
        const rows = drawRows(random, 500, 0);
        const ensemble = await boost(rows, {
          monotoneConstraints: [direction, 0, -direction, 0, 0],
          numLeaves: 31,
          numIterations: 20,
        });
        const grid = 30;
        for (const [feature, sign] of [
          [0, direction],
          [2, -direction],
        ] as const) {
          for (let line = 0; line < 20; line++) {
            const base = Array.from({ length: FEATURES }, () => random.next());
            const x = new Float64Array(grid * FEATURES);
            for (let i = 0; i < grid; i++) x.set(base.with(feature, i / (grid - 1)), i * FEATURES);
            const raw = predictRaw(ensemble, x);
            for (let i = 1; i < grid; i++)
              expect(sign * (raw[i]! - raw[i - 1]!)).toBeGreaterThanOrEqual(-1e-12);
          }
        }
      }),
      { numRuns: 6 },
    );
  });

  it("scales with the labels", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(2 ** -40, 2 ** -3, 2 ** 20), async (seed, factor) => {
        const rows = drawRows(seededRandom(seed), 300, 0);
        const plain = await boost(rows, { minSumHessianInLeaf: 0 });
        const scaled = await boost(
          { ...rows, labels: Array.from(rows.labels, (y) => y * factor) },
          { minSumHessianInLeaf: 0 },
        );
        expect(scaled.splitFeature).toEqual(plain.splitFeature);
        expect(scaled.leafValue).toEqual(plain.leafValue.map((value) => value * factor));
      }),
      { numRuns: 6 },
    );
  });
});
