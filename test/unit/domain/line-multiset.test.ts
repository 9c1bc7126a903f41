import { describe, expect, it } from "vitest";
import { textHigh, textLow } from "../../../src/domain/line-identity.ts";
import { LineMultiset, unionSelections } from "../../../src/domain/line-multiset.ts";

/** A chunk whose lines are named by numbers; equal numbers are identical lines. */
function chunk(...lines: number[]) {
  return { identityLow: Uint32Array.from(lines), identityHigh: Uint32Array.from(lines, (line) => line * 7) };
}

describe("multiset of lines", () => {
  it("counts each identity by both halves", () => {
    const set = new LineMultiset();
    expect([set.increment(1, 2), set.increment(1, 2), set.increment(1, 3), set.increment(2, 2)]).toEqual([
      1, 2, 1, 1,
    ]);
    expect([set.get(1, 2), set.get(1, 3), set.get(3, 1), set.size]).toEqual([2, 1, 0, 3]);
  });

  it("keeps every count while it grows, with colliding low halves", () => {
    const set = new LineMultiset();
    for (let i = 0; i < 5000; i++) for (let k = 0; k <= i % 3; k++) set.increment(i % 64, i);
    expect(set.size).toBe(5000);
    for (let i = 0; i < 5000; i++) if (set.get(i % 64, i) !== (i % 3) + 1) expect.fail(`identity ${i}`);
  });

  it("raises a count only upwards", () => {
    const set = new LineMultiset();
    expect([set.raise(5, 5, 2), set.raise(5, 5, 2), set.raise(5, 5, 1), set.raise(5, 5, 3)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it("selects of identical lines the largest number in any one file", () => {
    const selections = unionSelections([chunk(1, 1, 2), chunk(1, 3, 2, 2), chunk(1, 1, 1, 2)]);
    expect(selections.map((selected) => [...selected!])).toEqual([
      [1, 1, 1],
      [0, 1, 0, 1],
      [0, 0, 1, 0],
    ]);
  });

  it("selects every line of a single file", () => {
    expect(unionSelections([chunk(1, 1)])).toEqual([null]);
    expect(unionSelections([])).toEqual([]);
  });
});

it("hashes 200,000 similar texts without a collision of both lanes, and few of one", () => {
  const both = new Set<string>();
  const low = new Set<number>();
  const high = new Set<number>();
  for (let i = 0; i < 200_000; i++) {
    const text = `97801414${i}`;
    low.add(textLow(text));
    high.add(textHigh(text));
    both.add(`${textLow(text)}/${textHigh(text)}`);
  }
  expect(both.size).toBe(200_000);
  // A random 32-bit hash is expected to collide 4.7 times; 20 or more have a chance below 1e-6.
  expect(low.size).toBeGreaterThan(199_980);
  expect(high.size).toBeGreaterThan(199_980);
});
