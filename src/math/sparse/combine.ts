import type { CsrMatrix } from "./csr-matrix.ts";
import { CsrRows } from "./csr-rows.ts";
import { sparseError } from "./errors.ts";
import { selectLargest } from "./select-largest.ts";

/**
 * a · A + b · B; an entry is stored where either has one.
 *
 * @throws `sparse.bad-shape` when the shapes differ
 */
export function weightedSum(matrixA: CsrMatrix, matrixB: CsrMatrix, a = 1, b = 1): CsrMatrix {
  for (const [what, found, expected] of [
    ["The number of rows of the second matrix", matrixB.rowCount, matrixA.rowCount],
    ["The number of columns of the second matrix", matrixB.columnCount, matrixA.columnCount],
  ] as const) {
    if (found !== expected) throw sparseError("sparse.bad-shape", { what, found, expected });
  }
  const rowStart = new Int32Array(matrixA.rowCount + 1);
  const columns = new Int32Array(matrixA.columns.length + matrixB.columns.length);
  const values = new Float32Array(columns.length);
  let to = 0;
  for (let row = 0; row < matrixA.rowCount; row++) {
    let i = matrixA.rowStart[row]!;
    let j = matrixB.rowStart[row]!;
    while (i < matrixA.rowStart[row + 1]! || j < matrixB.rowStart[row + 1]!) {
      const left = i < matrixA.rowStart[row + 1]! ? matrixA.columns[i]! : Infinity;
      const right = j < matrixB.rowStart[row + 1]! ? matrixB.columns[j]! : Infinity;
      columns[to] = Math.min(left, right);
      const ofA = left <= right ? a * matrixA.values[i++]! : 0;
      const ofB = right <= left ? b * matrixB.values[j++]! : 0;
      values[to++] = ofA + ofB;
    }
    rowStart[row + 1] = to;
  }
  return { ...matrixA, rowStart, columns: columns.slice(0, to), values: values.slice(0, to) };
}

/** Only the `topK` largest entries of each row, between equal ones the lower columns. Zeros go. */
export function largestOfRows(matrix: CsrMatrix, topK: number): CsrMatrix {
  const rows = new CsrRows(matrix.rowCount, matrix.columnCount);
  const room = longestRow(matrix);
  const values = new Float64Array(room);
  const columns = new Int32Array(room);
  const valueOf = new Float32Array(matrix.columnCount);
  for (let row = 0; row < matrix.rowCount; row++) {
    let count = 0;
    for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++) {
      if (matrix.values[at] === 0) continue;
      values[count] = matrix.values[at]!;
      columns[count++] = matrix.columns[at]!;
      valueOf[matrix.columns[at]!] = matrix.values[at]!;
    }
    rows.append(columns, selectLargest(values, columns, count, topK), (column) => valueOf[column]!);
  }
  return rows.matrix();
}

/** Each row times a factor of its own. */
export function scaledRows(matrix: CsrMatrix, factorOf: (row: number) => number): CsrMatrix {
  const values = new Float32Array(matrix.values.length);
  for (let row = 0; row < matrix.rowCount; row++) {
    const factor = factorOf(row);
    for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++)
      values[at] = factor * matrix.values[at]!;
  }
  return { ...matrix, values };
}

function longestRow({ rowCount, rowStart }: CsrMatrix): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, rowStart[row + 1]! - rowStart[row]!);
  return longest;
}
