import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { pairIndex, type PairCounts } from "../../../src/privacy/pair-counts.ts";
import { shrinkCounts, type CountNoise } from "../../../src/privacy/shrink-counts.ts";

const n = 60;
const noise: CountNoise = { mechanism: "discrete-laplace", noises: [1000] };
const none = (): number => 0;
const series = (i: number, j: number): number => (Math.floor(i / 5) === Math.floor(j / 5) ? 1 : 0);
const random = seededRandom(9, "shrink");
const laplace = (scale: number): number => {
  const u = random.next() - 0.5;
  return Math.round(-scale * Math.sign(u) * Math.log(1 - 2 * Math.abs(u)));
};

/** Titles of one series go together, a few others do; all else is empty. */
function truth(): PairCounts {
  const pairs = new Int32Array((n * (n - 1)) / 2);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      if (series(i, j) === 1) pairs[pairIndex(n, i, j)] = 2500;
      else if ((7 * i + j) % 97 === 0) pairs[pairIndex(n, i, j)] = 8000;
    }
  }
  return { itemCount: n, pairs, items: new Int32Array(n).fill(60_000) };
}
const noised = (counts: PairCounts): PairCounts => ({
  ...counts,
  pairs: counts.pairs.map((value) => value + laplace(1000)),
  items: counts.items.map((value) => value + laplace(1000)),
});
const squared = (estimate: ArrayLike<number>, of: Int32Array): number =>
  of.reduce((sum, value, at) => sum + (value - estimate[at]!) ** 2, 0) / of.length;

describe("shrinking noised counts", () => {
  const exact = truth();
  const released = noised(exact);

  it("comes nearer to the truth than what was released, and nearer still where it knows what is alike", () => {
    const plain = shrinkCounts(released, noise, none, 1);
    const knowing = shrinkCounts(released, noise, series, 2);
    const before = squared(released.pairs, exact.pairs);
    expect(squared(plain.pairs, exact.pairs)).toBeLessThan(0.6 * before);
    expect(squared(knowing.pairs, exact.pairs)).toBeLessThan(0.8 * squared(plain.pairs, exact.pairs));
  });

  it("gives every pair something above 0, and never less for a larger count of the same titles", () => {
    const { pairs } = shrinkCounts(released, noise, none, 1);
    expect(pairs.every((value) => value > 0)).toBe(true);
    const raised = { ...released, items: new Int32Array(n).fill(60_000) };
    const flat = shrinkCounts(raised, noise, none, 1).pairs;
    const order = [...flat.keys()].sort((a, b) => released.pairs[a]! - released.pairs[b]!);
    for (let k = 1; k < order.length; k++) {
      expect(flat[order[k]!]!).toBeGreaterThanOrEqual(flat[order[k - 1]!]! * (1 - 1e-3));
    }
  });

  it("believes more where there is less noise", () => {
    const strongest = exact.pairs.indexOf(8000);
    const clear = shrinkCounts(exact, { mechanism: "discrete-laplace", noises: [10] }, none, 1);
    expect(clear.pairs[strongest]! / 8000).toBeCloseTo(1, 1);
    const unclear = shrinkCounts(exact, { mechanism: "discrete-laplace", noises: [20_000] }, none, 1);
    expect(unclear.pairs[strongest]!).toBeLessThan(0.6 * 8000);
  });

  it("treats the noise of many contributions as the sum it is", () => {
    // Sixteen of scale 250 have the variance of one of 1000, and nearly the shape of a Gaussian.
    const many = shrinkCounts(
      released,
      { mechanism: "discrete-laplace", noises: Array<number>(16).fill(250) },
      none,
      1,
    );
    const gaussian = shrinkCounts(released, { mechanism: "discrete-gaussian", noises: [2_000_000] }, none, 1);
    const gap = Math.sqrt(squared(many.pairs, gaussian.pairs as unknown as Int32Array));
    const size = Math.sqrt(squared(gaussian.pairs, new Int32Array(gaussian.pairs.length)));
    expect(gap / size).toBeLessThan(0.1);
    // One contribution of Laplace noise and a second with hardly any are as the one.
    const alone = shrinkCounts(released, noise, none, 1).pairs;
    const beside = shrinkCounts(released, { ...noise, noises: [1000, 20] }, none, 1).pairs;
    const difference = Math.sqrt(squared(beside, alone as unknown as Int32Array));
    expect(difference / size).toBeLessThan(0.1);
  });
});
