import { subtractRow } from "./cholesky.ts";
import { algebraError } from "./errors.ts";

/** Pivots chosen so bound the growth of entries (Bunch and Kaufman 1977). */
const ALPHA = (1 + Math.sqrt(17)) / 8;

/**
 * X with A X = B for a symmetric A that need not be positive definite: P A P' = L D L' with pivots of one or two rows
 * (Bunch and Kaufman 1977).
 *
 * @param a shape [n, n], row-major; only the lower triangle is read
 * @param b shape [n, m], row-major; m is its length divided by n
 * @returns shape [n, m]
 * @throws `algebra.shape`, `algebra.not-finite`, `algebra.singular`
 */
export function solveSymmetric(a: Float64Array, n: number, b: Float64Array): Float64Array {
  if (a.length !== n * n)
    throw algebraError("algebra.shape", { what: "entries", found: a.length, expected: n * n });
  if (b.length % n !== 0) {
    throw algebraError("algebra.shape", { what: "rows on the right", found: b.length, expected: n });
  }
  const work = mirrored(a, n);
  b.forEach((value, at) => {
    if (Number.isFinite(value)) return;
    const place = { row: Math.floor(at / (b.length / n)), column: at % (b.length / n) };
    throw algebraError("algebra.not-finite", { ...place, found: `${value}`, what: "right side" });
  });
  const scale = work.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const order = Array.from({ length: n }, (_, i) => i);
  /** 2 where a pivot of two rows starts, else 1. */
  const steps = new Uint8Array(n).fill(1);
  for (let k = 0; k < n; k += steps[k]!) {
    const { row, step } = choosePivot(work, n, k, scale * n * Number.EPSILON);
    steps[k] = step;
    exchange(work, n, k + step - 1, row, order);
    if (step === 1) eliminateOne(work, n, k);
    else eliminateTwo(work, n, k);
  }
  return substitute(work, n, steps, order, b);
}

function mirrored(a: Float64Array, n: number): Float64Array {
  const work = a.slice();
  for (let row = 0; row < n; row++) {
    for (let column = 0; column <= row; column++) {
      const value = a[row * n + column]!;
      if (!Number.isFinite(value))
        throw algebraError("algebra.not-finite", { row, column, found: String(value) });
      work[column * n + row] = value;
    }
  }
  return work;
}

/** Which row comes to the end of the pivot that starts at k, and of how many rows the pivot is. */
function choosePivot(a: Float64Array, n: number, k: number, least: number): { row: number; step: 1 | 2 } {
  const largestInColumn = (column: number): { row: number; size: number } => {
    let found = { row: column, size: 0 };
    for (let i = k; i < n; i++) {
      const size = Math.abs(a[i * n + column]!);
      if (i !== column && size > found.size) found = { row: i, size };
    }
    return found;
  };
  const own = Math.abs(a[k * n + k]!);
  const { row, size } = largestInColumn(k);
  if (Math.max(own, size) <= least) throw algebraError("algebra.singular", { row: k });
  if (own >= ALPHA * size) return { row: k, step: 1 };
  const other = largestInColumn(row).size;
  if (own * other >= ALPHA * size * size) return { row: k, step: 1 };
  return { row, step: Math.abs(a[row * n + row]!) >= ALPHA * other ? 1 : 2 };
}

/** Exchange rows and columns i and j; what is left of the pivot is L already and moves along. */
function exchange(a: Float64Array, n: number, i: number, j: number, order: number[]): void {
  if (i === j) return;
  for (let c = 0; c < n; c++) swap(a, i * n + c, j * n + c);
  for (let r = 0; r < n; r++) swap(a, r * n + i, r * n + j);
  [order[i], order[j]] = [order[j]!, order[i]!];
}

function swap(a: Float64Array, i: number, j: number): void {
  const held = a[i]!;
  a[i] = a[j]!;
  a[j] = held;
}

/** Subtract what the pivot at k explains from the rest; its column becomes L's. */
function eliminateOne(a: Float64Array, n: number, k: number): void {
  const pivot = a[k * n + k]!;
  for (let i = k + 1; i < n; i++) {
    const factor = a[i * n + k]! / pivot;
    if (factor !== 0) for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
  }
  for (let i = k + 1; i < n; i++) a[i * n + k]! /= pivot;
}

function eliminateTwo(a: Float64Array, n: number, k: number): void {
  const next = k + 1;
  const factors = new Float64Array(2 * n);
  for (let i = k + 2; i < n; i++) {
    const [f, g] = solveTwo(a, n, k, a[i * n + k]!, a[i * n + next]!);
    factors[2 * i] = f;
    factors[2 * i + 1] = g;
    for (let j = k + 2; j < n; j++) a[i * n + j]! -= f * a[k * n + j]! + g * a[next * n + j]!;
  }
  for (let i = k + 2; i < n; i++) {
    a[i * n + k] = factors[2 * i]!;
    a[i * n + next] = factors[2 * i + 1]!;
  }
}

/** (x, y) with the 2 × 2 pivot at k times (x, y) equal to (u, v), scaled by its off-diagonal against overflow. */
function solveTwo(a: Float64Array, n: number, k: number, u: number, v: number): [number, number] {
  const off = a[(k + 1) * n + k]!;
  const first = a[k * n + k]! / off;
  const second = a[(k + 1) * n + k + 1]! / off;
  const determinant = first * second - 1;
  return [(second * (u / off) - v / off) / determinant, (first * (v / off) - u / off) / determinant];
}

function substitute(
  a: Float64Array,
  n: number,
  steps: Uint8Array,
  order: readonly number[],
  b: Float64Array,
): Float64Array {
  const m = b.length / n;
  const x = new Float64Array(n * m);
  order.forEach((from, to) => x.set(b.subarray(from * m, (from + 1) * m), to * m));
  for (let k = 0; k < n; k += steps[k]!) {
    const step = steps[k]!;
    for (let i = k + step; i < n; i++) {
      for (let p = k; p < k + step; p++) subtractRow(x, i, p, a[i * n + p]!, m);
    }
  }
  for (let k = 0; k < n; k += steps[k]!) {
    for (let c = 0; c < m; c++) {
      if (steps[k] === 1) x[k * m + c]! /= a[k * n + k]!;
      else [x[k * m + c], x[(k + 1) * m + c]] = solveTwo(a, n, k, x[k * m + c]!, x[(k + 1) * m + c]!);
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    // Below the first row of a pivot of two, the second has D's entry and none of L's.
    for (let i = k + steps[k]!; i < n; i++) subtractRow(x, k, i, a[i * n + k]!, m);
  }
  const result = new Float64Array(n * m);
  order.forEach((to, from) => result.set(x.subarray(from * m, (from + 1) * m), to * m));
  return result;
}
