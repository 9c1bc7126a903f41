import { describe, expect, it } from "vitest";
import { testPredictions } from "../../../../src/training/tabular/test-predictions.ts";

const every = (count: number, step = 1): Int32Array => Int32Array.from({ length: count }, (_, i) => i * step);

describe("testPredictions", () => {
  it("keeps all of a small test part, and names a row's unit by the first row that has it", () => {
    const rows = Int32Array.of(1, 3, 4);
    const outputs = Float64Array.of(0.1, 0.9, 0.2, 0.8, 0.3, 0.7);
    const kept = testPredictions(rows, Float64Array.of(1, 0, 1), outputs, ["a", "b", "a", "b", "c"]);
    expect(kept).toEqual({ rows, target: Float64Array.of(1, 0, 1), outputs, units: Int32Array.of(1, 1, 4) });
    expect(testPredictions(rows, Float64Array.of(1, 0, 1), outputs, null).units).toHaveLength(0);
  });

  it("of a large one keeps 20,000 rows that any other training would choose too", () => {
    const of = (rows: Int32Array) =>
      testPredictions(rows, Float64Array.from(rows), Float64Array.from(rows), null);
    const whole = of(every(60_000));
    expect(whole.rows).toHaveLength(20_000);
    expect(whole.rows).toEqual(whole.rows.toSorted());
    expect(whole.outputs).toEqual(Float64Array.from(whole.rows));
    expect(whole.target).toEqual(whole.outputs);
    // Spread over the table: each tenth has about a tenth of them.
    for (let part = 0; part < 10; part++) {
      const inside = whole.rows.filter((row) => row >= part * 6000 && row < (part + 1) * 6000).length;
      expect(Math.abs(inside - 2000)).toBeLessThan(200);
    }
    // Of two test parts that share rows, nearly all that the smaller one keeps of those are kept by the larger too.
    const half = of(every(50_000));
    const both = new Set(whole.rows);
    expect(half.rows.filter((row) => both.has(row)).length).toBeGreaterThan(16_000);
  });
});
