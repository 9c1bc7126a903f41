import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import {
  outputsFromRaw,
  predictLeaves,
  predictOutputs,
  predictRaw,
} from "../../../../src/math/trees/ensemble-predict.ts";
import { EnsemblePredictor } from "../../../../src/math/trees/ensemble-predictor.ts";
import { checkTreeEnsemble, iterationCount, type TreeEnsemble } from "../../../../src/math/trees/ensemble.ts";
import { randomEnsemble, randomRows } from "../../../fixtures/random-ensemble.ts";

/** One split at 0.5 on the first of two features, leaves 10 and 20; `decisionType` as given. */
function stump(decisionType: number, threshold = 0.5): TreeEnsemble {
  return {
    featureCount: 2,
    featureNames: ["first", "second"],
    classCount: 1,
    objective: { name: "regression" },
    averageOutput: false,
    treeNodeStart: Int32Array.of(0, 1),
    treeLeafStart: Int32Array.of(0, 2),
    shrinkage: Float64Array.of(1),
    splitFeature: Int32Array.of(0),
    threshold: Float64Array.of(threshold),
    decisionType: Uint8Array.of(decisionType),
    leftChild: Int32Array.of(~0),
    rightChild: Int32Array.of(~1),
    splitGain: Float64Array.of(3),
    internalValue: Float64Array.of(15),
    internalWeight: Float64Array.of(8),
    internalCount: Int32Array.of(8),
    leafValue: Float64Array.of(10, 20),
    leafWeight: Float64Array.of(6, 2),
    leafCount: Int32Array.of(6, 2),
    catStart: Int32Array.of(0, 2),
    // Categories 1, 3 and 33.
    catBits: Uint32Array.of(0b1010, 0b10),
  };
}

const valueAt = (ensemble: TreeEnsemble, x: number): number => {
  const rows = Float64Array.of(x, 0);
  const value = predictRaw(ensemble, rows)[0]!;
  expect(new EnsemblePredictor(ensemble).predictRaw(rows)[0]).toBe(value);
  return value;
};

describe("a split", () => {
  it("sends values up to its threshold left", () => {
    expect([-Infinity, 0.5, 0.5000001, Infinity].map((x) => valueAt(stump(0), x))).toEqual([10, 10, 20, 20]);
  });

  it("without missing values takes NaN for 0", () => {
    expect(valueAt(stump(0), NaN)).toBe(10);
    expect(valueAt(stump(0, -1), NaN)).toBe(20);
  });

  it("with missing NaN sends NaN its default way and leaves 0 alone", () => {
    expect([NaN, 0].map((x) => valueAt(stump(8, -1), x))).toEqual([20, 20]);
    expect([NaN, 0].map((x) => valueAt(stump(10, -1), x))).toEqual([10, 20]);
    expect([NaN, 0].map((x) => valueAt(stump(8), x))).toEqual([20, 10]);
  });

  it("with missing zero sends NaN and values up to 1e-35 in size its default way", () => {
    expect([NaN, 0, -1e-36, 1e-34, -1].map((x) => valueAt(stump(4), x))).toEqual([20, 20, 20, 10, 10]);
    expect([NaN, 0, 1e-36, 1e-34, 1].map((x) => valueAt(stump(6, -0.5), x))).toEqual([10, 10, 10, 20, 20]);
  });

  it("takes values up to 1e-35 in size for 0", () => {
    expect([1e-36, -1e-36, -1.1e-35].map((x) => valueAt(stump(0, -1e-35), x))).toEqual([20, 20, 10]);
    expect([1e-36, 1.1e-35].map((x) => valueAt(stump(0, 0), x))).toEqual([10, 20]);
  });

  it("on categories sends those of its set left, all else right", () => {
    const left = [1, 1.9, 3, 33];
    const right = [0, -1, -0.5, 2, 64, 1000, NaN, Infinity, -Infinity, 4294967297];
    expect(left.map((x) => valueAt(stump(1, 0), x))).toEqual(left.map(() => 10));
    expect(right.map((x) => valueAt(stump(1, 0), x))).toEqual(right.map(() => 20));
  });
});

