import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import {
  calibrate,
  conformalQuantile,
  conformalRank,
  SCORE_LEVELS,
} from "../../../src/training/conformal.ts";

describe("conformalRank", () => {
  it("is the (n + 1) rule: outward from the median, within the sample", () => {
    expect(conformalRank(99, 0.9)).toBe(90);
    expect(conformalRank(99, 0.1)).toBe(10);
    expect(conformalRank(10, 0.9)).toBe(10);
    expect(conformalRank(10, 0.95)).toBe(10); // would need the 11th
    expect(conformalRank(10, 0.05)).toBe(1);
    expect(conformalRank(10, 0.15)).toBe(1);
    expect(conformalRank(10, 0.5)).toBe(6);
  });
});

/** Poisson counts of titles with many different means, one cell. */
function poissonSample(
  count: number,
  seed: number,
): { actual: Float64Array; mean: Float64Array; scale: Float64Array } {
  const random = seededRandom(seed, "poisson");
  const mean = Float64Array.from({ length: count }, () => Math.exp(random.normal() * 1.5));
  return { actual: mean.map((m) => random.poisson(m)), mean, scale: new Float64Array(count).fill(1) };
}

function coverageOf(
  sample: ReturnType<typeof poissonSample>,
  table: ReturnType<typeof calibrate>,
  level: number,
): number {
  let below = 0;
  sample.mean.forEach((m, i) => {
    if (sample.actual[i]! <= conformalQuantile(table, 0, level, m, sample.scale[i]!)) below++;
  });
  return below / sample.mean.length;
}

