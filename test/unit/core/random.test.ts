import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";

const draw = (count: number, next: () => number): number[] => Array.from({ length: count }, next);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const m = mean(values);
  return mean(values.map((value) => (value - m) ** 2));
};

describe("seededRandom", () => {
  it("repeats itself for the same seed and label, and differs for others", () => {
    const first = draw(5, seededRandom(7, "a").next);
    expect(draw(5, seededRandom(7, "a").next)).toEqual(first);
    expect(draw(5, seededRandom(8, "a").next)).not.toEqual(first);
    expect(draw(5, seededRandom(7, "b").next)).not.toEqual(first);
  });

  it("keeps the numbers it has always given, so that old runs can be repeated", () => {
    expect(draw(3, seededRandom(42).next)).toMatchInlineSnapshot(`
      [
        0.528453080682084,
        0.834875957807526,
        0.5193234565667808,
      ]
    `);
  });

  it("forks a stream that does not depend on how much the parent has drawn", () => {
    const parent = seededRandom(1);
    const early = parent.fork("x").next();
    draw(100, parent.next);
    expect(parent.fork("x").next()).toBe(early);
  });

  it("draws uniformly from [0, 1) and from [0, bound)", () => {
    const random = seededRandom(3);
    const values = draw(20_000, random.next);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(variance(values)).toBeCloseTo(1 / 12, 2);
    const sides = draw(6_000, () => random.integer(6));
    for (let side = 0; side < 6; side++) {
      const share = sides.filter((value) => value === side).length / sides.length;
      expect(Math.abs(share - 1 / 6)).toBeLessThan(0.02);
    }
  });

  it("draws standard normal values", () => {
    const values = draw(20_000, seededRandom(4).normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.03);
    expect(Math.abs(variance(values) - 1)).toBeLessThan(0.04);
    const withinOne = values.filter((value) => Math.abs(value) < 1).length / values.length;
    expect(Math.abs(withinOne - 0.6827)).toBeLessThan(0.015);
  });

  it.each([0.3, 4, 80])("draws Poisson counts with mean and variance %f", (rate) => {
    const random = seededRandom(5);
    const values = draw(20_000, () => random.poisson(rate));
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(Math.abs(mean(values) / rate - 1)).toBeLessThan(0.03);
    expect(Math.abs(variance(values) / rate - 1)).toBeLessThan(0.06);
  });

  it("gives 0 for a Poisson mean of 0 or less", () => {
    expect([0, -1, NaN].map((rate) => seededRandom(6).poisson(rate))).toEqual([0, 0, 0]);
  });
});
