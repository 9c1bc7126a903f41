import { describe, expect, it } from "vitest";
import { nodeRandom } from "../../../src/platform/node/secrets.ts";
import { bernoulliExp, discreteGaussian, discreteLaplace } from "../../../src/privacy/exact-noise.ts";
import { randomIntegers } from "../../../src/privacy/random-integers.ts";

const random = randomIntegers(nodeRandom);
const DRAWS = 200_000;

/**
 * Chi-square of counts against exact probabilities, as a standard normal (Wilson and Hilferty 1931). True samplers
 * exceed 6 once in 10^9 runs (the draws are not seeded, so a run can fail by chance, that seldom).
 */
function excess(
  counts: ReadonlyMap<number, number>,
  pmf: (x: number) => number,
  support: readonly number[],
): number {
  let chi = 0;
  let cells = 0;
  let restSeen = DRAWS;
  let restExpected = DRAWS;
  for (const x of support) {
    const expected = DRAWS * pmf(x);
    if (expected < 20) continue;
    const seen = counts.get(x) ?? 0;
    chi += (seen - expected) ** 2 / expected;
    cells++;
    restSeen -= seen;
    restExpected -= expected;
  }
  if (restExpected >= 20) {
    chi += (restSeen - restExpected) ** 2 / restExpected;
    cells++;
  }
  const freedom = cells - 1;
  const width = 2 / (9 * freedom);
  return (Math.cbrt(chi / freedom) - (1 - width)) / Math.sqrt(width);
}

function histogram(draw: () => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < DRAWS; i++) {
    const x = draw();
    counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  return counts;
}
const from0 = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const around = (reach: number): number[] => Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);

describe("the exact samplers follow their exact probabilities", () => {
  for (const bound of [1, 2, 3, 7, 100]) {
    it(`uniform below ${bound}`, () => {
      const counts = histogram(() => random.below(bound));
      if (bound === 1) expect(counts).toEqual(new Map([[0, DRAWS]]));
      else expect(excess(counts, () => 1 / bound, from0(bound))).toBeLessThan(6);
    });
  }

  it("uniform below bounds past 32 bits: every tenth equally often", () => {
    for (const bound of [2 ** 33 + 12345, 2 ** 53]) {
      const counts = histogram(() => Math.floor((10 * random.below(bound)) / bound));
      expect(excess(counts, () => 0.1, from0(10))).toBeLessThan(6);
    }
  });

  for (const [numerator, denominator] of [
    [0, 5],
    [1, 3],
    [7, 7],
    [13, 5],
  ] as const) {
    it(`true with probability exp(-${numerator}/${denominator})`, () => {
      const counts = histogram(() => (bernoulliExp(random, numerator, denominator) ? 1 : 0));
      const p = Math.exp(-numerator / denominator);
      if (numerator === 0) expect(counts).toEqual(new Map([[1, DRAWS]]));
      else expect(excess(counts, (x) => (x === 1 ? p : 1 - p), [0, 1])).toBeLessThan(6);
    });
  }

  for (const scale of [1, 2, 7, 40]) {
    it(`discrete Laplace of scale ${scale}`, () => {
      const decay = Math.exp(-1 / scale);
      const pmf = (x: number): number => ((1 - decay) / (1 + decay)) * decay ** Math.abs(x);
      expect(
        excess(
          histogram(() => discreteLaplace(random, scale)),
          pmf,
          around(20 * scale),
        ),
      ).toBeLessThan(6);
    });
  }

  for (const variance of [1, 3, 50, 2 ** 12]) {
    it(`discrete Gaussian of variance ${variance}`, () => {
      const weight = (x: number): number => Math.exp((-x * x) / (2 * variance));
      const reach = Math.ceil(12 * Math.sqrt(variance));
      const total = around(reach).reduce((sum, x) => sum + weight(x), 0);
      const pmf = (x: number): number => weight(x) / total;
      expect(
        excess(
          histogram(() => discreteGaussian(random, variance)),
          pmf,
          around(reach),
        ),
      ).toBeLessThan(6);
    });
  }

  it("the test itself tells a wrong scale", () => {
    const decay = Math.exp(-1 / 7.3);
    const pmf = (x: number): number => ((1 - decay) / (1 + decay)) * decay ** Math.abs(x);
    expect(
      excess(
        histogram(() => discreteLaplace(random, 7)),
        pmf,
        around(140),
      ),
    ).toBeGreaterThan(6);
  });

  it("the largest variance has the right spread", () => {
    let squares = 0;
    for (let i = 0; i < 50_000; i++) squares += discreteGaussian(random, 2 ** 20) ** 2;
    // The mean of 50,000 squares lies within 0.6 % of the variance, one standard error; 5 % are eight.
    expect(Math.abs(squares / 50_000 / 2 ** 20 - 1)).toBeLessThan(0.05);
  });

  it("refuses scales past exact arithmetic", () => {
    for (const bad of [0, 1.5, -1, NaN, 2 ** 33]) {
      expect(() => discreteLaplace(random, bad)).toThrow(/whole number/);
      expect(() => discreteGaussian(random, bad)).toThrow(/whole number/);
    }
  });
});
