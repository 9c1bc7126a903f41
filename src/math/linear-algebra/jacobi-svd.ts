import { log2, powerOfTwo } from "../../core/elementary.ts";
import { algebraError } from "./errors.ts";
import { dot } from "./orthogonal.ts";

const MOST_SWEEPS = 60;
/** Columns whose cosine is below are orthogonal. */
const ORTHOGONAL = 1e-15;

/** A = U diag(S) V'. */
export interface SmallSvd {
  /** Columns; zeros where the singular value is 0. */
  readonly u: readonly Float64Array[];
  /** Descending. */
  readonly singularValues: Float64Array;
  /** Columns. */
  readonly v: readonly Float64Array[];
}

/**
 * All singular values of a small square matrix, small ones to full relative precision, by one-sided Jacobi rotations
 * (Hestenes 1958; de Rijk's order).
 *
 * @param a shape [n, n], row-major
 * @throws `algebra.not-finite`
 */
export function jacobiSvd(a: Float64Array, n: number): SmallSvd {
  const scale = scaleOf(a, n);
  const work = Array.from({ length: n }, (_, j) =>
    Float64Array.from({ length: n }, (_, i) => a[i * n + j]! / scale),
  );
  const v = Array.from({ length: n }, (_, j) =>
    Float64Array.from({ length: n }, (_, i) => (i === j ? 1 : 0)),
  );
  for (let sweep = 0, isDone = false; !isDone && sweep < MOST_SWEEPS; sweep++) {
    isDone = true;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        if (orthogonalise(work, v, p, q)) isDone = false;
      }
    }
  }
  const lengths = work.map((column) => Math.sqrt(dot(column, column)));
  const order = lengths.map((_, j) => j).sort((i, j) => lengths[j]! - lengths[i]! || i - j);
  return {
    u: order.map((j) => work[j]!.map((value) => (lengths[j] === 0 ? 0 : value / lengths[j]!))),
    singularValues: Float64Array.from(order, (j) => lengths[j]! * scale),
    v: order.map((j) => v[j]!),
  };
}

/** A power of two by which the largest entry is divided where its square might leave float64: no bit is lost. */
function scaleOf(a: Float64Array, n: number): number {
  let largest = 0;
  a.forEach((value, at) => {
    if (!Number.isFinite(value)) {
      const place = { row: Math.floor(at / n), column: at % n };
      throw algebraError("algebra.not-finite", { ...place, found: `${value}` });
    }
    largest = Math.max(largest, Math.abs(value));
  });
  if (largest === 0 || (largest > 1e-100 && largest < 1e100)) return 1;
  return powerOfTwo(Math.max(-1022, Math.min(1022, Math.floor(log2(largest)))));
}

/** Turn columns p and q until they are orthogonal. Returns whether they were not. */
function orthogonalise(work: Float64Array[], v: Float64Array[], p: number, q: number): boolean {
  const a = dot(work[p]!, work[p]!);
  const b = dot(work[q]!, work[q]!);
  const c = dot(work[p]!, work[q]!);
  if (Math.abs(c) <= ORTHOGONAL * Math.sqrt(a * b)) return false;
  const zeta = (b - a) / (2 * c);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  rotate(work[p]!, work[q]!, cosine, cosine * tangent);
  rotate(v[p]!, v[q]!, cosine, cosine * tangent);
  return true;
}

function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const held = x[i]!;
    x[i] = cosine * held - sine * y[i]!;
    y[i] = sine * held + cosine * y[i]!;
  }
}
