import { transpose, type CsrMatrix } from "../../math/sparse/csr-matrix.ts";
import type { FitContext } from "../model.ts";
import { weightAt } from "./linear-scores.ts";
import { eachTitle } from "./row-steps.ts";

/** Xᵀ D X, its diagonal apart. */
export interface Gram {
  /** Symmetric, without the diagonal; columns ascending. */
  readonly pairs: CsrMatrix;
  /** Shape [titles]. */
  readonly diagonal: Float64Array;
}

/**
 * EASE for each title over its own few predictors: the ridge regression of column j of X on the columns of row j of
 * `candidates`. With all other titles as candidates this is EASE.
 *
 * @param candidates row: title predicted; columns: its predictors
 * @param lambda added to the diagonal
 * @returns row: predictor (title of the history); column: title predicted
 */
export function localEaseWeights(
  { pairs, diagonal }: Gram,
  candidates: CsrMatrix,
  lambda: number,
  context: Pick<FitContext, "progress" | "signal">,
): CsrMatrix {
  const { rowCount, rowStart, columns } = candidates;
  const values = new Float32Array(columns.length);
  let most = 0;
  for (let row = 0; row < rowCount; row++) most = Math.max(most, rowStart[row + 1]! - rowStart[row]!);
  const system = new Float64Array(most * most);
  const right = new Float64Array(most);
  const gather = new Gather(pairs);
  eachTitle(rowCount, "Solving", context, (title) => {
    const first = rowStart[title]!;
    const m = rowStart[title + 1]! - first;
    gather.lowerTriangle(columns.subarray(first, first + m), system);
    for (let x = 0; x < m; x++) {
      const predictor = columns[first + x]!;
      system[x * m + x] = diagonal[predictor]! + lambda;
      right[x] = weightAt(pairs, predictor, title);
    }
    solveInPlace(system, m, right);
    for (let x = 0; x < m; x++) values[first + x] = right[x]!;
  });
  return transpose({ ...candidates, values });
}

/** Picks the entries among a few titles out of a sparse matrix. */
class Gather {
  readonly #pairs: CsrMatrix;
  /** Place of a title among the few, or -1. */
  readonly #place: Int32Array;

  constructor(pairs: CsrMatrix) {
    this.#pairs = pairs;
    this.#place = new Int32Array(pairs.columnCount).fill(-1);
  }

  /** system[x * m + y] = entry (titles[x], titles[y]) for y < x, m = titles.length; titles ascending. */
  lowerTriangle(titles: Int32Array, system: Float64Array): void {
    const { rowStart, columns, values } = this.#pairs;
    const m = titles.length;
    titles.forEach((title, x) => void (this.#place[title] = x));
    for (let x = 0; x < m; x++) {
      const title = titles[x]!;
      system.fill(0, x * m, x * m + x);
      const from = rowStart[title]!;
      const to = rowStart[title + 1]!;
      // A long row is searched, a short one read through.
      if (to - from > 16 * x)
        for (let y = 0; y < x; y++) system[x * m + y] = weightAt(this.#pairs, title, titles[y]!);
      else {
        for (let at = from; at < to && columns[at]! < title; at++) {
          const y = this.#place[columns[at]!]!;
          if (y >= 0) system[x * m + y] = values[at]!;
        }
      }
    }
    for (const title of titles) this.#place[title] = -1;
  }
}

/**
 * The solution of A x = b by Cholesky, in place; four columns at a time, the sums always in the same order.
 *
 * @param a positive definite, shape [m, m] of a longer array; the lower triangle is read and becomes its factor
 * @param b shape [m] of a longer array; becomes x
 */
function solveInPlace(a: Float64Array, m: number, b: Float64Array): void {
  for (let i = 0; i < m; i++) {
    const row = i * m;
    let j = 0;
    for (; j + 4 <= i; j += 4) fourColumns(a, m, row, j);
    for (; j < i; j++) {
      const other = j * m;
      let rest = a[row + j]!;
      for (let k = 0; k < j; k++) rest -= a[row + k]! * a[other + k]!;
      a[row + j] = rest / a[other + j]!;
    }
    let pivot = a[row + i]!;
    let right = b[i]!;
    for (let k = 0; k < i; k++) {
      const factor = a[row + k]!;
      pivot -= factor * factor;
      right -= factor * b[k]!;
    }
    // λ keeps every pivot of Xᵀ D X + λ I at λ or more; where pairs were left out of the Gram matrix, this does.
    const root = Math.sqrt(Math.max(pivot, 1e-3 * a[row + i]!));
    a[row + i] = root;
    b[i] = right / root;
  }
  for (let i = m - 1; i >= 0; i--) {
    const x = b[i]! / a[i * m + i]!;
    b[i] = x;
    for (let k = 0; k < i; k++) b[k]! -= a[i * m + k]! * x;
  }
}

/** Columns j to j + 3 of a row of the factor, all further left being known. */
function fourColumns(a: Float64Array, m: number, row: number, j: number): void {
  const r0 = j * m;
  const r1 = r0 + m;
  const r2 = r1 + m;
  const r3 = r2 + m;
  let s0 = a[row + j]!;
  let s1 = a[row + j + 1]!;
  let s2 = a[row + j + 2]!;
  let s3 = a[row + j + 3]!;
  for (let k = 0; k < j; k++) {
    const value = a[row + k]!;
    s0 -= value * a[r0 + k]!;
    s1 -= value * a[r1 + k]!;
    s2 -= value * a[r2 + k]!;
    s3 -= value * a[r3 + k]!;
  }
  const x0 = s0 / a[r0 + j]!;
  const x1 = (s1 - x0 * a[r1 + j]!) / a[r1 + j + 1]!;
  const x2 = (s2 - x0 * a[r2 + j]! - x1 * a[r2 + j + 1]!) / a[r2 + j + 2]!;
  const x3 = (s3 - x0 * a[r3 + j]! - x1 * a[r3 + j + 1]! - x2 * a[r3 + j + 2]!) / a[r3 + j + 3]!;
  a[row + j] = x0;
  a[row + j + 1] = x1;
  a[row + j + 2] = x2;
  a[row + j + 3] = x3;
}
