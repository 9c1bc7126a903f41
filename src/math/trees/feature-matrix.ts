import { treeTrainingError } from "./training-errors.ts";

/** Values of features, NaN where missing. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly features: number;
  /** Shape [rows][features] when `order` is "row" (the default), [features][rows] when it is "column". */
  readonly values: Float32Array | Float64Array;
  readonly order?: "row" | "column";
}

/** Rows of a histogram are counted in 24 bits. */
export const MOST_ROWS = 2 ** 24 - 1;

/** @throws `trees.empty`, `trees.too-many-rows` or `trees.shape` */
export function checkMatrix(matrix: FeatureMatrix): void {
  const { rows, features, values } = matrix;
  if (!(rows >= 1 && features >= 1)) throw treeTrainingError("trees.empty", { rows, features });
  if (rows > MOST_ROWS) throw treeTrainingError("trees.too-many-rows", { rows, most: MOST_ROWS });
  if (values.length !== rows * features) {
    throw treeTrainingError("trees.shape", {
      what: "The feature matrix",
      found: values.length,
      expected: rows * features,
    });
  }
}

/** How far apart a matrix's neighbours in a column, and in a row, are. */
export function matrixSteps(matrix: FeatureMatrix): { readonly row: number; readonly column: number } {
  return matrix.order === "column" ? { row: 1, column: matrix.rows } : { row: matrix.features, column: 1 };
}
