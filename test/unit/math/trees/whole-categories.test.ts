import { expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { trainBoosting } from "../../../../src/math/trees/boosting.ts";
import { predictRaw } from "../../../../src/math/trees/ensemble-predict.ts";

it("categories are cut to whole numbers alike in training and when predicting", async () => {
  const random = seededRandom(12, "categories");
  const kinds = [-Infinity, -1, -0.999, -0.5, 0, 0.5, 1, 1.9, 2, 3, 2 ** 31, Infinity, NaN];
  const values = Float64Array.from({ length: 600 }, (_, r) => kinds[r % kinds.length]!);
  const labels = values.map((value) => (value > -1 && Math.trunc(value) % 2 === 0 ? 3 : 0) + random.normal());
  const rows = { matrix: { rows: 600, features: 1, values }, labels };
  const options = { categoricalFeature: [0], minDataPerGroup: 1, numIterations: 20, catSmooth: 0 };
  const { ensemble, validationLosses } = await trainBoosting(rows, options, { validation: rows });
  const scores = predictRaw(ensemble, values);
  const loss = scores.reduce((sum, score, r) => sum + (score - labels[r]!) ** 2 / 600, 0);
  expect(loss).toBeCloseTo(validationLosses.at(-1)!, 9);
});
