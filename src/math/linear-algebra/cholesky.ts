import { algebraError } from "./errors.ts";

/** Columns of a block: as many rows of L stay in the cache while a block is worked on. */
const BLOCK = 32;

/**
 * L with A = L L', for a symmetric positive definite A. Works block by block (left-looking), the sums always in the
 * same order.
 *
 * @param a shape [n, n], row-major; only the lower triangle is read
 * @returns L, shape [n, n], zeros above the diagonal
 * @throws `algebra.shape`, `algebra.not-finite`, `algebra.not-positive-definite`
 */
export function choleskyFactor(a: Float64Array, n: number): Float64Array {
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      // Of too short an array the shape is refused.
      const value = a[row * n + column] ?? 0;
      if (!Number.isFinite(value))
        throw algebraError("algebra.not-finite", { row, column, found: `${value}` });
    }
  }
  const l = a.slice();
  choleskyInPlace(l, n);
  for (let i = 0; i < n; i++) l.fill(0, i * n + i + 1, (i + 1) * n);
  return l;
}

/**
 * Write L over the lower triangle of A, and leave the upper one as it is: for very many small matrices, which come one
 * after the other in the same array. A of 60 rows takes some 30 µs, of 200 rows 1 ms.
 *
 * @param l A, then L; shape [n, n], row-major
 * @throws `algebra.shape`, `algebra.not-positive-definite`, entries not finite among them; what is in the array then means nothing
 */
export function choleskyInPlace(l: Float64Array, n: number): void {
  if (l.length !== n * n)
    throw algebraError("algebra.shape", { what: "entries", found: l.length, expected: n * n });
  const sums = new Float64Array(BLOCK);
  for (let first = 0; first < n; first += BLOCK) {
    const last = Math.min(first + BLOCK, n);
    for (let i = first; i < n; i++) {
      const end = Math.min(i + 1, last);
      multiplyRows(l, n, i, first, end, sums);
      for (let j = first; j < end; j++) {
        let rest = l[i * n + j]! - sums[j - first]!;
        for (let k = first; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
        if (i !== j) l[i * n + j] = rest / l[j * n + j]!;
        else if (rest > 0 && rest < Infinity) l[i * n + i] = Math.sqrt(rest);
        else throw algebraError("algebra.not-positive-definite", { row: i, pivot: rest });
      }
    }
  }
}

/** sums[j - first] = row i · row j over columns 0..first, for rows j from first to end; four rows at a time. */
function multiplyRows(
  l: Float64Array,
  n: number,
  i: number,
  first: number,
  end: number,
  sums: Float64Array,
): void {
  const row = i * n;
  let j = first;
  for (; j + 4 <= end; j += 4) {
    const r0 = j * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < first; k++) {
      const value = l[row + k]!;
      s0 += value * l[r0 + k]!;
      s1 += value * l[r1 + k]!;
      s2 += value * l[r2 + k]!;
      s3 += value * l[r3 + k]!;
    }
    sums[j - first] = s0;
    sums[j - first + 1] = s1;
    sums[j - first + 2] = s2;
    sums[j - first + 3] = s3;
  }
  for (; j < end; j++) {
    let sum = 0;
    for (let k = 0; k < first; k++) sum += l[row + k]! * l[j * n + k]!;
    sums[j - first] = sum;
  }
}

/**
 * X with L L' X = B.
 *
 * @param l what `choleskyFactor` gave, shape [n, n]
 * @param b shape [n, m], row-major; m is its length divided by n
 * @returns shape [n, m]
 * @throws `algebra.shape`
 */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array): Float64Array {
  if (b.length % n !== 0) {
    throw algebraError("algebra.shape", { what: "rows on the right", found: b.length, expected: n });
  }
  const m = b.length / n;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(x, i, k, l[i * n + k]!, m);
    divideRow(x, i, l[i * n + i]!, m);
  }
  for (let i = n - 1; i >= 0; i--) {
    divideRow(x, i, l[i * n + i]!, m);
    for (let k = 0; k < i; k++) subtractRow(x, k, i, l[i * n + k]!, m);
  }
  return x;
}

/**
 * Write the inverse of A = L L' over L, both triangles: first the inverse of L, then its product with itself.
 *
 * @param l what `choleskyInPlace` gave, shape [n, n]; the upper triangle is not read
 */
export function choleskyInverseInPlace(l: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const pivot = 1 / l[i * n + i]!;
    // Row i of the inverse from those above it: row by row, so that the inner loop runs along rows.
    const own = l.slice(i * n, i * n + i);
    l.fill(0, i * n, i * n + i);
    for (let k = 0; k < i; k++) {
      const factor = -own[k]! * pivot;
      for (let j = 0; j <= k; j++) l[i * n + j]! += factor * l[k * n + j]!;
    }
    l[i * n + i] = pivot;
  }
  // M'M, M the inverse of L: row i of the result needs rows i, i + 1, … of M only, so it can take M's place.
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const own = l[row + i]!;
    for (let j = 0; j <= i; j++) l[row + j]! *= own;
    for (let k = i + 1; k < n; k++) {
      const factor = l[k * n + i]!;
      for (let j = 0; j <= i; j++) l[row + j]! += factor * l[k * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) l[j * n + i] = l[i * n + j]!;
}

/** Row `to` -= factor · row `from`, of m columns. */
export function subtractRow(x: Float64Array, to: number, from: number, factor: number, m: number): void {
  for (let c = 0; c < m; c++) x[to * m + c]! -= factor * x[from * m + c]!;
}

function divideRow(x: Float64Array, row: number, divisor: number, m: number): void {
  for (let c = 0; c < m; c++) x[row * m + c]! /= divisor;
}
