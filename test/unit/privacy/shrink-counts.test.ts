import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { pairIndex, type PairCounts } from "../../../src/privacy/pair-counts.ts";
import { NO_LIKENESS, shrinkCounts, type CountNoise } from "../../../src/privacy/shrink-counts.ts";

const n = 60;
const noise: CountNoise = { mechanism: "discrete-laplace", noises: [1000], grain: 100 };
const none = NO_LIKENESS;
const ofSeries = (i: number, j: number): number => (Math.floor(i / 5) === Math.floor(j / 5) ? 1 : 0);
const series = { classes: 2, classOf: ofSeries };
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
      if (ofSeries(i, j) === 1) pairs[pairIndex(n, i, j)] = 2500;
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
    const plain = shrinkCounts(released, noise, none);
    const knowing = shrinkCounts(released, noise, series);
    const before = squared(released.pairs, exact.pairs);
    expect(squared(plain.pairs, exact.pairs)).toBeLessThan(0.6 * before);
    expect(squared(knowing.pairs, exact.pairs)).toBeLessThan(0.8 * squared(plain.pairs, exact.pairs));
  });

  it("gives every pair something above 0, and never less for a larger count of the same titles", () => {
    const { pairs } = shrinkCounts(released, noise, none);
    expect(pairs.every((value) => value > 0)).toBe(true);
    const raised = { ...released, items: new Int32Array(n).fill(60_000) };
    const flat = shrinkCounts(raised, noise, none).pairs;
    const order = [...flat.keys()].sort((a, b) => released.pairs[a]! - released.pairs[b]!);
    for (let k = 1; k < order.length; k++) {
      expect(flat[order[k]!]!).toBeGreaterThanOrEqual(flat[order[k - 1]!]! * (1 - 1e-3));
    }
  });

  it("believes more where there is less noise", () => {
    const strongest = exact.pairs.indexOf(8000);
    const clear = shrinkCounts(exact, { mechanism: "discrete-laplace", noises: [10], grain: 100 }, none);
    // Eighty readers, whose number alone varies by nine.
    expect(Math.abs(clear.pairs[strongest]! / 8000 - 1)).toBeLessThan(0.12);
    const oneReader = shrinkCounts(exact, { mechanism: "discrete-laplace", noises: [10], grain: 8000 }, none);
    expect(oneReader.pairs[strongest]!).toBeLessThan(0.8 * clear.pairs[strongest]!);
    const unclear = shrinkCounts(
      exact,
      { mechanism: "discrete-laplace", noises: [20_000], grain: 100 },
      none,
    );
    expect(unclear.pairs[strongest]!).toBeLessThan(0.6 * 8000);
  });

  it("treats the noise of many contributions as the sum it is", () => {
    // Sixteen of scale 250 have the variance of one of 1000, and nearly the shape of a Gaussian.
    const many = shrinkCounts(
      released,
      { mechanism: "discrete-laplace", noises: Array<number>(16).fill(250), grain: 100 },
      none,
    );
    const gaussian = shrinkCounts(
      released,
      { mechanism: "discrete-gaussian", noises: [2_000_000], grain: 100 },
      none,
    );
    const gap = Math.sqrt(squared(many.pairs, gaussian.pairs as unknown as Int32Array));
    const size = Math.sqrt(squared(gaussian.pairs, new Int32Array(gaussian.pairs.length)));
    expect(gap / size).toBeLessThan(0.1);
    // One contribution of Laplace noise and a second with hardly any are as the one.
    const alone = shrinkCounts(released, noise, none).pairs;
    const beside = shrinkCounts(released, { ...noise, noises: [1000, 20] }, none).pairs;
    const difference = Math.sqrt(squared(beside, alone as unknown as Int32Array));
    expect(difference / size).toBeLessThan(0.1);
  });
});
