import { describe, expect, it } from "vitest";
import { meansByPosition, seasonProfile } from "../../../src/math/season-profile.ts";

const repeat = (pattern: readonly number[], n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, t) => pattern[t % pattern.length]!);

describe("the season profile", () => {
  it("averages 1 and nears the series' own ratios as it sells more", () => {
    const pattern = [0, 1, 2, 3];
    const small = seasonProfile(repeat(pattern, 12), 4, undefined);
    const large = seasonProfile(repeat(pattern, 4000), 4, undefined);
    for (const profile of [small, large]) {
      expect(profile.reduce((a, b) => a + b, 0) / 4).toBeCloseTo(1, 12);
    }
    expect(large[3]).toBeCloseTo(2, 1);
    expect(small[3]).toBeGreaterThan(1);
    expect(small[3]).toBeLessThan(1.5);
  });

  it("weighs its own ratios c / (c + 20), and c / (c + 200) beside a group, c the effective number of sales", () => {
    // 30 days of 2 copies, 30 of 0: c = 60^2 / 120 = 30.
    const y = repeat([2, 0], 60);
    expect(seasonProfile(y, 2, undefined)[0]).toBeCloseTo(1 + 30 / 50, 12);
    expect(seasonProfile(y, 2, undefined)[1]).toBeCloseTo(1 - 30 / 50, 12);
    expect(seasonProfile(y, 2, new Float64Array([0.5, 1.5]))[0]).toBeCloseTo((30 * 2 + 200 * 0.5) / 230, 12);
  });

  it("draws a thin series towards its group, closed days included", () => {
    const group = new Float64Array([0, 1.5, 1.5]);
    const profile = seasonProfile(new Float64Array([0, 1, 0, 0, 0, 1]), 3, group);
    expect(profile[0]).toBe(0);
    expect(profile[1]).toBeGreaterThan(1.4);
    expect(profile[2]).toBeGreaterThan(1.4);
  });

  it("is the group's, or flat, where the series says nothing", () => {
    const group = new Float64Array([0.5, 1.5]);
    expect(seasonProfile(new Float64Array(8), 2, group)).toEqual(group);
    expect(seasonProfile(new Float64Array(8), 2, undefined)).toEqual(new Float64Array([1, 1]));
    expect(seasonProfile(new Float64Array([5]), 2, group)).toEqual(group);
    expect(seasonProfile(new Float64Array([5, 1]), 1, undefined)).toEqual(new Float64Array([1]));
  });

  it("means each position over the times it occurred", () => {
    expect([...meansByPosition(new Float64Array([1, 10, 3, 20, 5]), 2)]).toEqual([3, 15]);
  });
});
