import { describe, expect, it } from "vitest";
import {
  categoricalBins,
  countCategories,
  middleBin,
  collectDistinct,
  distinctRoom,
  numericalBins,
} from "../../../../src/math/trees/bin-bounds.ts";

function boundsOf(values: readonly number[], maxBin = 255, minDataInBin = 1): number[] {
  const sorted = Float64Array.from(values).sort();
  const distinct = distinctRoom(sorted.length);
  const missing = collectDistinct(sorted, distinct);
  return [...numericalBins(distinct, missing, maxBin, minDataInBin).bounds];
}

describe("bounds of numerical bins", () => {
  it("lie half-way between few distinct values, zero in a bin of its own", () => {
    const bounds = boundsOf([3, 1, 0, -2, 1, 3]);
    expect(bounds.length).toBe(4);
    expect(bounds[0]).toBeCloseTo(0, 30);
    expect(bounds[0]).toBeLessThan(0);
    expect(bounds[1]).toBeGreaterThan(0);
    expect(bounds[2]).toBeCloseTo(2, 12);
    expect(bounds[3]).toBe(Infinity);
  });

  it("are one where the column is constant, missing or not", () => {
    expect(boundsOf([4, 4, 4])).toEqual([Infinity]);
    expect(boundsOf([0, 0])).toEqual([Infinity]);
    expect(boundsOf([NaN, NaN])).toEqual([Infinity]);
  });

  it("share the rows about equally, and end behind a frequent value", () => {
    const values = [
      ...Array.from({ length: 900 }, (_, i) => i + 1),
      ...Array.from({ length: 300 }, () => 500.5),
    ];
    const bounds = boundsOf(values, 10, 3);
    expect(bounds.length).toBe(9);
    expect(bounds.some((bound) => bound > 500.5 && bound < 501)).toBe(true);
  });

  it("end before a frequent value where half of a share is full, and not earlier", () => {
    const before = (frequent: number): number[] => {
      const rows = Array.from({ length: 20 }, (_, i) => i + 1);
      return boundsOf([...rows, ...Array.from({ length: 39 }, () => frequent)], 4).slice(0, 2);
    };
    // 19 rows beside it in two bins: 10, then 9.
    expect(before(17)).toEqual([expect.closeTo(10.5, 12), expect.closeTo(16.5, 12)]);
    expect(before(13)).toEqual([expect.closeTo(10.5, 12), expect.closeTo(13.5, 12)]);
  });

  it("hold at least the rows asked for", () => {
    expect(boundsOf([1, 2, 3, 4, 5, 6], 255, 3).length).toBe(2);
  });

  it("count neighbours in float64 as one value", () => {
    const distinct = distinctRoom(3);
    expect(collectDistinct(Float64Array.of(1, 1 + Number.EPSILON, NaN), distinct)).toBe(1);
    expect(distinct.length).toBe(1);
    expect(distinct.counts[0]).toBe(2);
  });

  it("keep infinities apart", () => {
    expect(boundsOf([-Infinity, -3, 1, 2, Infinity])).toEqual([
      -1e300,
      expect.closeTo(0, 30),
      expect.closeTo(1.5, 12),
      1e300,
      Infinity,
    ]);
    expect(boundsOf([-Infinity, Infinity]).length).toBe(2);
  });
});

describe("the middle between two bins", () => {
  const bounds = Float64Array.of(1, 2, 3, 10, Infinity);
  const bins = {
    kind: "numerical",
    binCount: 5,
    bounds,
    hasMissing: false,
    categories: new Int32Array(0),
  } as const;

  it("is the bound nearest to half-way, the lower of two as near", () => {
    expect(middleBin(bins, 1, 2)).toBe(1);
    expect(middleBin(bins, 0, 3)).toBe(1);
    expect(middleBin(bins, 0, 2)).toBe(0);
    expect(middleBin(bins, 0, 4)).toBe(2);
    expect(middleBin(bins, 2, 4)).toBe(2);
  });

  it("is the last real bin where only missing values follow", () => {
    const missing = { ...bins, hasMissing: true, binCount: 6 };
    expect(middleBin(missing, 1, 5)).toBe(4);
    expect(middleBin(missing, 4, 5)).toBe(4);
    expect(middleBin(missing, 0, 3)).toBe(1);
  });
});

describe("bins of categories", () => {
  it("hold the frequent ones, bin 0 the missing, negative and rare", () => {
    const column = [7, 7, 7, 3, 3, 9, 9, NaN, -1, 5];
    const counts = new Map<number, number>();
    countCategories(column, counts);
    const { categories, binCount } = categoricalBins(counts, 2);
    expect([...categories]).toEqual([-1, 7, 3, 9]);
    expect(binCount).toBe(4);
    const many = new Map(Array.from({ length: 300 }, (_, c) => [c, 1000 - c]));
    expect([...categoricalBins(many, 1).categories]).toEqual(Array.from({ length: 256 }, (_, b) => b - 1));
    // Two are kept however rare.
    expect([
      ...categoricalBins(
        new Map([
          [5, 1],
          [7, 9],
          [2, 1],
        ]),
        2,
      ).categories,
    ]).toEqual([-1, 7, 2]);
  });
});
