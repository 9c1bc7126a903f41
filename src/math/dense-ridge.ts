import { choleskyFactor, choleskySolve } from "./linear-algebra/cholesky.ts";

/** Of the largest diagonal entry: added to each, so that columns that repeat each other can be told apart. */
const JITTER = 1e-10;

/**
 * Minimise (1/2n) Σ_i h_i (y_i - b - x_i w)² + ½ l2 Σw² by the normal equations of centred columns.
 *
 * @param matrix shape [rows, columns], row-major
 * @param target shape [rows]
 * @param rowWeights mean 1, shape [rows]
 */
export function fitDenseRidge(
  matrix: Float64Array,
  columns: number,
  target: Float64Array,
  rowWeights: Float64Array,
  l2: number,
): { readonly intercept: number; readonly coefficients: Float64Array } {
  const rows = target.length;
  const centre = new Float64Array(columns);
  let targetCentre = 0;
  for (let i = 0; i < rows; i++) {
    const weight = rowWeights[i]! / rows;
    targetCentre += weight * target[i]!;
    for (let j = 0; j < columns; j++) centre[j]! += weight * matrix[i * columns + j]!;
  }
  const gram = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const weight = rowWeights[i]! / rows;
    for (let j = 0; j < columns; j++) row[j] = matrix[i * columns + j]! - centre[j]!;
    const y = weight * (target[i]! - targetCentre);
    for (let a = 0; a < columns; a++) {
      const scaled = weight * row[a]!;
      right[a]! += y * row[a]!;
      if (scaled === 0) continue;
      for (let b = 0, at = a * columns; b <= a; b++) gram[at + b]! += scaled * row[b]!;
    }
  }
  let largest = 0;
  for (let j = 0; j < columns; j++) largest = Math.max(largest, gram[j * columns + j]!);
  for (let j = 0; j < columns; j++) gram[j * columns + j]! += l2 + JITTER * (largest + 1);
  const coefficients = columns === 0 ? right : choleskySolve(choleskyFactor(gram, columns), columns, right);
  let intercept = targetCentre;
  for (let j = 0; j < columns; j++) intercept -= coefficients[j]! * centre[j]!;
  return { intercept, coefficients };
}
