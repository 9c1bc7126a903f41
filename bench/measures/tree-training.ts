import { trainBoosting } from "../../src/math/trees/boosting.ts";
import { predictRaw } from "../../src/math/trees/ensemble-predict.ts";
import { trainForest } from "../../src/math/trees/forest.ts";
import type { SharedThreads } from "../../src/math/trees/kernel-team.ts";
import { treeTable, type TreeTable } from "./tree-table.ts";

/** What is trained: LightGBM's and scikit-learn's parameters of the same names. */
export interface TrainingCase {
  readonly what: "boosting" | "forest";
  readonly rows: number;
  readonly testRows: number;
  readonly seed: number;
  readonly trees: number;
  readonly numLeaves: number;
  readonly maxDepth: number;
}

export interface TrainingTimes {
  /** Binning and training. */
  readonly seconds: number;
  /** On rows that training did not see. */
  readonly rmse: number;
  /** Memory of the kernel. */
  readonly mebibytes: number;
}

export interface TrainingData {
  readonly asked: TrainingCase;
  readonly train: TreeTable;
  readonly test: TreeTable;
}

export function trainingData(asked: TrainingCase): TrainingData {
  return { asked, train: treeTable(asked.rows, asked.seed), test: treeTable(asked.testRows, asked.seed + 1) };
}

export async function timeTraining(
  { asked, train, test }: TrainingData,
  threads: SharedThreads | null,
): Promise<TrainingTimes> {
  const { rows, features, values, labels } = train;
  const data = { matrix: { rows, features, values }, labels };
  const context = threads === null ? {} : { threads };
  const start = performance.now();
  const { ensemble, memoryBytes } =
    asked.what === "boosting"
      ? await trainBoosting(data, { numIterations: asked.trees, numLeaves: asked.numLeaves }, context)
      : await trainForest(data, { nEstimators: asked.trees, maxDepth: asked.maxDepth }, context);
  const seconds = (performance.now() - start) / 1000;
  const raw = predictRaw(ensemble, Float64Array.from(test.values));
  const scale = asked.what === "forest" ? asked.trees : 1;
  let squares = 0;
  for (let r = 0; r < test.rows; r++) squares += (raw[r]! / scale - test.labels[r]!) ** 2;
  return { seconds, rmse: Math.sqrt(squares / test.rows), mebibytes: memoryBytes / 2 ** 20 };
}
