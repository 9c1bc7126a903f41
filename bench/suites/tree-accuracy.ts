import { readFileSync } from "node:fs";
import { join } from "node:path";
import { trainBoosting } from "../../src/math/trees/boosting.ts";
import { predictOutputs } from "../../src/math/trees/ensemble-predict.ts";
import { trainForest } from "../../src/math/trees/forest.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "tree-accuracy";
const TINY = 1e-15;

interface AccuracyCase {
  readonly name: string;
  readonly task: "regression" | "binary" | "multiclass";
  readonly classes: number;
  readonly rows: number;
  readonly features: number;
  readonly categorical: readonly number[];
  readonly forest: boolean;
  /** Test rows of each fold. */
  readonly folds: readonly (readonly number[])[];
  /** Test losses of each peer, fold by fold. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

/** Losses on held-out folds, ours beside the peers' on the same folds with the same options. */
export const treeAccuracy: BenchSuite = {
  name: SUITE,
  about:
    "losses of boosted trees and forests on scikit-learn's data, repeated 5-fold, beside LightGBM and scikit-learn",
  needsData: false,
  run: async (context) => {
    context.log("the peers' folds (some minutes)");
    await runPeer(context, "tree_accuracy.py", [context.scratch]);
    const cases = JSON.parse(readFileSync(join(context.scratch, "cases.json"), "utf8")) as AccuracyCase[];
    const rows: BenchRow[] = [];
    for (const one of cases) {
      context.log(one.name);
      const x = floats(join(context.scratch, `${one.name}.x.f64`));
      const y = floats(join(context.scratch, `${one.name}.y.f64`));
      const losses: number[] = [];
      for (const test of one.folds) losses.push(await foldLoss(one, x, y, test));
      for (const [peer, scores] of Object.entries(one.scores)) {
        const better = { name: peer, value: mean(scores) };
        rows.push(benchRow(SUITE, one.name, lossName(one), mean(losses), better));
        const gap = (mean(losses) - mean(scores)) / standardError(scores);
        rows.push(benchRow(SUITE, one.name, `gap to ${peer} in its standard errors`, gap));
      }
    }
    return rows;
  },
};

function lossName({ task, forest }: AccuracyCase): string {
  if (task === "regression") return "RMSE";
  return forest ? "share of errors" : "log-loss";
}

/** Train on all rows but the fold's and judge on the fold's. */
async function foldLoss(
  one: AccuracyCase,
  x: Float64Array,
  y: Float64Array,
  test: readonly number[],
): Promise<number> {
  const held = new Set(test);
  const train = Array.from({ length: one.rows }, (_, row) => row).filter((row) => !held.has(row));
  const table = (rows: readonly number[]): Float64Array => {
    const values = new Float64Array(rows.length * one.features);
    for (const [i, row] of rows.entries()) {
      values.set(x.subarray(row * one.features, (row + 1) * one.features), i * one.features);
    }
    return values;
  };
  const matrix = { rows: train.length, features: one.features, values: table(train) };
  const labels = Float64Array.from(train, (row) => y[row]!);
  const targets = Float64Array.from(test, (row) => y[row]!);
  const outputs = predictOutputs(await fitted(one, matrix, labels), table(test));
  if (one.task === "regression") return rmse(targets, outputs);
  return one.forest ? shareOfErrors(targets, outputs) : logLoss(targets, outputs);
}

async function fitted(
  { task, classes, categorical, forest }: AccuracyCase,
  matrix: { readonly rows: number; readonly features: number; readonly values: Float64Array },
  labels: Float64Array,
): ReturnType<typeof boostedEnsemble> {
  if (!forest) return await boostedEnsemble(task, classes, categorical, matrix, labels);
  const options =
    task === "regression"
      ? ({ task: "regression" } as const)
      : ({ task: "classification", nClasses: classes } as const);
  return (await trainForest({ matrix, labels }, options)).ensemble;
}

async function boostedEnsemble(
  objective: AccuracyCase["task"],
  classes: number,
  categoricalFeature: readonly number[],
  matrix: { readonly rows: number; readonly features: number; readonly values: Float64Array },
  labels: Float64Array,
) {
  const numClass = objective === "multiclass" ? classes : 1;
  const options = { objective, numClass, categoricalFeature };
  return (await trainBoosting({ matrix, labels }, options)).ensemble;
}

/** Column of a class's probability: binary outputs hold only that of class 1. */
function probability(outputs: Float64Array, width: number, row: number, label: number): number {
  if (width > 1) return outputs[row * width + label]!;
  return label === 1 ? outputs[row]! : 1 - outputs[row]!;
}

function logLoss(targets: Float64Array, outputs: Float64Array): number {
  const width = outputs.length / targets.length;
  return -mean(
    Array.from(targets, (label, row) => Math.log(Math.max(TINY, probability(outputs, width, row, label)))),
  );
}

function shareOfErrors(targets: Float64Array, outputs: Float64Array): number {
  const width = outputs.length / targets.length;
  const wrong = Array.from(targets, (label, row) => {
    let best = 0;
    for (let k = 1; k < Math.max(2, width); k++) {
      if (probability(outputs, width, row, k) > probability(outputs, width, row, best)) best = k;
    }
    return best === label ? 0 : 1;
  });
  return mean(wrong);
}

function rmse(targets: Float64Array, outputs: Float64Array): number {
  return Math.sqrt(mean(Array.from(targets, (target, row) => (outputs[row]! - target) ** 2)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the mean, from the spread between folds. */
function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

function floats(path: string): Float64Array {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}
