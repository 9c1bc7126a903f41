import type { Random } from "../../core/random.ts";
import { algebraError } from "./errors.ts";
import { jacobiSvd } from "./jacobi-svd.ts";
import type { Columns, LinearOperator } from "./linear-operator.ts";
import { orthonormalize } from "./orthogonal.ts";

export interface RandomizedSvdOptions {
  /** Singular values wanted. */
  readonly rank: number;
  /** Columns beyond the rank that sharpen the result; default 10. */
  readonly oversampling?: number;
  /** Passes over the matrix and its transpose that sharpen slowly falling singular values; default 4. */
  readonly powerIterations?: number;
}

/** A is about U diag(S) V'. */
export interface TruncatedSvd {
  /** Shape [rows, rank], row-major. In each column the largest entry by size is positive. */
  readonly u: Float64Array;
  /** Descending, shape [rank]. */
  readonly singularValues: Float64Array;
  /** Shape [columns, rank], row-major. */
  readonly v: Float64Array;
}

/**
 * The largest singular values and their vectors (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1).
 *
 * Where the matrix has a smaller rank, the singular values that are left are 0, or as good as, and their vectors mean
 * nothing.
 *
 * @throws `algebra.bad-option` unless 1 <= rank <= min(rows, columns)
 */
export function randomizedSvd(
  a: LinearOperator,
  { rank, oversampling = 10, powerIterations = 4 }: RandomizedSvdOptions,
  random: Random,
): TruncatedSvd {
  const most = Math.min(a.rowCount, a.columnCount);
  const check = (option: string, found: number, low: number, high: number): void => {
    if (Number.isInteger(found) && found >= low && found <= high) return;
    throw algebraError("algebra.bad-option", {
      option,
      found,
      expected: `a whole number from ${low} to ${high}`,
    });
  };
  check("rank", rank, 1, most);
  check("oversampling", oversampling, 0, 10_000);
  check("powerIterations", powerIterations, 0, 1000);

  const width = Math.min(rank + oversampling, most);
  // Uniform draws serve as well as normal ones, whose logarithm may differ between engines.
  const sample = Array.from({ length: width }, () =>
    Float64Array.from({ length: a.columnCount }, () => 2 * random.next() - 1),
  );
  let range = orthonormalize(a.multiply(sample)).q;
  for (let pass = 0; pass < powerIterations; pass++) {
    range = orthonormalize(a.multiply(orthonormalize(a.multiplyTransposed(range)).q)).q;
  }
  // A ≈ Q Q'A, with (Q'A)' = W R and R = U1 S V1': A ≈ (Q V1) S (W U1)'.
  const { q: rows, r } = orthonormalize(a.multiplyTransposed(range));
  const small = jacobiSvd(r, width);
  const u = combine(range, small.v, rank);
  const v = combine(rows, small.u, rank);
  turnSigns(u, v, rank);
  return { u, singularValues: small.singularValues.slice(0, rank), v };
}

/** The first `rank` columns of columns · weights, row-major. */
function combine(columns: Columns, weights: Columns, rank: number): Float64Array {
  const length = columns[0]!.length;
  const product = new Float64Array(length * rank);
  for (let c = 0; c < rank; c++) {
    columns.forEach((column, k) => {
      const weight = weights[c]![k]!;
      for (let i = 0; i < length; i++) product[i * rank + c]! += weight * column[i]!;
    });
  }
  return product;
}

/** Turn each pair of vectors so that the largest entry by size of the left one, the first of equals, is positive. */
function turnSigns(u: Float64Array, v: Float64Array, rank: number): void {
  for (let c = 0; c < rank; c++) {
    let largest = 0;
    for (let i = c; i < u.length; i += rank) if (Math.abs(u[i]!) > Math.abs(largest)) largest = u[i]!;
    if (largest >= 0) continue;
    for (let i = c; i < u.length; i += rank) u[i] = -u[i]!;
    for (let i = c; i < v.length; i += rank) v[i] = -v[i]!;
  }
}
