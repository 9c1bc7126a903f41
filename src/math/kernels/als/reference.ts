/**
 * What `assembly.ts` computes, said plainly and in float64. Tests compare the kernel with this.
 */

/** Rows of numbers, each of the same length. */
type Rows = readonly Float64Array[];

/** Y'Y + regularization I. */
export function gram(y: Rows, factors: number, regularization: number): Float64Array[] {
  return Array.from({ length: factors }, (_, i) =>
    Float64Array.from({ length: factors }, (_, j) =>
      y.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? regularization : 0),
    ),
  );
}

/**
 * A row of X after `steps` steps of conjugate gradients on A x = b, where A = G + Σ (|c_i| - 1) y_i y_i' and
 * b = Σ max(c_i, 0) y_i.
 *
 * @param met the rows of Y that it has met, and their confidences
 */
export function solveRow(
  x: Float64Array,
  met: Rows,
  confidences: readonly number[],
  g: Rows,
  steps: number,
): Float64Array {
  if (met.length === 0) return new Float64Array(x.length);
  const timesA = (v: Float64Array): Float64Array => {
    const product = v.map((_, i) => dot(g[i]!, v));
    met.forEach((y, i) => addScaled(product, (Math.abs(confidences[i]!) - 1) * dot(y, v), y));
    return product;
  };
  const solution = x.slice();
  const residual = timesA(x).map((value) => -value);
  met.forEach((y, i) => addScaled(residual, Math.max(confidences[i]!, 0), y));
  let direction = residual.slice();
  let before = dot(residual, residual);
  for (let step = 0; step < steps && before >= 1e-20; step++) {
    const product = timesA(direction);
    const curvature = dot(direction, product);
    if (!(curvature > 0)) break;
    const alpha = before / curvature;
    addScaled(solution, alpha, direction);
    addScaled(residual, -alpha, product);
    const after = dot(residual, residual);
    direction = direction.map((value, j) => residual[j]! + (after / before) * value);
    before = after;
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * b[j]!, 0);
}

function addScaled(to: Float64Array, factor: number, from: Float64Array): void {
  from.forEach((value, j) => {
    to[j] = to[j]! + factor * value;
  });
}
