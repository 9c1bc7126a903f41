import { describe, expect, it } from "vitest";
import {
  bestSmoothingWeight,
  smoothedLevel,
  smoothingError,
} from "../../../src/math/exponential-smoothing.ts";
import { goldenSection } from "../../../src/math/golden-section.ts";

describe("golden section search", () => {
  it("finds the bottom of a parabola to the tolerance", () => {
    expect(goldenSection((x) => (x - 0.2) ** 2, 0, 1, 1e-7)).toBeCloseTo(0.2, 6);
  });

  it("ends at the wall when the function falls towards it", () => {
    expect(goldenSection((x) => -x, 0, 1, 1e-7)).toBeCloseTo(1, 6);
    expect(goldenSection((x) => x, 0, 1, 1e-7)).toBeCloseTo(0, 6);
  });
});

describe("simple exponential smoothing", () => {
  const x = new Float64Array([4, 8, 0, 1000]);

  it("starts at the first observation and reads no more than asked", () => {
    expect(smoothedLevel(x, 1, 0.5)).toBe(4);
    expect(smoothedLevel(x, 3, 0.5)).toBe(3); // 4 -> 6 -> 3
    expect(smoothedLevel(x, 3, 1)).toBe(0);
  });

  it("sums the squared one-step errors", () => {
    expect(smoothingError(x, 3, 0.5)).toBe(16 + 36); // 8 - 4, 0 - 6
    expect(smoothingError(x, 1, 0.5)).toBe(0);
  });

  it("wants a high weight for a walk and a low one for noise", () => {
    const walk = Float64Array.from({ length: 30 }, (_, t) => t);
    const noise = Float64Array.from({ length: 30 }, (_, t) => (t === 0 ? 0 : t % 2 === 0 ? 1 : -1));
    expect(bestSmoothingWeight(walk, 30, 0.1, 0.3)).toBeCloseTo(0.3, 5);
    expect(bestSmoothingWeight(noise, 30, 0.1, 0.3)).toBeCloseTo(0.1, 5);
  });
});
