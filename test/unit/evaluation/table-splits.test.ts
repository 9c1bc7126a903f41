import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { holdOut, kFolds, type RowSplit, type SplitRule } from "../../../src/evaluation/table-splits.ts";

const every = (rows: number): number[] => Array.from({ length: rows }, (_, i) => i);
const random = () => seededRandom(7, "split");
const sorted = (split: RowSplit): number[] => [...split.train, ...split.test].toSorted((a, b) => a - b);
const few = expect.objectContaining({ code: "evaluation.too-few-rows" });
const random20 = { by: "random" } as const;

describe("holdOut", () => {
  it.each([
    [20, 0.2, 4],
    [20, 0.33, 7],
    [7, 0.5, 4],
    [20, 0.001, 1],
  ])("holds back the nearest whole number of rows: of %d a share of %d", (rows, share, held) => {
    const split = holdOut(rows, share, random20, random());
    expect(split.test).toHaveLength(held);
    expect(sorted(split)).toEqual(every(rows));
    expect([...split.train]).toEqual([...split.train].toSorted((a, b) => a - b));
  });

  it("draws other rows with another seed, the same with the same", () => {
    const held = (seed: number): Int32Array => holdOut(100, 0.3, random20, seededRandom(seed)).test;
    expect(held(1)).toEqual(held(1));
    expect(held(1)).not.toEqual(held(2));
  });

  it("holds back each class's share, the remainders by their size", () => {
    const classes = every(50).map((i) => (i < 30 ? 0 : i < 45 ? 1 : 2));
    const { test } = holdOut(50, 0.3, { by: "stratified", classes }, random());
    const counts = [0, 1, 2].map((k) => [...test].filter((row) => classes[row] === k).length);
    // 9, 4.5 and 1.5 of 15: the greater remainders are equal, so the first takes the row.
    expect(counts).toEqual([9, 5, 1]);
  });

  it("passes over class numbers without rows", () => {
    const classes = every(20).map((i) => (i < 10 ? 0 : 3));
    const { test } = holdOut(20, 0.2, { by: "stratified", classes }, random());
    expect([...test].filter((row) => classes[row] === 3)).toHaveLength(2);
  });

  it("keeps groups whole, and stops once the share is reached", () => {
    const groups = every(40).map((i) => `g${i % 8}`);
    for (let seed = 1; seed <= 10; seed++) {
      const split = holdOut(40, 0.3, { by: "group", groups }, seededRandom(seed));
      const held = new Set([...split.test].map((row) => groups[row]));
      for (const row of split.train) expect(held.has(groups[row]), `seed ${seed}`).toBe(false);
      expect(split.test, `seed ${seed}`).toHaveLength(15);
    }
  });

  it("holds back the latest rows, all that share the first held time among them", () => {
    const times = [5, 1, 9, 7, 7, 2, 7, 3, 4, 6];
    const { train, test } = holdOut(10, 0.2, { by: "time", times }, random());
    expect([...test]).toEqual([2, 3, 4, 6]);
    expect([...train]).toEqual([0, 1, 5, 7, 8, 9]);
  });

  it("refuses to leave a part empty", () => {
    expect(() => holdOut(1, 0.5, random20, random())).toThrow(few);
    expect(() => holdOut(5, 0.95, random20, random())).toThrow(few);
    expect(() => holdOut(4, 0.5, { by: "time", times: [3, 3, 3, 3] }, random())).toThrow(few);
    expect(() => holdOut(4, 0.5, { by: "group", groups: ["a", "a", "a", "a"] }, random())).toThrow(few);
  });
});

describe("kFolds", () => {
  const groups = every(60).map((i) => `g${Math.floor(Math.sqrt(i))}`);
  const classes = every(60).map((i) => (i % 5 === 0 ? 1 : 0));
  const rules: SplitRule[] = [random20, { by: "stratified", classes }, { by: "group", groups }];

  it.each(rules)("holds each row back once, and trains on the rest: by $by", (rule) => {
    const folds = kFolds(60, 4, rule, random());
    expect(folds).toHaveLength(4);
    expect(folds.flatMap(({ test }) => [...test]).toSorted((a, b) => a - b)).toEqual(every(60));
    for (const fold of folds) expect(sorted(fold)).toEqual(every(60));
  });

  it("makes folds of equal size, each with its share of a class", () => {
    for (const { test } of kFolds(60, 4, { by: "stratified", classes }, random())) {
      expect(test).toHaveLength(15);
      expect([...test].filter((row) => classes[row] === 1)).toHaveLength(3);
    }
  });

  it("keeps groups whole, and fills the smallest fold with the next largest group", () => {
    const folds = kFolds(60, 4, { by: "group", groups }, random());
    for (const { train, test } of folds) {
      const held = new Set([...test].map((row) => groups[row]));
      for (const row of train) expect(held.has(groups[row])).toBe(false);
    }
    // Groups of 1, 3, 5, 7, 9, 11, 13 and 11 rows: 15 each is as even as they go.
    const sizes = folds.map(({ test }) => test.length).toSorted((a, b) => a - b);
    expect(sizes[3]! - sizes[0]!).toBeLessThanOrEqual(3);
  });

  it("steps forward through time: each stretch is tested by all before it", () => {
    const times = every(60).map((i) => (i * 7) % 60);
    const folds = kFolds(60, 4, { by: "time", times }, random());
    expect(folds.map(({ train, test }) => [train.length, test.length])).toEqual([
      [12, 12],
      [24, 12],
      [36, 12],
      [48, 12],
    ]);
    for (const { train, test } of folds) {
      const last = Math.max(...[...train].map((row) => times[row]!));
      for (const row of test) expect(times[row]!).toBeGreaterThan(last);
    }
  });

  it("keeps equal times in one stretch, and refuses where too few are left", () => {
    const times = every(40).map((i) => Math.floor(i / 10));
    const folds = kFolds(40, 3, { by: "time", times }, random());
    expect(folds.map(({ train, test }) => [train.length, test.length])).toEqual([
      [10, 10],
      [20, 10],
      [30, 10],
    ]);
    expect(() => kFolds(40, 5, { by: "time", times }, random())).toThrow(few);
    expect(() => kFolds(3, 5, random20, random())).toThrow(few);
  });
});
