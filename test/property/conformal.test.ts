import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { calibrate, conformalQuantile, type ScoreFamily } from "../../src/training/conformal.ts";

function tableOf(
  seed: number,
  rows: number,
  cells: number,
  family: ScoreFamily,
): ReturnType<typeof calibrate> {
  const random = seededRandom(seed, "rows");
  const mean = Float64Array.from({ length: rows * cells }, () => random.next() * 10);
  const actual = mean.map((m) => (family === "demand" ? random.poisson(m) : m + random.normal()));
  const scale = Float64Array.from({ length: rows }, () => 0.5 + random.next() * 4);
  return calibrate({ actual, mean, scale }, cells, family, seed % 2 === 0);
}

describe("conformal quantiles", () => {
  it("never cross, and are never negative for demand", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 600 }),
        fc.constantFrom<ScoreFamily>("demand", "additive"),
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        fc.double({ min: 0.001, max: 0.998, noNaN: true }),
        fc.double({ min: 0.0005, max: 0.3, noNaN: true }),
        (seed, rows, family, mean, scale, level, more) => {
          const table = tableOf(seed, rows, 3, family);
          const higher = Math.min(0.999, level + more);
          for (let cell = 0; cell < 3; cell++) {
            const low = conformalQuantile(table, cell, level, mean, scale);
            const high = conformalQuantile(table, cell, higher, mean, scale);
            expect(Number.isFinite(low)).toBe(true);
            expect(high).toBeGreaterThanOrEqual(low);
            if (family === "demand") expect(low).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 150, seed: 11 },
    );
  });

  it("do not depend on the order of the titles they were calibrated on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const random = seededRandom(seed, "order");
        const n = 800;
        const mean = Float64Array.from({ length: n }, () => random.next() * 10);
        const actual = mean.map((m) => random.poisson(m));
        const scale = Float64Array.from({ length: n }, () => 1 + random.next());
        const forwards = calibrate({ actual, mean, scale }, 1, "demand", true);
        const backwards = calibrate(
          { actual: actual.toReversed(), mean: mean.toReversed(), scale: scale.toReversed() },
          1,
          "demand",
          true,
        );
        expect([...backwards.score]).toEqual([...forwards.score]);
        expect([...backwards.centre]).toEqual([...forwards.centre]);
      }),
      { numRuns: 20, seed: 12 },
    );
  });
});
