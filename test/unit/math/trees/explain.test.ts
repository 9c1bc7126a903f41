import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { goesLeft, predictRaw } from "../../../../src/math/trees/ensemble-predict.ts";
import type { TreeEnsemble } from "../../../../src/math/trees/ensemble.ts";
import { explainRaw } from "../../../../src/math/trees/explain.ts";
import { gainImportance, splitImportance } from "../../../../src/math/trees/importance.ts";
import { dependenceGrid, partialDependence } from "../../../../src/math/trees/partial-dependence.ts";
import { randomEnsemble, randomRows } from "../../../fixtures/random-ensemble.ts";

/** A tree's value when only the features of `known` are: the others' splits mix both sides by their rows. */
function expectedValue(ensemble: TreeEnsemble, t: number, row: Float64Array, known: number): number {
  const node0 = ensemble.treeNodeStart[t]!;
  const leaf0 = ensemble.treeLeafStart[t]!;
  const rows = (node: number): number =>
    node < 0 ? ensemble.leafCount[leaf0 + ~node]! : ensemble.internalCount[node0 + node]!;
  const value = (node: number): number => {
    if (node < 0) return ensemble.leafValue[leaf0 + ~node]!;
    const at = node0 + node;
    const left = ensemble.leftChild[at]!;
    const right = ensemble.rightChild[at]!;
    const feature = ensemble.splitFeature[at]!;
    if (known & (1 << feature)) return value(goesLeft(ensemble, at, row[feature]!) ? left : right);
    return (rows(left) * value(left) + rows(right) * value(right)) / rows(node);
  };
  return value(ensemble.treeNodeStart[t + 1] === node0 ? ~0 : 0);
}

/** Shapley's formula over all subsets. */
function shapley(ensemble: TreeEnsemble, row: Float64Array): Float64Array {
  const m = ensemble.featureCount;
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  const phi = new Float64Array(m + 1);
  for (let t = 0; t < ensemble.shrinkage.length; t++) {
    phi[m]! += expectedValue(ensemble, t, row, 0);
    for (let feature = 0; feature < m; feature++) {
      for (let subset = 0; subset < 1 << m; subset++) {
        if (subset & (1 << feature)) continue;
        const size = subset.toString(2).replaceAll("0", "").length;
        const weight = (factorial(size) * factorial(m - size - 1)) / factorial(m);
        const gain =
          expectedValue(ensemble, t, row, subset | (1 << feature)) - expectedValue(ensemble, t, row, subset);
        phi[feature]! += weight * gain;
      }
    }
  }
  return phi;
}

/** A tree that splits once more on each left side: leaf i lies right of split i. */
function chain(depth: number, counts: (rows: number) => number): TreeEnsemble {
  const each = (length: number, value: (i: number) => number): number[] =>
    Array.from({ length }, (_, i) => value(i));
  return {
    featureCount: 2,
    featureNames: ["a", "b"],
    classCount: 1,
    objective: { name: "regression" },
    averageOutput: false,
    treeNodeStart: Int32Array.of(0, depth),
    treeLeafStart: Int32Array.of(0, depth + 1),
    shrinkage: Float64Array.of(1),
    splitFeature: Int32Array.from(each(depth, (i) => i % 2)),
    threshold: Float64Array.from(each(depth, (i) => -i)),
    decisionType: new Uint8Array(depth),
    leftChild: Int32Array.from(each(depth, (i) => (i === depth - 1 ? ~depth : i + 1))),
    rightChild: Int32Array.from(each(depth, (i) => ~i)),
    splitGain: new Float64Array(depth),
    internalValue: new Float64Array(depth),
    internalWeight: new Float64Array(depth),
    internalCount: Int32Array.from(each(depth, (i) => counts(depth + 1 - i))),
    leafValue: Float64Array.from(each(depth + 1, (i) => i)),
    leafWeight: new Float64Array(depth + 1),
    leafCount: Int32Array.from(each(depth + 1, () => 1)),
    catStart: Int32Array.of(0),
    catBits: new Uint32Array(0),
  };
}

