import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { classificationMetrics } from "../../src/evaluation/classification-metrics.ts";
import { regressionMetrics } from "../../src/evaluation/regression-metrics.ts";
import { loadClassificationModel, loadRegressionModel } from "../../src/models/catalog.ts";
import { modelOptions } from "../../src/models/options.ts";
import type { TabularTable } from "../../src/models/tabular.ts";
import golden from "./tabular.json" with { type: "json" };

const table: TabularTable = {
  rows: golden.x.length,
  columns: golden.x[0]!.map((_, c) => ({
    kind: "numeric",
    name: `x${c}`,
    values: Float64Array.from(golden.x, (row) => row[c]!),
  })),
};
const targets = { binary: golden.binary, three: golden.three };
/** Solvers end at other places near the same minimum: theirs by the size of a step, ours by the objective. */
const FIT_TOLERANCE = 1e-4;

const context = () => ({ random: seededRandom(1) });
function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(tolerance));
}

describe("models and metrics of tables beside scikit-learn", () => {
  for (const { alpha, l1Ratio, values } of golden.linear) {
    it(`linear regression, alpha ${alpha}, l1Ratio ${l1Ratio}`, async () => {
      const model = await loadRegressionModel("linear");
      const data = { ...table, target: Float64Array.from(golden.y) };
      const state = await model.fit(data, modelOptions(model, { alpha, l1Ratio }), context());
      expectNear(model.predict(state, table).values, values, FIT_TOLERANCE);
    });
  }

  for (const { target, alpha, l1Ratio, probabilities } of golden.logistic) {
    it(`logistic regression, ${target}, alpha ${alpha}, l1Ratio ${l1Ratio}`, async () => {
      const model = await loadClassificationModel("logistic");
      const classes = target === "binary" ? ["0", "1"] : ["0", "1", "2"];
      const data = { ...table, classes, target: Float64Array.from(targets[target as keyof typeof targets]) };
      const state = await model.fit(data, modelOptions(model, { alpha, l1Ratio }), context());
      expectNear(model.predict(state, table).probabilities, probabilities, FIT_TOLERANCE);
    });
  }

  for (const { target, probabilities, expected } of golden.metrics) {
    it(`classification metrics, ${target}`, () => {
      const classes = target === "binary" ? ["0", "1"] : ["0", "1", "2"];
      const own = targets[target as keyof typeof targets];
      const found = classificationMetrics(own, Float64Array.from(probabilities), classes);
      for (const [name, value] of Object.entries(expected)) {
        expect(Math.abs(found[name]! - value), name).toBeLessThan(golden.tolerance);
      }
    });
  }

  it("regression metrics", () => {
    const found = regressionMetrics(golden.y, golden.regression.f);
    expectNear(Object.values(found), Object.values(golden.regression.expected), golden.tolerance);
  });
});
