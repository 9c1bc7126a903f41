import { array, assert, integer, pre, property, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import {
  heldOutUsers,
  leaveOneOut,
  randomPerUser,
  temporalCutoff,
  temporalSplit,
  type InteractionSplit,
} from "../../../src/evaluation/interaction-splits.ts";
import type { TitleLists } from "../../../src/evaluation/ranking-metrics.ts";
import type { Interactions } from "../../../src/models/recommendation/task.ts";

const interactions = (rows: readonly (readonly number[])[], ordered = true): Interactions => ({
  userCount: rows.length,
  itemCount: 10,
  rowStart: Int32Array.from([0, ...rows], (_, i) => rows.slice(0, i).flat().length),
  items: Int32Array.from(rows.flat()),
  strengths: Float32Array.from(rows.flat(), (item) => item + 1),
  ordered,
});
const rowsOf = ({ rowStart, items }: TitleLists): number[][] =>
  Array.from({ length: rowStart.length - 1 }, (_, row) => [
    ...items.subarray(rowStart[row], rowStart[row + 1]),
  ]);
const shop = interactions([[4, 2, 7], [1], [0, 3], []]);

describe("splits of interactions", () => {
  it("leaves out the last title of each reader with two", () => {
    const split = leaveOneOut(shop, seededRandom(1));
    expect([...split.readers]).toEqual([0, 2]);
    expect(rowsOf(split.target)).toEqual([[7], [3]]);
    expect(rowsOf(split.known)).toEqual([[4, 2], [0]]);
    expect(rowsOf(split.train)).toEqual([[4, 2], [1], [0], []]);
    expect([...split.known.strengths]).toEqual([5, 3, 1]);
  });

  it("draws the left out title where the order is unknown", () => {
    const unordered = interactions(
      Array.from({ length: 200 }, () => [0, 1, 2, 3]),
      false,
    );
    const left = rowsOf(leaveOneOut(unordered, seededRandom(1)).target).flat();
    for (const item of [0, 1, 2, 3]) expect(left.filter((i) => i === item).length).toBeGreaterThan(25);
  });

  it("cuts at a day, and leaves out readers who came later", () => {
    const split = temporalSplit(shop, [1, 5, 9, 8, 2, 6], 5);
    expect(rowsOf(split.train)).toEqual([[4, 2], [], [0], []]);
    expect([...split.readers]).toEqual([0, 2]);
    expect(rowsOf(split.target)).toEqual([[7], [3]]);
  });

  it("finds the day that leaves a share of the entries after it, and keeps a day whole", () => {
    expect(temporalCutoff([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.2)).toBe(8);
    expect(temporalCutoff([1, 1, 1, 5, 5, 5, 5, 5, 5, 5], 0.2)).toBe(1);
  });

  it("holds back readers as a whole, the last part of their titles to find", () => {
    const rows = Array.from({ length: 20 }, () => [5, 3, 8, 1, 9]);
    const split = heldOutUsers(interactions(rows), 0.25, 0.4, seededRandom(3));
    expect(split.readers.length).toBe(5);
    for (const row of rowsOf(split.known)) expect(row).toEqual([5, 3, 8]);
    for (const row of rowsOf(split.target)) expect(row).toEqual([1, 9]);
    for (const reader of split.readers) expect(rowsOf(split.train)[reader]).toEqual([]);
    expect(rowsOf(split.train).filter((row) => row.length === 5).length).toBe(15);
  });

  it("says when there is nothing to hold back", () => {
    const single = interactions([[1], [2]]);
    expect(() => leaveOneOut(single, seededRandom(1))).toThrow(/nothing to hold back/);
    expect(() => temporalSplit(single, [1, 2], 5)).toThrow(/nothing to hold back/);
  });

  it("never shows a held back title to the model, and loses none", () => {
    const history = uniqueArray(integer({ min: 0, max: 9 }), { maxLength: 8 });
    assert(
      property(array(history, { minLength: 1, maxLength: 12 }), integer(), (rows, seed) => {
        pre(rows.some((row) => row.length > 1));
        const whole = interactions(rows);
        const splits: InteractionSplit[] = [
          leaveOneOut(whole, seededRandom(seed)),
          randomPerUser(whole, 0.3, seededRandom(seed)),
          heldOutUsers(whole, 0.5, 0.3, seededRandom(seed)),
        ];
        for (const { train, readers, known, target } of splits) {
          const learnt = rowsOf(train);
          readers.forEach((reader, r) => {
            const parts = [...rowsOf(known)[r]!, ...rowsOf(target)[r]!];
            expect(new Set(parts)).toEqual(new Set(rows[reader]));
            expect(parts.length).toBe(rows[reader]!.length);
            for (const item of rowsOf(target)[r]!) expect(learnt[reader]).not.toContain(item);
            expect(rowsOf(target)[r]!.length).toBeGreaterThan(0);
            expect(rowsOf(known)[r]!.length).toBeGreaterThan(0);
          });
        }
      }),
    );
  });
});
