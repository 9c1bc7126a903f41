import { describe, expect, it } from "vitest";
import { normalCumulative, normalDensity } from "../../../src/math/normal-distribution.ts";

describe("normal distribution", () => {
  it("has the table's values", () => {
    expect(normalCumulative(0)).toBe(0.5);
    expect(normalCumulative(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(normalCumulative(-3)).toBeCloseTo(0.0013498980316300933, 15);
    expect(normalCumulative(9)).toBe(1);
    expect(normalCumulative(-9)).toBe(0);
    expect(normalDensity(1)).toBeCloseTo(0.24197072451914337, 15);
  });
});
