import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { CsrRows } from "../math/sparse/csr-rows.ts";
import { selectLargest } from "../math/sparse/select-largest.ts";

/** What to divide a matrix by so that blends of two mean the same on any data: Σ |w| over the number of rows. */
export function meanRowSum({ rowCount, values }: CsrMatrix): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum === 0 ? 1 : sum / rowCount;
}

/**
 * (1 - share) · first + share · second, each divided by its mean row sum; the `keep` largest entries of each row, on
 * either side of 0.
 */
export function blendWeights(first: CsrMatrix, second: CsrMatrix, share: number, keep: number): CsrMatrix {
  const parts = [
    { matrix: first, factor: (1 - share) / meanRowSum(first) },
    { matrix: second, factor: share / meanRowSum(second) },
  ];
  const { rowCount, columnCount } = first;
  const blend = new CsrRows(rowCount, columnCount);
  const sums = new Float64Array(columnCount);
  const isIn = new Uint8Array(columnCount);
  const columns = new Int32Array(columnCount);
  const magnitudes = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    let count = 0;
    for (const { matrix, factor } of parts) {
      for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++) {
        const column = matrix.columns[at]!;
        if (isIn[column] === 0) {
          isIn[column] = 1;
          sums[column] = 0;
          columns[count++] = column;
        }
        sums[column]! += factor * matrix.values[at]!;
      }
    }
    for (let n = 0; n < count; n++) {
      isIn[columns[n]!] = 0;
      magnitudes[n] = Math.abs(sums[columns[n]!]!);
    }
    blend.append(columns, selectLargest(magnitudes, columns, count, keep), (column) => sums[column]!);
  }
  return blend.matrix();
}