describe("predictions", () => {
  it("of the leaves are numbers within their tree", () => {
    expect([...predictLeaves(stump(0), Float64Array.of(0, 0, 1, 0))]).toEqual([0, 1]);
  });

  it("can be asked of some iterations", () => {
    const random = seededRandom(5);
    const ensemble = randomEnsemble(random, { featureCount: 3, trees: 6, leaves: 5, classCount: 2 });
    const rows = randomRows(random, 9, ensemble);
    const predictor = new EnsemblePredictor(ensemble);
    const [all, head, tail] = [{}, { count: 2 }, { start: 2 }].map((range) =>
      predictRaw(ensemble, rows, range),
    );
    for (const [i, sum] of all!.entries()) expect(head![i]! + tail![i]!).toBeCloseTo(sum, 12);
    expect(predictor.predictRaw(rows, { start: 2 })).toEqual(tail);
    expect(iterationCount(ensemble)).toBe(3);
    for (const range of [{ start: -1 }, { count: 4 }, { start: 1, count: 3 }, { start: 0.5 }]) {
      expect(() => predictRaw(ensemble, rows, range)).toThrow(/the model has 3/);
      expect(() => predictor.predictRaw(rows, range)).toThrow(/the model has 3/);
    }
  });

  it("refuse a table whose width is another", () => {
    expect(() => predictRaw(stump(0), new Float64Array(3))).toThrow("a multiple of the model's 2 features");
  });

  it("of no rows are none", () => {
    expect(predictRaw(stump(0), new Float64Array(0))).toHaveLength(0);
    expect(new EnsemblePredictor(stump(0)).predictRaw(new Float64Array(0))).toHaveLength(0);
  });

  it("of a forest are the mean of its trees", () => {
    const forest = { ...stump(0), averageOutput: true };
    expect(outputsFromRaw(forest, Float64Array.of(30, 60), 3)).toEqual(Float64Array.of(10, 20));
  });

  it("stand on the objective's scale", () => {
    const as = (objective: TreeEnsemble["objective"], scores: number[], classCount = 1): number[] => [
      ...outputsFromRaw({ ...stump(0), objective, classCount }, Float64Array.from(scores), 1),
    ];
    expect(as({ name: "poisson" }, [0])).toEqual([1]);
    expect(as({ name: "binary" }, [0, Infinity, -Infinity])).toEqual([0.5, 1, 0]);
    expect(as({ name: "binary", sigmoid: 2 }, [1])[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 15);
    expect(as({ name: "multiclass" }, [800, 800, -800, 0, 0, 0], 3)).toEqual([
      0.5,
      0.5,
      0,
      1 / 3,
      1 / 3,
      1 / 3,
    ]);
    expect(as({ name: "regression", squareRoot: true }, [3, -3])).toEqual([9, -9]);
    expect(as({ name: "cross_entropy_lambda" }, [0])[0]).toBeCloseTo(Math.log(2), 15);
    expect(as({ name: "lambdarank" }, [3])).toEqual([3]);
    expect(predictOutputs(stump(0), Float64Array.of(0, 0))).toEqual(Float64Array.of(10));
  });
});

describe("checking an ensemble", () => {
  it("passes what can be walked", () => {
    expect(() => checkTreeEnsemble(stump(0))).not.toThrow();
    const random = seededRandom(9);
    const shape = { featureCount: 4, trees: 14, leaves: 9, categoricalFeatures: 2 };
    expect(() => checkTreeEnsemble(randomEnsemble(random, shape))).not.toThrow();
  });

  it.each([
    ["a child that is not there", { leftChild: Int32Array.of(1) }, "a child in tree 0 is 1"],
    ["a loop", { leftChild: Int32Array.of(0) }, "expected reached once"],
    ["a leaf under two parents", { leftChild: Int32Array.of(~1) }, "expected reached once"],
    ["a leaf that is not there", { leftChild: Int32Array.of(~2) }, "expected between -2 and 0"],
    [
      "a feature that is not there",
      { splitFeature: Int32Array.of(2) },
      "splitFeature of tree 0 is 2; expected 0 to 1",
    ],
    [
      "a bitset that is not there",
      { decisionType: Uint8Array.of(1), threshold: Float64Array.of(1) },
      "expected 0 to 0",
    ],
    ["an unknown decision", { decisionType: Uint8Array.of(12) }, "decisionType of tree 0 is 12"],
    ["a threshold of NaN", { threshold: Float64Array.of(NaN) }, "threshold of tree 0 is NaN"],
    ["a leaf value of NaN", { leafValue: Float64Array.of(1, NaN) }, "leafValue[1] is NaN"],
    ["arrays of other lengths", { splitGain: new Float64Array(2) }, "splitGain.length is 2; expected 1"],
    ["too few bits", { catBits: new Uint32Array(1) }, "catBits.length is 1; expected 2"],
    ["falling starts", { catStart: Int32Array.of(0, 3, 2) }, "catStart[2] is 2"],
    [
      "trees that do not fill the classes",
      { classCount: 2 },
      "trees is 1; expected a multiple of the 2 classes",
    ],
    ["nameless features", { featureNames: ["a"] }, "featureNames.length is 1; expected 2"],
    ["a leaf too many", { treeLeafStart: Int32Array.of(0, 3) }, "leafValue.length is 2; expected 3"],
  ] as const)("refuses %s", (_, change, message) => {
    expect(() => checkTreeEnsemble({ ...stump(0), ...change })).toThrow(message);
  });
});