describe("calibrate", () => {
  it("covers new demand as often as the level says, and not much more often than whole copies force", () => {
    const table = calibrate(poissonSample(6000, 1), 1, "demand", false);
    const fresh = poissonSample(6000, 2);
    for (const level of [0.5, 0.75, 0.9, 0.95, 0.99]) {
      expect(coverageOf(fresh, table, level), `${level}`).toBeGreaterThan(level - 0.02);
    }
    const large = { ...fresh, mean: fresh.mean.map((m) => m + 50) };
    const random = seededRandom(5, "large");
    large.actual = large.mean.map((m) => random.poisson(m));
    const many = poissonSample(6000, 3);
    const shifted = many.mean.map((m) => m + 50);
    const draws = seededRandom(4, "shifted");
    const high = calibrate(
      { actual: shifted.map((m) => draws.poisson(m)), mean: shifted, scale: many.scale },
      1,
      "demand",
      false,
    );
    for (const level of [0.1, 0.5, 0.9]) expect(coverageOf(large, high, level)).toBeCloseTo(level, 1);
  });

  it("gives quantiles near those of the true Poisson distribution", () => {
    const table = calibrate(poissonSample(20_000, 1), 1, "demand", true);
    // Poisson(1): P(0) = .37, P(<=1) = .74, P(<=2) = .92, P(<=3) = .98
    expect(conformalQuantile(table, 0, 0.3, 1, 1)).toBe(0);
    expect(conformalQuantile(table, 0, 0.6, 1, 1)).toBe(1);
    expect(conformalQuantile(table, 0, 0.85, 1, 1)).toBe(2);
    expect(conformalQuantile(table, 0, 0.95, 1, 1)).toBe(3);
    // sizes of 6 copies: six times as many
    expect(conformalQuantile(table, 0, 0.85, 6, 6)).toBe(12);
  });

  it("does not promise copies of a title rarer than any it has seen", () => {
    const table = calibrate(poissonSample(3000, 1), 1, "demand", true);
    expect(conformalQuantile(table, 0, 0.9, 0.0003, 1)).toBe(0);
    expect(conformalQuantile(table, 0, 0.9, 0, 1)).toBe(0);
    // one in five sells one
    expect(conformalQuantile(table, 0, 0.75, 0.02, 1)).toBe(0);
    expect(conformalQuantile(table, 0, 0.995, 0.02, 1)).toBe(1);
  });

  it("expects copies of a steady title that sells less than most of the few it was calibrated with", () => {
    const random = seededRandom(6, "steady");
    // Steady sellers whose demands were two to four times as large in better years: r from 0.25 to 1.
    const mean = Float64Array.from({ length: 200 }, () => 25 + 75 * random.next());
    const actual = mean.map((m) => Math.round(m * (0.8 + 0.4 * random.next())));
    const table = calibrate({ actual, mean, scale: new Float64Array(200).fill(100) }, 1, "demand", true);
    for (const m of [27, 35, 50, 90]) {
      const [low, median, high] = [0.1, 0.5, 0.9].map((level) => conformalQuantile(table, 0, level, m, 100));
      expect(low, `${m}`).toBeGreaterThan(0.6 * m);
      expect(low, `${m}`).toBeLessThan(m);
      expect(median! / m, `${m}`).toBeCloseTo(1, 1);
      expect(high, `${m}`).toBeGreaterThan(m);
    }
  });

  it("keeps the sign and skew of additive errors", () => {
    const random = seededRandom(3, "additive");
    const n = 4000;
    const mean = new Float64Array(n);
    const scale = new Float64Array(n).fill(2);
    // exponential errors, shifted: never below -1 times the scale
    const actual = Float64Array.from({ length: n }, () => 2 * (-Math.log(1 - random.next()) - 1));
    const table = calibrate({ actual, mean, scale }, 1, "additive", false);
    expect(conformalQuantile(table, 0, 0.9, -10, 2)).toBeCloseTo(-10 + 2 * (Math.log(10) - 1), 0);
    expect(conformalQuantile(table, 0, 0.1, -10, 2)).toBeCloseTo(-10 + 2 * (-Math.log(0.9) - 1), 1);
    expect(conformalQuantile(table, 0, 0.9, 0, 4)).toBeCloseTo(
      2 * conformalQuantile(table, 0, 0.9, 0, 2),
      10,
    );
  });

  it("borrows from neighbouring cells only while its own are few", () => {
    const many = 2000;
    const sample = (rows: number): Parameters<typeof calibrate>[0] => ({
      // cell 0 errs by 1, cell 1 by 3
      actual: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? 1 : 3)),
      mean: new Float64Array(2 * rows),
      scale: new Float64Array(rows).fill(1),
    });
    const own = calibrate(sample(many), 2, "additive", false);
    expect(conformalQuantile(own, 0, 0.9, 0, 1)).toBe(1);
    expect(conformalQuantile(own, 1, 0.1, 0, 1)).toBe(3);
    const shared = calibrate(sample(20), 2, "additive", false);
    expect(conformalQuantile(shared, 0, 0.9, 0, 1)).toBe(3);
  });

  it("leaves out what was not forecast, and falls back on a wider Poisson without backtests", () => {
    const sample = poissonSample(4000, 1);
    const holes = { ...sample, mean: sample.mean.map((m, i) => (i % 2 === 0 ? NaN : m)) };
    const half = {
      actual: sample.actual.filter((_, i) => i % 2 === 1),
      mean: sample.mean.filter((_, i) => i % 2 === 1),
      scale: sample.scale.slice(0, 2000),
    };
    expect([...calibrate(holes, 1, "demand", false).score]).toEqual([
      ...calibrate(half, 1, "demand", false).score,
    ]);

    const none = { actual: new Float64Array(0), mean: new Float64Array(0), scale: new Float64Array(0) };
    const assumed = calibrate(none, 3, "demand", false);
    expect(conformalQuantile(assumed, 2, 0.5, 9, 1)).toBeCloseTo(9, 2);
    expect(conformalQuantile(assumed, 2, 0.9, 9, 1)).toBeCloseTo((3 + 0.75 * 1.2816) ** 2, 1);
    expect(conformalQuantile(assumed, 2, 0.1, 9, 1)).toBeCloseTo((3 - 0.75 * 1.2816) ** 2, 1);
    expect(conformalQuantile(calibrate(none, 1, "additive", false), 0, 0.975, 5, 2)).toBeCloseTo(
      5 + 2 * 1.96,
      1,
    );
  });

  it("interpolates between the kept levels and holds the outermost beyond them", () => {
    const table = calibrate(poissonSample(4000, 1), 1, "additive", false);
    const at = (level: number): number => conformalQuantile(table, 0, level, 0, 1);
    const between = at(0.875);
    expect(between).toBeCloseTo((at(0.85) + at(0.9)) / 2, 12);
    expect(at(0.9999)).toBe(at(SCORE_LEVELS.at(-1)!));
    expect(at(0.0001)).toBe(at(SCORE_LEVELS[0]!));
  });
});
