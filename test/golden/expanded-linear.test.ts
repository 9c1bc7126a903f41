import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { expandedLogistic } from "../../src/models/classification/expanded-linear/index.ts";
import { modelOptions } from "../../src/models/options.ts";
import { expandedRegression } from "../../src/models/regression/expanded-linear/index.ts";
import type { TabularTable } from "../../src/models/tabular.ts";
import golden from "./expanded-linear.json" with { type: "json" };

const { x, alpha, tolerance } = golden;
const table: TabularTable = {
  rows: x.length,
  columns: [0, 1, 2].map((c) => ({
    kind: "numeric",
    name: `x${c}`,
    values: Float64Array.from(x, (row) => row[c]!),
  })),
};
const context = () => ({ random: seededRandom(1) });
const near = (found: Float64Array, wanted: readonly number[], within: number): void =>
  found.forEach((value, i) => expect(Math.abs(value - wanted[i]!)).toBeLessThan(within));

describe(`linear models on expanded terms, beside ${golden.library}`, () => {
  it("are PolynomialFeatures with Ridge", async () => {
    const data = { ...table, target: Float64Array.from(golden.y) };
    const state = await expandedRegression.fit(data, modelOptions(expandedRegression, { alpha }), context());
    near(expandedRegression.predict(state, table).values, golden.values, 1e-8);
  });

  it("are KernelRidge with a Gaussian and a linear kernel where every row is a landmark", async () => {
    const data = { ...table, target: Float64Array.from(golden.y) };
    const options = modelOptions(expandedRegression, { alpha, terms: "radial", landmarks: x.length });
    const state = await expandedRegression.fit(data, options, context());
    near(expandedRegression.predict(state, table).values, golden.radial, 1e-4);
  });

  for (const [classes, target, wanted] of [
    [3, golden.labels, golden.probabilities],
    [2, golden.labels.map((label) => Math.min(1, label)), golden.two],
  ] as const) {
    it(`are PolynomialFeatures with LogisticRegression of ${classes} classes`, async () => {
      const names = Array.from({ length: classes }, (_, k) => `${k}`);
      const data = { ...table, target: Float64Array.from(target), classes: names };
      const state = await expandedLogistic.fit(data, modelOptions(expandedLogistic, { alpha }), context());
      near(expandedLogistic.predict(state, table).probabilities, wanted.flat(), tolerance);
    });
  }
});
