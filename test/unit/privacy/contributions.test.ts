import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeContributions, noiseOn, type Contributions } from "../../../src/privacy/contributions.ts";

const titles = ["a", "b", "c"];
const one = (id: string, values: readonly number[], noise = 5000): Contributions => ({
  mechanism: "discrete-laplace",
  influence: 10_000,
  titles,
  parts: [{ id, noise, loss: { mechanism: "discrete-laplace", epsilon: 2 } }],
  counts: {
    itemCount: 3,
    pairs: Int32Array.from(values.slice(0, 3)),
    items: Int32Array.from(values.slice(3, 6)),
  },
});
const code = (error: string): unknown => expect.objectContaining({ code: error });

describe("merging contributions", () => {
  it("adds the counts and keeps each part with its noise", () => {
    const merged = mergeContributions(one("b", [1, 2, 3, 4, 5, 6]), one("a", [10, -20, 30, 0, 0, 1], 700));
    expect([...merged.counts.pairs, ...merged.counts.items]).toEqual([11, -18, 33, 4, 5, 7]);
    expect(merged.parts.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(noiseOn(merged)).toEqual({ mechanism: "discrete-laplace", noises: [700, 5000] });
  });

  it("gives the same in every order and grouping, and again with what is in it already", () => {
    const values = fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 6, maxLength: 6 });
    const case_ = fc.array(values, { minLength: 2, maxLength: 6 }).chain((all) =>
      fc.record({
        all: fc.constant(all),
        order: fc.shuffledSubarray([...all.keys()], { minLength: all.length }),
      }),
    );
    fc.assert(
      fc.property(case_, fc.integer({ min: 1, max: 5 }), ({ all, order }, cut) => {
        const parts = all.map((one_, i) => one(`id-${i}`, one_));
        const forwards = parts.reduce(mergeContributions);
        const shuffled = order.map((at) => parts[at]!);
        const [left, right] = [shuffled.slice(0, cut), shuffled.slice(cut)];
        const grouped =
          right.length === 0
            ? left.reduce(mergeContributions)
            : mergeContributions(right.reduce(mergeContributions), left.reduce(mergeContributions));
        expect(grouped).toEqual(forwards);
        for (const part of parts) expect(mergeContributions(forwards, part)).toEqual(forwards);
        expect(mergeContributions(parts[0]!, forwards)).toEqual(forwards);
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it("refuses two sums that hold some of the same", () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => one(id, [1, 1, 1, 1, 1, 1]));
    const both = (x: Contributions, y: Contributions): Contributions => mergeContributions(x, y);
    expect(() => both(both(a!, b!), both(b!, c!))).toThrow(code("privacy.overlapping-contributions"));
  });

  it("refuses what counts something else", () => {
    const a = one("a", [1, 1, 1, 1, 1, 1]);
    const b = one("b", [1, 1, 1, 1, 1, 1]);
    for (const other of [
      { ...b, titles: ["a", "b", "d"] },
      { ...b, titles: ["a", "b"] },
      { ...b, influence: 9 },
      { ...b, mechanism: "discrete-gaussian" as const },
    ]) {
      expect(() => mergeContributions(a, other)).toThrow(code("privacy.unlike-contributions"));
    }
  });

  it("refuses sums beyond 32 bits instead of wrapping around", () => {
    const large = 2 ** 31 - 1;
    const a = one("a", [large, 0, 0, 0, 0, 0]);
    expect(() => mergeContributions(a, one("b", [1, 0, 0, 0, 0, 0]))).toThrow(
      code("privacy.bad-contribution"),
    );
  });
});
