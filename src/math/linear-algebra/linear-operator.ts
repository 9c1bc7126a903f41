import type { CsrMatrix } from "../sparse/csr-matrix.ts";
import { algebraError } from "./errors.ts";

/** Columns of equal length, each its own array: a tall matrix that is worked on column by column. */
export type Columns = readonly Float64Array[];

/** A matrix that is only ever multiplied with. */
export interface LinearOperator {
  readonly rowCount: number;
  readonly columnCount: number;
  /** A X. X has columns of length columnCount, the result as many of length rowCount. */
  multiply(x: Columns): Float64Array[];
  /** A' Y. Y has columns of length rowCount, the result as many of length columnCount. */
  multiplyTransposed(y: Columns): Float64Array[];
}

const zeros = (count: number, length: number): Float64Array[] =>
  Array.from({ length: count }, () => new Float64Array(length));

/**
 * @param a shape [rowCount, columnCount], row-major
 * @throws `algebra.shape`, `algebra.not-finite`
 */
export function denseOperator(a: Float64Array, rowCount: number, columnCount: number): LinearOperator {
  if (a.length !== rowCount * columnCount) {
    throw algebraError("algebra.shape", {
      what: "entries",
      found: a.length,
      expected: rowCount * columnCount,
    });
  }
  const bad = a.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const place = { row: Math.floor(bad / columnCount), column: bad % columnCount };
    throw algebraError("algebra.not-finite", { ...place, found: String(a[bad]) });
  }
  return {
    rowCount,
    columnCount,
    multiply: (x) => {
      const product = zeros(x.length, rowCount);
      for (let row = 0; row < rowCount; row++) {
        const start = row * columnCount;
        x.forEach((column, c) => {
          let sum = 0;
          for (let j = 0; j < columnCount; j++) sum += a[start + j]! * column[j]!;
          product[c]![row] = sum;
        });
      }
      return product;
    },
    multiplyTransposed: (y) => {
      const product = zeros(y.length, columnCount);
      for (let row = 0; row < rowCount; row++) {
        const start = row * columnCount;
        y.forEach((column, c) => {
          const factor = column[row]!;
          const to = product[c]!;
          for (let j = 0; j < columnCount; j++) to[j]! += factor * a[start + j]!;
        });
      }
      return product;
    },
  };
}

export function sparseOperator(matrix: CsrMatrix): LinearOperator {
  const { rowCount, columnCount, rowStart, columns, values } = matrix;
  return {
    rowCount,
    columnCount,
    multiply: (x) =>
      x.map((column) => {
        const product = new Float64Array(rowCount);
        for (let row = 0; row < rowCount; row++) {
          let sum = 0;
          for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++)
            sum += values[at]! * column[columns[at]!]!;
          product[row] = sum;
        }
        return product;
      }),
    multiplyTransposed: (y) =>
      y.map((column) => {
        const product = new Float64Array(columnCount);
        for (let row = 0; row < rowCount; row++) {
          const factor = column[row]!;
          if (factor === 0) continue;
          for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++)
            product[columns[at]!]! += factor * values[at]!;
        }
        return product;
      }),
  };
}
