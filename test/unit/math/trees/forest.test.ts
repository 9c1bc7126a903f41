import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { predictOutputs } from "../../../../src/math/trees/ensemble-predict.ts";
import { iterationCount } from "../../../../src/math/trees/ensemble.ts";
import type { ForestOptions } from "../../../../src/math/trees/forest-options.ts";
import { trainForest } from "../../../../src/math/trees/forest.ts";
import type { FeatureMatrix } from "../../../../src/math/trees/feature-matrix.ts";
import type { LabelledRows } from "../../../../src/math/trees/labelled-rows.ts";

function table(x: readonly (readonly number[])[], labels: readonly number[]): LabelledRows<FeatureMatrix> {
  return {
    matrix: { rows: x.length, features: x[0]?.length ?? 0, values: Float64Array.from(x.flat()) },
    labels,
  };
}

/** Three features; the class is decided by the first two. */
function classRows(rows: number, seed: number, classes: number): LabelledRows<FeatureMatrix> {
  const random = seededRandom(seed);
  const x = Array.from({ length: rows }, () => [random.next(), random.next(), random.next()]);
  return table(
    x,
    x.map(([a, b]) => Math.floor(((a! + b!) / 2) * classes)),
  );
}

describe("trainForest", () => {
  it("without bootstrap or limits, one tree gives every distinct row its own label", async () => {
    const rows = classRows(200, 1, 2);
    const labels = Array.from({ length: 200 }, (_, r) => r * 1.5);
    const { ensemble } = await trainForest({ ...rows, labels }, { nEstimators: 1, bootstrap: false });
    const found = predictOutputs(ensemble, rows.matrix.values as Float64Array);
    labels.forEach((label, r) => expect(found[r]).toBeCloseTo(label, 3));
  });

  it.each([2, 3])(
    "gives %i classes probabilities that sum to 1 and are right on new rows",
    async (classes) => {
      const options: Partial<ForestOptions> = {
        task: "classification",
        nClasses: classes,
        nEstimators: 40,
        oobScore: true,
      };
      const { ensemble, oobScore } = await trainForest(classRows(600, 2, classes), options);
      const test = classRows(300, 3, classes);
      const outputs = predictOutputs(ensemble, test.matrix.values as Float64Array);
      const width = outputs.length / 300;
      let right = 0;
      for (let r = 0; r < 300; r++) {
        const p = outputs.subarray(r * width, (r + 1) * width);
        if (width > 1) expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
        const top = width === 1 ? Number(p[0]! > 0.5) : p.indexOf(Math.max(...p));
        if (top === test.labels[r]) right++;
      }
      expect(right / 300).toBeGreaterThan(0.85);
      expect(Math.abs(oobScore! - right / 300)).toBeLessThan(0.07);
    },
  );

  it("heeds weights: what weighs nothing is not learnt", async () => {
    for (const classes of [2, 3]) {
      const rows = classRows(300, 4, classes);
      const weights = Array.from(rows.labels, (y) => (y === 1 ? 0 : 2));
      const options = { task: "classification", nClasses: classes, nEstimators: 10 } as const;
      const { ensemble } = await trainForest({ ...rows, weights }, options);
      const outputs = predictOutputs(ensemble, rows.matrix.values as Float64Array);
      if (classes === 2) expect(Math.max(...outputs)).toBeLessThan(1e-6);
      else expect(Math.max(...outputs.filter((_, i) => i % 3 === 1))).toBe(0);
    }
  });

  it("keeps to its limits", async () => {
    const rows = classRows(500, 5, 2);
    const deep = await trainForest(rows, { maxDepth: 3, nEstimators: 3 });
    const few = await trainForest(rows, { maxLeafNodes: 5, nEstimators: 3, bootstrap: false });
    const large = await trainForest(rows, { minSamplesLeaf: 40, nEstimators: 3, bootstrap: false });
    const leaves = (starts: Int32Array): number[] =>
      Array.from(starts.subarray(1), (end, t) => end - starts[t]!);
    expect(Math.max(...leaves(deep.ensemble.treeLeafStart))).toBeLessThanOrEqual(8);
    expect(leaves(few.ensemble.treeLeafStart)).toEqual([5, 5, 5]);
    expect(Math.min(...large.ensemble.leafCount)).toBeGreaterThanOrEqual(40);
  });

  it("sends missing values where they fit, in classes too", async () => {
    const random = seededRandom(6);
    const x = Array.from({ length: 400 }, () => [random.next() < 0.3 ? NaN : random.next(), random.next()]);
    for (const classes of [2, 3]) {
      const y = x.map(([a]) => (Number.isNaN(a!) ? classes - 1 : a! > 0.5 ? 1 : 0));
      const { ensemble } = await trainForest(table(x, y), {
        task: "classification",
        nClasses: classes,
        nEstimators: 20,
        maxFeatures: null,
      });
      const p = predictOutputs(ensemble, Float64Array.of(NaN, 0.5));
      expect(p.at(-1)).toBeGreaterThan(0.9);
    }
  });

  it.each([
    ["regression", 1],
    ["regression", 100],
    ["classification", 1],
  ] as const)(
    "splits a node half-way between the values it holds, %s, %i times each row",
    async (task, times) => {
      // All of 0 to 9 occur, so every whole number has a bin; the second feature parts 0 and 9 from the rest.
      const once = Array.from({ length: 30 }, (_, v) => (v < 10 ? [v, 0] : [v < 20 ? 0 : 9, 1]));
      const x = Array.from({ length: times }, () => once).flat();
      const y = x.map(([a, b]) => (b === 1 ? (a === 0 ? 0 : 1) : 2));
      const options = { task, nClasses: 3, nEstimators: 1, bootstrap: false, maxFeatures: null };
      const { ensemble } = await trainForest(table(x, y), options);
      expect(ensemble.treeNodeStart[1]).toBe(2);
      expect(ensemble.threshold[1]).toBeCloseTo(4.5, 12);
    },
  );

  it("divides categories of several classes: by sets, and one against the rest where they are few", async () => {
    for (const categories of [3, 24]) {
      const x = Array.from({ length: 480 }, (_, r) => [(r * 7) % categories, (r * 13) % 5]);
      const y = x.map(([c]) => (c! * 5 + 1) % 3);
      const { ensemble } = await trainForest(table(x, y), {
        task: "classification",
        nClasses: 3,
        nEstimators: 1,
        bootstrap: false,
        maxFeatures: null,
        categoricalFeature: [0, 1],
      });
      // Three sets of categories are parted by two splits; as numbers it would take one a category.
      expect(ensemble.treeNodeStart[1]).toBe(2);
      const flat = Float64Array.from(x.flat());
      const p = predictOutputs(ensemble, flat);
      y.forEach((label, r) => expect(p[r * 3 + label]).toBe(1));
      // Missing and unknown categories go the same way.
      const [missing, unknown] = [NaN, 999].map((c) => predictOutputs(ensemble, Float64Array.of(c, 0)));
      expect(missing).toEqual(unknown);
    }
  });

  it("finds the best set of categories of two classes, in the way of several as in the way of two", async () => {
    const random = seededRandom(12);
    for (let round = 0; round < 20; round++) {
      const x = Array.from({ length: 60 }, () => [random.integer(8)]);
      const y = x.map(([c]) => (random.next() < (((c! * 5) % 8) + 0.5) / 9 ? 1 : 0));
      y[0] = 0;
      y[1] = 1;
      const options = { task: "classification", bootstrap: false, nEstimators: 1, maxLeafNodes: 2 } as const;
      const categorical = { ...options, categoricalFeature: [0], minSamplesCategory: 1, maxFeatures: null };
      const two = await trainForest(table(x, y), { ...categorical, nClasses: 2 });
      const three = await trainForest(table(x, y), { ...categorical, nClasses: 3 });
      const counts = (left: (c: number) => boolean): number => {
        const sides = [0, 1].map((side) => y.filter((_, r) => left(x[r]![0]!) === (side === 0)));
        return sides.reduce((sum, labels) => {
          const ones = labels.filter((label) => label === 1).length;
          return sum + (labels.length === 0 ? 0 : (ones ** 2 + (labels.length - ones) ** 2) / labels.length);
        }, 0);
      };
      let best = 0;
      for (let set = 0; set < 256; set++)
        best = Math.max(
          best,
          counts((c) => ((set >> c) & 1) === 1),
        );
      const found = (bits: Uint32Array): number => counts((c) => ((bits[0]! >> c) & 1) === 1);
      expect(found(two.ensemble.catBits)).toBeCloseTo(best, 10);
      expect(found(three.ensemble.catBits)).toBeCloseTo(best, 10);
    }
  });

  it("lets a category of few rows share the fate of missing ones, or not where asked", async () => {
    // Categories 0 and 1 of 40 rows, 2 of 10, 3 of 9; only the last one's label is 1.
    const x = Array.from({ length: 99 }, (_, r) => [r < 80 ? r % 2 : r < 90 ? 2 : 3]);
    const y = x.map(([c]) => (c === 3 ? 1 : c! / 10));
    const grow = async (options: Partial<ForestOptions>): Promise<number[]> => {
      const base = { nEstimators: 1, bootstrap: false, categoricalFeature: [0], maxLeafNodes: 4 };
      const { ensemble } = await trainForest(table(x, y), { ...base, ...options });
      return [...predictOutputs(ensemble, Float64Array.of(2, 3, NaN))];
    };
    const [two, three, missing] = await grow({});
    expect(two).toBeCloseTo(0.2, 6);
    expect(three).toBe(missing);
    const [kept, own, none] = await grow({ minSamplesCategory: 9 });
    expect(kept).toBeCloseTo(0.2, 6);
    expect(own).toBeCloseTo(1, 6);
    expect(none).not.toBeNaN();
    await expect(grow({ minSamplesCategory: 0 })).rejects.toMatchObject({ code: "trees.bad-option" });
  });

  it.each(["regression", "classification"] as const)(
    "tells 255 categories apart however few bins numbers have, %s",
    async (task) => {
      const x = Array.from({ length: 256 * 10 }, (_, r) => [r % 256]);
      const y = x.map(([c]) => (c! * 7) % 3);
      const options = {
        task,
        nClasses: 3,
        nEstimators: 1,
        bootstrap: false,
        categoricalFeature: [0],
        maxBin: 4,
      };
      const { ensemble } = await trainForest(table(x, y), options);
      const found = predictOutputs(
        ensemble,
        Float64Array.from({ length: 255 }, (_, c) => c),
      );
      for (let c = 0; c < 255; c++) {
        const label = (c * 7) % 3;
        if (task === "regression") expect(found[c]).toBeCloseTo(label, 6);
        else expect(found[3 * c + label]).toBe(1);
      }
    },
  );

  it("adds trees to an earlier forest: the same as growing all at once", async () => {
    const rows = classRows(200, 7, 2);
    const first = await trainForest(rows, { nEstimators: 4, seed: 3 });
    const more = await trainForest(rows, { nEstimators: 3, seed: 3 }, { initial: first.ensemble });
    const whole = await trainForest(rows, { nEstimators: 7, seed: 3 });
    expect(iterationCount(more.ensemble)).toBe(7);
    expect(more.ensemble.leafValue).toEqual(whole.ensemble.leafValue);
  });

  it("extra-trees are grown from random thresholds, repeatably", async () => {
    const rows = classRows(300, 8, 2);
    const grow = async (seed: number): Promise<Float64Array> =>
      (await trainForest(rows, { extraTrees: true, nEstimators: 5, seed })).ensemble.threshold;
    expect(await grow(1)).toEqual(await grow(1));
    expect(await grow(1)).not.toEqual(await grow(2));
  });

  const good = classRows(20, 9, 2);
  const refused: readonly [string, LabelledRows, Partial<ForestOptions>][] = [
    ["trees.empty", table([], []), {}],
    ["trees.bad-label", { ...good, labels: Array.from(good.labels, () => NaN) }, {}],
    ["trees.one-class", { ...good, labels: Array.from(good.labels, () => 1) }, { task: "classification" }],
    ["trees.bad-option", good, { nEstimators: 0 }],
    ["trees.bad-option", good, { maxFeatures: 4 }],
    ["trees.bad-option", good, { minSamplesSplit: 1 }],
    ["trees.bad-option", good, { bootstrap: false, oobScore: true }],
    ["trees.bad-option", good, { categoricalFeature: [3] }],
  ];
  it.each(refused)("refuses %s", async (code, rows, options) => {
    await expect(trainForest(rows, options)).rejects.toMatchObject({ code });
  });

  it("refuses to add to trees that are no forest of the same shape", async () => {
    const { ensemble } = await trainForest(good, { nEstimators: 1 });
    const other = { ...ensemble, averageOutput: false };
    await expect(trainForest(good, {}, { initial: other })).rejects.toMatchObject({
      code: "trees.other-shape",
    });
  });
});