describe("contributions of features", () => {
  it("follow a tree of 20,000 splits one below the other", () => {
    const [a, b, rest] = explainRaw(
      chain(20_000, (rows) => rows),
      Float64Array.of(-1e9, -1e9),
    );
    expect(a! + b! + rest!).toBeCloseTo(20_000, 6);
  });

  it("are refused where a node says that it had no rows", () => {
    const expected = expect.objectContaining({ code: "trees.no-counts" });
    expect(() =>
      explainRaw(
        chain(3, () => 0),
        new Float64Array(2),
      ),
    ).toThrow(expected);
  });

  it("are Shapley values, by their definition over all subsets", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = seededRandom(seed, "explain");
      const ensemble = randomEnsemble(random, { featureCount: 4, trees: 4, leaves: 4 + seed });
      const row = Float64Array.from({ length: 4 }, () => random.normal());
      const wanted = shapley(ensemble, row);
      const found = explainRaw(ensemble, row);
      for (const [i, value] of wanted.entries()) expect(found[i]).toBeCloseTo(value, 12);
    }
  });

  it("sum to the raw score, class by class", () => {
    const random = seededRandom(77);
    const shape = { featureCount: 5, trees: 21, leaves: 20, classCount: 3, categoricalFeatures: 2 };
    const ensemble = randomEnsemble(random, shape);
    const rows = randomRows(random, 30, ensemble);
    for (let r = 0; r < 30; r++) {
      const row = rows.slice(5 * r, 5 * r + 5);
      const contributions = explainRaw(ensemble, row);
      const scores = predictRaw(ensemble, row);
      for (let k = 0; k < 3; k++) {
        const sum = contributions.slice(6 * k, 6 * k + 6).reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(scores[k]!, 11);
      }
    }
  });

  it("stay numbers where a leaf had no rows", () => {
    const random = seededRandom(4);
    const full = randomEnsemble(random, { featureCount: 3, trees: 1, leaves: 3 });
    const parentOfLast = [full.leftChild, full.rightChild].some((children) => children[1] === ~2) ? 1 : 0;
    const internalCount = full.internalCount.map((rows, node) =>
      node === 0 || node === parentOfLast ? rows - full.leafCount[2]! : rows,
    );
    const ensemble = { ...full, leafCount: full.leafCount.with(2, 0), internalCount };
    for (let i = 0; i < 20; i++) {
      const row = Float64Array.from({ length: 3 }, () => random.normal());
      const sum = explainRaw(ensemble, row).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(predictRaw(ensemble, row)[0]!, 12);
    }
  });

  it("need counts, and a row of the model's width", () => {
    const ensemble = randomEnsemble(seededRandom(1), { featureCount: 3, trees: 1, leaves: 3 });
    expect(() => explainRaw(ensemble, new Float64Array(2))).toThrow("The table has 2 values");
    const uncounted = { ...ensemble, leafCount: new Int32Array(3) };
    expect(() => explainRaw(uncounted, new Float64Array(3))).toThrow("Tree 0 does not say");
  });
});

describe("importances", () => {
  it("of splits count and sum what has gained", () => {
    const ensemble = randomEnsemble(seededRandom(2), { featureCount: 2, trees: 1, leaves: 4 });
    const changed = {
      ...ensemble,
      splitFeature: Int32Array.of(0, 1, 1),
      splitGain: Float64Array.of(5, 2, 0),
    };
    expect([...splitImportance(changed)]).toEqual([1, 1]);
    expect([...gainImportance(changed)]).toEqual([5, 2]);
  });
});

describe("what looks into a model", () => {
  const x = Float64Array.of(1, 2, 3, 4);
  const same = (table: Float64Array): Float64Array => table;
  it.each([
    [/has 4 values; expected a multiple of the model's 3/, () => partialDependence(same, x, 3, 0, x)],
    [/feature is 2; expected a whole number from 0 to 1/, () => partialDependence(same, x, 2, 2, x)],
    [/featureCount is 0/, () => partialDependence(same, x, 0, 0, x)],
    [/0 rows/, () => partialDependence(same, new Float64Array(0), 2, 0, x)],
    [/feature is NaN/, () => dependenceGrid(x, 2, NaN, 4)],
    [/points is 0/, () => dependenceGrid(x, 2, 0, 0)],
  ])("refuses arguments that do not fit: %s", (message, work) => {
    expect(work).toThrow(message);
  });
});

describe("partial dependence", () => {
  const x = Float64Array.of(1, 10, 2, 20, 3, NaN);

  it("is the mean prediction with the feature held", () => {
    const sums = (table: Float64Array): Float64Array =>
      Float64Array.from({ length: 3 }, (_, r) => table[2 * r]! + table[2 * r + 1]!);
    const found = partialDependence(sums, x, 2, 1, Float64Array.of(0, 5));
    expect([...found]).toEqual([2, 7]);
  });

  it("keeps the outputs apart", () => {
    const both = (table: Float64Array): Float64Array => table.slice();
    expect([...partialDependence(both, x, 2, 1, Float64Array.of(4))]).toEqual([2, 4]);
  });

  it("looks at few values one by one, at many between the 5th and 95th percentile", () => {
    expect([...dependenceGrid(x, 2, 1, 5)]).toEqual([10, 20]);
    const many = Float64Array.from({ length: 101 }, (_, i) => 100 - i);
    expect([...dependenceGrid(many, 1, 0, 4)]).toEqual([5, 35, 65, 95]);
    expect([...dependenceGrid(Float64Array.of(NaN), 1, 0, 4)]).toEqual([]);
  });
});
