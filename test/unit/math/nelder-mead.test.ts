import { describe, expect, it } from "vitest";
import { nelderMead } from "../../../src/math/nelder-mead.ts";

const free = (d: number) => ({
  lower: new Float64Array(d).fill(-Infinity),
  upper: new Float64Array(d).fill(Infinity),
});

describe("Nelder–Mead", () => {
  it("finds the bottom of Rosenbrock's valley", () => {
    const valley = (x: Float64Array): number => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
    const found = nelderMead(valley, new Float64Array([-1.2, 1]), {
      steps: new Float64Array([0.5, 0.5]),
      ...free(2),
      maxEvaluations: 2000,
      tolerance: 1e-12,
    });
    expect(found.x[0]).toBeCloseTo(1, 4);
    expect(found.x[1]).toBeCloseTo(1, 4);
    expect(found.evaluations).toBeLessThan(400);
  });

  it("finds the bottom of a bowl in one and in eight dimensions", () => {
    for (const d of [1, 8]) {
      const bowl = (x: Float64Array): number => x.reduce((sum, value, i) => sum + (value - i) ** 2, 0);
      const found = nelderMead(bowl, new Float64Array(d), {
        steps: new Float64Array(d).fill(1),
        ...free(d),
        maxEvaluations: 5000,
        tolerance: 1e-14,
      });
      found.x.forEach((value, i) => expect(value).toBeCloseTo(i, 4));
    }
  });

  it("stays in its box and ends on the wall nearest the minimum", () => {
    const seen: number[] = [];
    const found = nelderMead(
      (x) => {
        seen.push(x[0]!, x[1]!);
        return (x[0]! - 5) ** 2 + (x[1]! - 0.5) ** 2;
      },
      new Float64Array([3, 0.9]),
      {
        steps: new Float64Array([0.5, 0.5]),
        lower: new Float64Array([0, 0]),
        upper: new Float64Array([1, 1]),
        maxEvaluations: 500,
        tolerance: 1e-12,
      },
    );
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
    expect(found.x[0]).toBe(1);
    expect(found.x[1]).toBeCloseTo(0.5, 4);
  });

  it("steps away from a wall that its first step would run into", () => {
    const found = nelderMead((x) => x[0]! ** 2, new Float64Array([1]), {
      steps: new Float64Array([0.25]),
      lower: new Float64Array([-1]),
      upper: new Float64Array([1]),
      maxEvaluations: 200,
      tolerance: 1e-12,
    });
    expect(found.x[0]).toBeCloseTo(0, 4);
  });

  it("ends at its budget, and reports the best point it saw", () => {
    let calls = 0;
    let least = Infinity;
    const found = nelderMead(
      (x) => {
        calls++;
        const value = x[0]! ** 2 + 3 * x[1]! ** 2;
        least = Math.min(least, value);
        return value;
      },
      new Float64Array([9, 9]),
      { steps: new Float64Array([1, 1]), ...free(2), maxEvaluations: 20, tolerance: 0 },
    );
    expect(calls).toBe(found.evaluations);
    expect(calls).toBeLessThanOrEqual(24);
    expect(found.value).toBe(least);
  });

  it("walks out of a region where the objective is infinite", () => {
    const found = nelderMead((x) => (x[0]! > 2 ? Infinity : (x[0]! - 1) ** 2), new Float64Array([1.9]), {
      steps: new Float64Array([0.5]),
      ...free(1),
      maxEvaluations: 200,
      tolerance: 1e-12,
    });
    expect(found.x[0]).toBeCloseTo(1, 4);
  });

  it("leaves the start as it was given", () => {
    const start = new Float64Array([4, 4]);
    nelderMead((x) => x[0]! ** 2 + x[1]! ** 2, start, {
      steps: new Float64Array([1, 1]),
      ...free(2),
      maxEvaluations: 50,
      tolerance: 1e-9,
    });
    expect([...start]).toEqual([4, 4]);
  });
});
