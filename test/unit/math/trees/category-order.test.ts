import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { orderByClasses, orderByMean } from "../../../../src/math/trees/category-order.ts";
import { predictOutputs } from "../../../../src/math/trees/ensemble-predict.ts";
import { trainForest } from "../../../../src/math/trees/forest.ts";

describe("the order of categories", () => {
  it("by means is ascending; equal ones by number, empty ones last", () => {
    expect(orderByMean(Float64Array.of(6, 0, -2, 3), Float64Array.of(2, 0, 1, 1))).toEqual([2, 0, 3, 1]);
  });

  it("of two classes is that of the share of one, in one direction or the other", () => {
    const random = seededRandom(31);
    for (let round = 0; round < 20; round++) {
      const weights = Float64Array.from({ length: 40 }, () => 1 + random.integer(50));
      const shares = orderByClasses(weights, 2).map(
        (c) => weights[2 * c]! / (weights[2 * c]! + weights[2 * c + 1]!),
      );
      const ascending = [...shares].sort((a, b) => a - b);
      expect(shares).toEqual(shares[0]! <= shares.at(-1)! ? ascending : ascending.reverse());
    }
  });

  it("of many classes puts categories of one class side by side, empty ones last", () => {
    const random = seededRandom(32);
    const classes = 5;
    const weights = new Float64Array(31 * classes);
    for (let c = 0; c < 30; c++) {
      for (let k = 0; k < classes; k++)
        weights[c * classes + k] = random.integer(3) + (k === (c * 7) % 5 ? 40 : 0);
    }
    const order = orderByClasses(weights, classes);
    expect(order.at(-1)).toBe(30);
    const runs = order.slice(0, -1).map((c) => (c * 7) % 5);
    expect(runs.filter((k, i) => k !== runs[i - 1]).length).toBe(classes);
  });
});

describe("a forest's missing categories", () => {
  it.each([
    ["first", 0],
    ["last", 9],
  ] as const)("go with the categories that they resemble, the %s ones", async (_, label) => {
    // The category says the label but for noise, and where it is missing the label is that of one end.
    const random = seededRandom(33);
    const x = Array.from({ length: 600 }, () => (random.next() < 0.2 ? NaN : random.integer(10)));
    const labels = x.map((c) => (Number.isNaN(c) ? label : c) + 0.01 * random.normal());
    const matrix = { rows: 600, features: 1, values: Float64Array.from(x) };
    const options = {
      nEstimators: 1,
      bootstrap: false,
      categoricalFeature: [0],
      maxLeafNodes: 3,
      oobScore: false,
    };
    const { ensemble } = await trainForest({ matrix, labels }, options);
    const [missing, own, other] = predictOutputs(ensemble, Float64Array.of(NaN, label, 9 - label));
    expect(missing).toBe(own);
    expect(Math.abs(missing! - other!)).toBeGreaterThan(4);
    expect(Math.abs(missing! - label)).toBeLessThan(2);
  });
});
