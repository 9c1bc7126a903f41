import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { trainBoosting } from "../../../../src/math/trees/boosting.ts";
import { predictRaw } from "../../../../src/math/trees/ensemble-predict.ts";
import { iterationCount } from "../../../../src/math/trees/ensemble.ts";
import type { LabelledRows } from "../../../../src/math/trees/labelled-rows.ts";

interface Rows extends LabelledRows {
  readonly matrix: { readonly rows: number; readonly features: number; readonly values: Float64Array };
  readonly labels: Float64Array;
}

/** Uniform values in [-2, 2); labels by row. */
function rowsOf(
  seed: number,
  rows: number,
  features: number,
  label: (x: Float64Array, row: number) => number,
): Rows {
  const random = seededRandom(seed, "odd");
  const values = Float64Array.from({ length: rows * features }, () => 4 * random.next() - 2);
  const labels = Float64Array.from({ length: rows }, (_, r) =>
    label(values.subarray(r * features, (r + 1) * features), r),
  );
  return { matrix: { rows, features, values }, labels };
}

/** A wave over the first feature, and a second feature that is constant. */
function waveAndConstant(seed: number): Rows {
  const noise = seededRandom(seed, "noise");
  const rows = rowsOf(seed, 600, 2, ([x]) => Math.sign(x!) + x! * x! + 0.2 * noise.normal());
  for (let r = 0; r < 600; r++) rows.matrix.values[2 * r + 1] = 1;
  return rows;
}

describe("trees whose features are drawn", () => {
  it("go on after an iteration that drew none worth a split, by node too", async () => {
    const { iterations } = await trainBoosting(waveAndConstant(1), {
      featureFractionBynode: 0.5,
      numIterations: 50,
    });
    expect(iterations).toBeGreaterThan(10);
  });

  it("are kept up to the best iteration, not counting those that left no tree", async () => {
    const validation = waveAndConstant(2);
    const options = { featureFraction: 0.5, numIterations: 300, learningRate: 0.3, earlyStoppingRound: 15 };
    const { ensemble, validationLosses } = await trainBoosting(waveAndConstant(1), options, { validation });
    const scores = predictRaw(ensemble, validation.matrix.values);
    const loss = scores.reduce((sum, score, r) => sum + (score - validation.labels[r]!) ** 2 / 600, 0);
    expect(validationLosses.length).toBeLessThan(300);
    expect(iterationCount(ensemble)).toBeLessThan(validationLosses.length - 15);
    expect(loss).toBeCloseTo(Math.min(...validationLosses), 9);
  });
});
