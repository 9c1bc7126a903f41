import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { trainBoosting } from "../../../../src/math/trees/boosting.ts";
import type { ChunkedMatrix, FeatureMatrix } from "../../../../src/math/trees/feature-matrix.ts";
import { trainForest } from "../../../../src/math/trees/forest.ts";
import type { LabelledRows } from "../../../../src/math/trees/labelled-rows.ts";

const ROWS = 3000;
const FEATURES = 6;

/** Feature 1 misses a single value, feature 5 is a category. */
function rowsOf(type: "float32" | "float64"): LabelledRows<FeatureMatrix> {
  const random = seededRandom(11);
  const values = new (type === "float32" ? Float32Array : Float64Array)(ROWS * FEATURES);
  const labels = new Float64Array(ROWS);
  for (let r = 0; r < ROWS; r++) {
    for (let f = 0; f < 5; f++) values[r * FEATURES + f] = random.normal();
    values[r * FEATURES + 5] = random.integer(9);
    const x = values.subarray(r * FEATURES);
    labels[r] = x[0]! + x[1]! * x[2]! + (x[5]! % 3) + 0.1 * random.normal();
  }
  values[1001 * FEATURES + 1] = NaN;
  return { matrix: { rows: ROWS, features: FEATURES, values }, labels };
}

/** The same table in chunks of some rows, each in the buffer of the one before, every second one column by column. */
function chunked(matrix: FeatureMatrix, sizes: readonly number[]): ChunkedMatrix & { reads: number } {
  const { values, features, rows } = matrix;
  const table = {
    rows,
    features,
    type: values instanceof Float32Array ? ("float32" as const) : ("float64" as const),
    reads: 0,
    async *chunks(): AsyncGenerator<FeatureMatrix> {
      table.reads++;
      const buffer = values.slice(0, Math.max(...sizes) * features);
      for (let first = 0, k = 0; first < rows; k++) {
        const count = Math.min(sizes[k % sizes.length]!, rows - first);
        const part = buffer.subarray(0, count * features);
        const order = k % 2 === 0 ? "row" : "column";
        for (let r = 0; r < count; r++) {
          for (let f = 0; f < features; f++) {
            part[order === "row" ? r * features + f : f * count + r] = values[(first + r) * features + f]!;
          }
        }
        yield await Promise.resolve({ rows: count, features, values: part, order });
        buffer.fill(-9);
        first += count;
      }
    },
  };
  return table;
}

const OPTIONS = { numIterations: 6, categoricalFeature: [5], minDataPerGroup: 5 };

describe("rows that come in chunks", () => {
  it.each(["float32", "float64"] as const)("give the model that the whole table gives, %s", async (type) => {
    const rows = rowsOf(type);
    for (const binConstructSampleCnt of [200_000, 500]) {
      const options = { ...OPTIONS, binConstructSampleCnt };
      const whole = await trainBoosting(rows, options);
      for (const sizes of [[ROWS], [700], [1, 512, 37]]) {
        const matrix = chunked(rows.matrix, sizes);
        const parts = await trainBoosting({ ...rows, matrix }, options);
        expect(parts.ensemble).toEqual(whole.ensemble);
        expect(matrix.reads).toBe(2);
      }
    }
  });

  it("give the same forest, continued model and validation loss", async () => {
    const rows = rowsOf("float32");
    const parts = { ...rows, matrix: chunked(rows.matrix, [999]) };
    const forest = { nEstimators: 3, maxDepth: 5 };
    expect(await trainForest(parts, forest)).toEqual(await trainForest(rows, forest));
    const { ensemble: initial } = await trainBoosting(rows, OPTIONS);
    expect(await trainBoosting(parts, OPTIONS, { initial, validation: parts })).toEqual(
      await trainBoosting(rows, OPTIONS, { initial, validation: rows }),
    );
  });

  it("are refused where they are not what the table says", async () => {
    const rows = rowsOf("float32");
    const values = new Float32Array(FEATURES);
    const refused: readonly [string, FeatureMatrix[]][] = [
      ["trees.shape", []],
      ["trees.shape", [rows.matrix, { rows: 1, features: FEATURES, values }]],
      ["trees.shape", [{ ...rows.matrix, features: FEATURES - 1 }]],
      ["trees.shape", [{ ...rows.matrix, rows: 7 }]],
      ["trees.chunk-type", [{ ...rows.matrix, values: Float64Array.from(rows.matrix.values) }]],
    ];
    for (const [code, chunks] of refused) {
      const matrix = { rows: ROWS, features: FEATURES, type: "float32", chunks: () => chunks } as const;
      await expect(trainBoosting({ ...rows, matrix }, OPTIONS)).rejects.toMatchObject({ code });
    }
  });

  it("2^31 cells are more than the memory of a kernel holds: said before any is read", async () => {
    const rows = 2 ** 23;
    const matrix: ChunkedMatrix = {
      rows,
      features: 256,
      type: "float32",
      chunks: () => {
        throw new Error("read");
      },
    };
    const training = trainBoosting({ matrix, labels: new Float32Array(rows) }, {});
    await expect(training).rejects.toMatchObject({ code: "trees.no-memory" });
  });
});
