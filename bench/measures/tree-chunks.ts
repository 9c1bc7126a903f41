import { trainBoosting } from "../../src/math/trees/boosting.ts";
import { predictRaw } from "../../src/math/trees/ensemble-predict.ts";
import type { TreeEnsemble } from "../../src/math/trees/ensemble.ts";
import type { ChunkedMatrix, FeatureTable } from "../../src/math/trees/feature-matrix.ts";
import type { SharedThreads } from "../../src/math/trees/kernel-team.ts";
import { TREE_FEATURES } from "./tree-table.ts";

export type { ChunkedMatrix };

/** Rows of a chunk: 18 MiB of values. */
export const CHUNK_ROWS = 200_000;

/** What one training of 100 trees of 63 leaves took. */
export interface ChunkTimes {
  /** Reading the chunks included. */
  readonly seconds: number;
  readonly rmse: number;
}

/** A table whose values come in parts of whole rows. */
export function chunkedTable(
  rows: number,
  parts: () => Iterable<Float32Array> | AsyncIterable<Float32Array>,
): ChunkedMatrix {
  return {
    rows,
    features: TREE_FEATURES,
    type: "float32",
    async *chunks() {
      for await (const values of parts()) {
        yield { rows: values.length / TREE_FEATURES, features: TREE_FEATURES, values };
      }
    },
  };
}

export async function trainTable(
  matrix: FeatureTable,
  labels: Float64Array,
  threads: SharedThreads | null,
): Promise<{ readonly ensemble: TreeEnsemble; readonly seconds: number }> {
  const start = performance.now();
  const options = { numIterations: 100, numLeaves: 63 };
  const { ensemble } = await trainBoosting({ matrix, labels }, options, threads === null ? {} : { threads });
  return { ensemble, seconds: (performance.now() - start) / 1000 };
}

export function rootMeanSquare(ensemble: TreeEnsemble, values: Float32Array, labels: Float64Array): number {
  const raw = predictRaw(ensemble, Float64Array.from(values));
  return Math.sqrt(raw.reduce((sum, found, r) => sum + (found - labels[r]!) ** 2, 0) / labels.length);
}
