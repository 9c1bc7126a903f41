import { readFileSync } from "node:fs";
import { join } from "node:path";
import { trainBoosting } from "../../src/math/trees/boosting.ts";
import type { TreeEnsemble } from "../../src/math/trees/ensemble.ts";
import { predictOutputs } from "../../src/math/trees/ensemble-predict.ts";
import { trainForest } from "../../src/math/trees/forest.ts";
import type { LabelledRows } from "../../src/math/trees/labelled-rows.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import { mean, standardError } from "../statistics.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "tree-accuracy";
const TINY = 1e-15;
/** The peers' default. */
const RATE = 0.1;

interface AccuracyCase {
  readonly name: string;
  readonly task: "regression" | "binary" | "multiclass";
  readonly classes: number;
  readonly rows: number;
  readonly features: number;
  readonly categorical: readonly number[];
  readonly forest: boolean;
  /** Forests whose losses are averaged in each fold. */
  readonly seeds: number;
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
      for (const [peer, scores] of Object.entries(one.scores)) {
        const learningRate = rateLike(one, peer);
        const losses: number[] = [];
        for (const test of one.folds) losses.push(await foldLoss(one, x, y, test, learningRate));
        const name =
          learningRate === RATE ? one.name : `${one.name}, learning rate ${learningRate.toFixed(3)}`;
        rows.push(benchRow(SUITE, name, lossName(one), mean(losses), { name: peer, value: mean(scores) }));
        const gap = (mean(losses) - mean(scores)) / standardError(scores);
        rows.push(benchRow(SUITE, name, `gap to ${peer} in its standard errors`, gap));
      }
    }
    return rows;
  },
};

/**
 * The learning rate with which ours takes a peer's steps. For K classes LightGBM, and so ours, makes hessians greater by
 * K / (K - 1) (Friedman 2001), which HistGradientBoosting does not.
 */
function rateLike({ task, classes, forest }: AccuracyCase, peer: string): number {
  const isShorter = task === "multiclass" && !forest && peer === "HistGradientBoosting";
  return isShorter ? (RATE * classes) / (classes - 1) : RATE;
}

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
  learningRate: number,
): Promise<number> {
  const { rows, features, forest, seeds } = one;
  const held = new Set(test);
  const train = Array.from({ length: rows }, (_, row) => row).filter((row) => !held.has(row));
  const table = (rows: readonly number[]): Float64Array => {
    const values = new Float64Array(rows.length * features);
    for (const [i, row] of rows.entries()) {
      values.set(x.subarray(row * features, (row + 1) * features), i * features);
    }
    return values;
  };
  const data = {
    matrix: { rows: train.length, features, values: table(train) },
    labels: Float64Array.from(train, (row) => y[row]!),
  };
  const targets = Float64Array.from(test, (row) => y[row]!);
  const losses: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const ensemble = forest ? await forestOf(one, data, seed) : await boosted(one, data, learningRate);
    const outputs = predictOutputs(ensemble, table(test));
    if (one.task === "regression") losses.push(rmse(targets, outputs));
    else losses.push(forest ? shareOfErrors(targets, outputs) : logLoss(targets, outputs));
  }
  return mean(losses);
}

async function forestOf(one: AccuracyCase, data: LabelledRows, seed: number): Promise<TreeEnsemble> {
  const { classes, categorical: categoricalFeature } = one;
  const task = one.task === "regression" ? "regression" : "classification";
  const nClasses = Math.max(2, classes);
  return (await trainForest(data, { task, nClasses, categoricalFeature, seed })).ensemble;
}

async function boosted(one: AccuracyCase, data: LabelledRows, learningRate: number): Promise<TreeEnsemble> {
  const { task: objective, classes, categorical: categoricalFeature } = one;
  const numClass = objective === "multiclass" ? classes : 1;
  return (await trainBoosting(data, { objective, numClass, categoricalFeature, learningRate })).ensemble;
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

function floats(path: string): Float64Array {
  const bytes = readFileSync(path);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}
