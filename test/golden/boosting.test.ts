import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { trainBoosting } from "../../src/math/trees/boosting.ts";
import { boostingOptions, type BoostingOptions } from "../../src/math/trees/boosting-options.ts";
import { predictRaw } from "../../src/math/trees/ensemble-predict.ts";
import { checkTreeEnsemble } from "../../src/math/trees/ensemble.ts";
import { rankingMetric } from "../../src/math/trees/lambdarank.ts";
import type { FeatureMatrix } from "../../src/math/trees/feature-matrix.ts";
import { lossOf } from "../../src/math/trees/losses.ts";
import { congruential, goldenLabels, goldenRows } from "./boosting-data.ts";

interface BoostingFile {
  readonly library: string;
  readonly seed: number;
  readonly iterations: number;
  readonly rows: number;
  readonly testRows: number;
  readonly features: number;
  readonly cases: readonly {
    readonly name: string;
    readonly labels: string;
    readonly options: Readonly<Record<string, unknown>>;
    readonly loss: number;
    /** Binary objectives: the score before the first tree. */
    readonly start?: number;
  }[];
}

const golden = JSON.parse(readFileSync(new URL("./boosting.json", import.meta.url), "utf8")) as BoostingFile;

/**
 * Two trainers that round differently split near-ties differently; on 3,000 test rows their losses then differ by some
 * tenths of a percent. Cases that draw rows or features at random, and rankings, whose loss is a mean over 150 queries,
 * differ more.
 */
const TOLERANCE = 0.01;
const WIDER: Readonly<Record<string, number>> = { sampled: 0.02, lambdarank: 0.1 };

describe(`boosting is as accurate as the reference implementation (${golden.library})`, () => {
  for (const { name, labels, options, loss, start } of golden.cases) {
    it(`${name}: the test loss is within ${WIDER[name] ?? TOLERANCE} of it`, async () => {
      const next = congruential(golden.seed);
      const missing = options["missing"] === true;
      const train = goldenRows(golden.rows, golden.features, next, missing);
      const test = goldenRows(golden.testRows, golden.features, next, missing);
      if (options["crossed"] === true) for (const rows of [train, test]) crossCategories(rows.matrix.values);
      const given = camelCase(options);
      const data = {
        matrix: train.matrix,
        labels: goldenLabels(labels, train),
        ...(options["weighted"] === true ? { weights: weightsOf(train.matrix.values) } : {}),
        ...(given.objective === "lambdarank" ? { groups: groupsOf(golden.rows) } : {}),
      };
      if (start !== undefined) {
        const stump = await trainBoosting(data, { ...given, minDataInLeaf: golden.rows, numIterations: 1 });
        const row = (test.matrix.values as Float64Array).subarray(0, golden.features);
        expect(predictRaw(stump.ensemble, row)[0]).toBeCloseTo(start, 12);
      }
      const { ensemble } = await trainBoosting(data, { ...given, numIterations: golden.iterations });
      checkTreeEnsemble(ensemble);
      const raw = predictRaw(ensemble, test.matrix.values as Float64Array);
      const found = lossOfRaw(given, goldenLabels(labels, test), raw);
      expect(found / loss).toBeGreaterThan(1 - 3 * (WIDER[name] ?? TOLERANCE));
      expect(found / loss).toBeLessThan(1 + (WIDER[name] ?? TOLERANCE));
    });
  }
});

/** Each category in three, by feature 6, which says nothing: 36 of them. */
function crossCategories(values: FeatureMatrix["values"]): void {
  for (let at = 0; at < values.length; at += golden.features) {
    values[at + 7]! += 12 * Math.floor(3 * values[at + 6]!);
  }
}

function weightsOf(values: ArrayLike<number>): number[] {
  return Array.from({ length: golden.rows }, (_, r) => (values[r * golden.features + 5]! > 0.5 ? 3 : 1));
}

function groupsOf(rows: number): number[] {
  return Array.from({ length: rows / 20 }, () => 20);
}

function camelCase(options: Readonly<Record<string, unknown>>): Partial<BoostingOptions> {
  const ours = Object.entries(options)
    .filter(([key]) => !["missing", "weighted", "crossed"].includes(key))
    .map(([key, value]) => [key.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase()), value] as const);
  return Object.fromEntries(ours) as Partial<BoostingOptions>;
}

function lossOfRaw(given: Partial<BoostingOptions>, labels: Float64Array, raw: Float64Array): number {
  const options = boostingOptions(given, golden.features);
  if (options.objective === "lambdarank") return rankingMetric(labels, raw, groupsOf(labels.length), options);
  const classes = raw.length / labels.length;
  const byClass = raw.map((_, i) => raw[(i % labels.length) * classes + Math.floor(i / labels.length)]!);
  return lossOf(options, labels, null).metric(labels, byClass, null);
}
