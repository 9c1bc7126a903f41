import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { murmurHash3 } from "../../../../src/math/murmur-hash.ts";
import type { TabularData } from "../../../../src/models/tabular.ts";
import { encoded, encodedSources, fitEncoder } from "../../../../src/training/tabular/encode-categories.ts";

const ROWS = 120;
const random = seededRandom(4, "encodings");
const data: TabularData = {
  rows: ROWS,
  target: Float64Array.from({ length: ROWS }, () => random.normal()),
  columns: [
    { kind: "numeric", name: "pages", values: Float64Array.from({ length: ROWS }, () => random.next()) },
    {
      kind: "category",
      name: "author",
      categories: Array.from({ length: 30 }, (_, k) => `a${k}`),
      values: Int32Array.from({ length: ROWS }, () => random.integer(31) - 1),
    },
  ],
};
const fit = (own: TabularData, encoding: "one-hot" | "label" | "target" | "hashed", classes = 0) =>
  fitEncoder(own, { author: encoding }, classes, seededRandom(9, "folds"));
const column = (table: { readonly columns: TabularData["columns"] }, c: number): number[] =>
  Array.from(table.columns[c]!.values);

describe("encoding by the target", () => {
  it("gives no row a number that its own target bears on", () => {
    const before = column(fit(data, "target").table, 1);
    for (let row = 0; row < ROWS; row += 7) {
      const changed = { ...data, target: data.target.with(row, 1000) };
      const after = column(fit(changed, "target").table, 1);
      expect(after[row]).toBe(before[row]);
      // Rows of the same author in other folds do see it.
      expect(after).not.toEqual(before);
    }
  });

  it("leaves no trace of noise in the rows it was learned from, which encoding them all at once does", () => {
    const { encoder, table } = fit(data, "target");
    const correlation = (values: readonly number[]): number => {
      const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length;
      const y = [...data.target];
      const [a, b] = [mean(values), mean(y)];
      const sum = (f: (i: number) => number): number => y.reduce((total, _, i) => total + f(i), 0);
      return (
        sum((i) => (values[i]! - a) * (y[i]! - b)) /
        Math.sqrt(sum((i) => (values[i]! - a) ** 2) * sum((i) => (y[i]! - b) ** 2))
      );
    };
    expect(correlation(column(encoded(encoder, data), 1))).toBeGreaterThan(0.35);
    expect(correlation(column(table, 1))).toBeLessThan(0.15);
  });

  it("gives what is missing the mean of all", () => {
    const { encoder } = fit(data, "target");
    const mean = data.target.reduce((sum, y) => sum + y, 0) / ROWS;
    const values = column(encoded(encoder, data), 1);
    const missing = data.columns[1]!.values.findIndex((value) => value < 0);
    expect(values[missing]).toBeCloseTo(mean, 12);
  });

  it("has a column for each of three classes and one for two", () => {
    const classes = data.target.map((y) => (y > 0.5 ? 2 : y > -0.5 ? 1 : 0));
    expect(fit({ ...data, target: classes }, "target", 3).table.columns).toHaveLength(4);
    const two = classes.map((k) => Math.min(1, k));
    expect(fit({ ...data, target: two }, "target", 2).table.columns).toHaveLength(2);
  });
});

describe("encoded", () => {
  it("keeps missing labels missing, and gives them nothing in columns of their own", () => {
    const missing = data.columns[1]!.values.findIndex((value) => value < 0);
    expect(column(fit(data, "label").table, 1)[missing]).toBeNaN();
    for (const encoding of ["one-hot", "hashed"] as const) {
      const { table } = fit(data, encoding);
      expect(table.columns.slice(1).every(({ values }) => values[missing] === 0)).toBe(true);
    }
  });

  it("knows which column each of its columns comes from", () => {
    expect(encodedSources(fit(data, "one-hot").encoder, data)).toEqual([0, ...Array<number>(30).fill(1)]);
    expect(encodedSources([], data)).toEqual([0, 1]);
  });
});

describe("murmurHash3", () => {
  it("is the published function", () => {
    const hash = (text: string, seed?: number): number =>
      murmurHash3(new TextEncoder().encode(text), seed) >>> 0;
    expect(hash("")).toBe(0);
    expect(hash("", 1)).toBe(0x514e28b7);
    expect(hash("test")).toBe(0xba6bd213);
    expect(hash("Hello, world!")).toBe(0xc0363e43);
    expect(hash("aaa", 0x9747b28c)).toBe(0x283e0130);
  });
});
