import { treeError } from "./ensemble-errors.ts";
import { treeTrainingError } from "./training-errors.ts";

/** Values of features, NaN where missing. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly features: number;
  /** Shape [rows][features] when `order` is "row" (the default), [features][rows] when it is "column". */
  readonly values: Float32Array | Float64Array;
  readonly order?: "row" | "column";
}

/**
 * A table that comes in parts, so that it never has to be in memory as a whole. Training keeps a byte or two of each
 * cell.
 */
export interface ChunkedMatrix {
  /** Of all chunks together. */
  readonly rows: number;
  readonly features: number;
  /** Type of every chunk's values. */
  readonly type: "float32" | "float64";
  /**
   * All rows in order, in matrices of any number of rows. Called at least twice, and must give the same rows each time.
   * A chunk is read before the next one is asked for: its memory may be used again.
   */
  readonly chunks: () => Iterable<FeatureMatrix> | AsyncIterable<FeatureMatrix>;
}

export type FeatureTable = FeatureMatrix | ChunkedMatrix;

/** Rows of a histogram are counted in 24 bits. */
export const MOST_ROWS = 2 ** 24 - 1;

/** @throws `trees.empty`, `trees.too-many-rows` or `trees.shape` */
export function checkTable(table: FeatureTable): void {
  const { rows, features } = table;
  if (!(rows >= 1 && features >= 1)) throw treeTrainingError("trees.empty", { rows, features });
  if (rows > MOST_ROWS) throw treeTrainingError("trees.too-many-rows", { rows, most: MOST_ROWS });
  if (!("chunks" in table)) expectCount("The feature matrix", table.values.length, rows * features);
}

/** Bytes of a value. */
export function valueBytes(table: FeatureTable): 4 | 8 {
  const isSingle = "chunks" in table ? table.type === "float32" : table.values instanceof Float32Array;
  return isSingle ? 4 : 8;
}

/**
 * The chunks of a table, with the row that each begins at; a matrix is its own one chunk.
 *
 * @throws `trees.shape` or `trees.chunk-type` where they are not what the table says
 */
export async function* chunksOf(
  table: FeatureTable,
): AsyncIterable<{ readonly chunk: FeatureMatrix; readonly firstRow: number }> {
  if (!("chunks" in table)) {
    yield { chunk: table, firstRow: 0 };
    return;
  }
  let firstRow = 0;
  for await (const chunk of table.chunks()) {
    expectCount("A row of a chunk", chunk.features, table.features);
    expectCount("A chunk of rows", chunk.values.length, chunk.rows * chunk.features);
    const found = chunk.values instanceof Float32Array ? "float32" : "float64";
    if (found !== table.type) throw treeTrainingError("trees.chunk-type", { found, expected: table.type });
    const end = firstRow + chunk.rows;
    if (end <= table.rows) yield { chunk, firstRow };
    firstRow = end;
    if (end > table.rows) break;
  }
  expectCount("Each column of the chunks", firstRow, table.rows);
}

function expectCount(what: string, found: number, expected: number): void {
  if (found !== expected) throw treeTrainingError("trees.shape", { what, found, expected });
}

/** How far apart a matrix's neighbours in a column, and in a row, are. */
export function matrixSteps(matrix: FeatureMatrix): { readonly row: number; readonly column: number } {
  return matrix.order === "column" ? { row: 1, column: matrix.rows } : { row: matrix.features, column: 1 };
}

/** Rows of a table of values, 1 or more. @throws `trees.bad-option`, `trees.bad-rows`, `trees.empty` */
export function checkedRowCount(x: Float64Array, featureCount: number): number {
  checkAtLeastOne("featureCount", featureCount);
  if (x.length === 0) throw treeTrainingError("trees.empty", { rows: 0, features: featureCount });
  if (x.length % featureCount !== 0) throw treeError("trees.bad-rows", { found: x.length, featureCount });
  return x.length / featureCount;
}

/** @throws `trees.bad-option` */
export function checkAtLeastOne(option: string, found: number): void {
  if (Number.isInteger(found) && found >= 1) return;
  const expected = "a whole number of 1 or more";
  throw treeTrainingError("trees.bad-option", { option, found: `${found}`, expected });
}
