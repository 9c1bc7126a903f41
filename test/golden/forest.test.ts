import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkTreeEnsemble } from "../../src/math/trees/ensemble.ts";
import { predictOutputs } from "../../src/math/trees/ensemble-predict.ts";
import type { ForestOptions } from "../../src/math/trees/forest-options.ts";
import { trainForest } from "../../src/math/trees/forest.ts";
import { congruential, goldenLabels, goldenRows } from "./boosting-data.ts";

interface ForestFile {
  readonly library: string;
  readonly seed: number;
  readonly trees: number;
  readonly rows: number;
  readonly testRows: number;
  readonly features: number;
  readonly cases: readonly {
    readonly name: string;
    readonly labels: string;
    readonly model: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly score: number;
    readonly oobScore: number | null;
  }[];
}

const golden = JSON.parse(readFileSync(new URL("./forest.json", import.meta.url), "utf8")) as ForestFile;

/** Two forests of 60 trees grown from different random draws differ by this much in R² or accuracy on 3,000 rows. */
const TOLERANCE = 0.012;

describe(`forests are as accurate as the reference implementation (${golden.library})`, () => {
  for (const { name, labels, model, options, score, oobScore } of golden.cases) {
    it(`${name}: test and out-of-bag scores are within ${TOLERANCE} of its own`, async () => {
      const next = congruential(golden.seed);
      const train = goldenRows(golden.rows, golden.features, next, false);
      const test = goldenRows(golden.testRows, golden.features, next, false);
      const classes = labels === "multiclass" ? 3 : 2;
      const trained = await trainForest(
        {
          matrix: train.matrix,
          labels: goldenLabels(labels, train),
          ...(options["weighted"] === true ? { weights: weightsOf(train.matrix.values) } : {}),
        },
        {
          ...camelCase(options),
          task: model.endsWith("Classifier") ? "classification" : "regression",
          nClasses: classes,
          extraTrees: model.startsWith("Extra"),
          nEstimators: golden.trees,
          oobScore: oobScore !== null,
        },
      );
      checkTreeEnsemble(trained.ensemble);
      const outputs = predictOutputs(trained.ensemble, test.matrix.values as Float64Array);
      const y = goldenLabels(labels, test);
      const found = model.endsWith("Classifier") ? accuracy(outputs, y) : rSquared(outputs, y);
      expect(found).toBeGreaterThan(score - TOLERANCE);
      expect(found).toBeLessThan(score + 3 * TOLERANCE);
      if (oobScore !== null) expect(Math.abs(trained.oobScore! - oobScore)).toBeLessThan(2 * TOLERANCE);
    });
  }
});

function weightsOf(values: ArrayLike<number>): number[] {
  return Array.from({ length: golden.rows }, (_, r) => (values[r * golden.features + 5]! > 0.5 ? 3 : 1));
}

function camelCase(options: Readonly<Record<string, unknown>>): Partial<ForestOptions> {
  const ours = Object.entries(options)
    .filter(([key]) => key !== "weighted")
    .map(([key, value]) => [key.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase()), value] as const);
  return Object.fromEntries(ours) as Partial<ForestOptions>;
}

function rSquared(outputs: Float64Array, y: Float64Array): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  let errors = 0;
  let spread = 0;
  for (let r = 0; r < y.length; r++) {
    errors += (y[r]! - outputs[r]!) ** 2;
    spread += (y[r]! - mean) ** 2;
  }
  return 1 - errors / spread;
}

function accuracy(outputs: Float64Array, y: Float64Array): number {
  const classes = outputs.length / y.length;
  let right = 0;
  for (let r = 0; r < y.length; r++) {
    let top = 0;
    for (let k = 1; k < classes; k++) if (outputs[r * classes + k]! > outputs[r * classes + top]!) top = k;
    const found = classes === 1 ? (outputs[r]! > 0.5 ? 1 : 0) : top;
    if (found === y[r]) right++;
  }
  return right / y.length;
}
