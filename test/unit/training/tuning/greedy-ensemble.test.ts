import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { greedyEnsemble } from "../../../../src/training/tuning/greedy-ensemble.ts";

const squared =
  (target: readonly number[]) =>
  (blend: Float64Array): number =>
    blend.reduce((sum, value, i) => sum + (value - target[i]!) * (value - target[i]!), 0);

describe("greedyEnsemble", () => {
  it("blends members whose errors cancel", () => {
    const members = [Float64Array.of(2, 0), Float64Array.of(0, 2), Float64Array.of(9, 9)];
    expect(greedyEnsemble(members, squared([1, 1]))).toEqual({ weights: [0.5, 0.5, 0], loss: 0 });
  });

  it("is never worse than its best member, and its weights sum to 1", () => {
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    const row = fc.tuple(value, value, value, value);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), row, (rows, target) => {
        const members = rows.map((cells) => Float64Array.from(cells));
        const { weights, loss } = greedyEnsemble(members, squared(target), 12);
        const alone = Math.min(...members.map(squared(target)));
        expect(loss).toBeLessThanOrEqual(alone);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }),
    );
  });
});
