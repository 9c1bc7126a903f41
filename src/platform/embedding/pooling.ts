import type { Pooling } from "../../domain/embedding-model.ts";

/** Scale a vector to length 1; the zero vector stays. Written to `out` from `at` on. */
export function writeUnit(
  source: Float32Array | Float64Array,
  from: number,
  dimension: number,
  out: Float32Array,
  at: number,
): void {
  let squares = 0;
  for (let d = 0; d < dimension; d++) squares += source[from + d]! * source[from + d]!;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let d = 0; d < dimension; d++) out[at + d] = source[from + d]! * scale;
}

/**
 * The vector of a text from the last layer's vectors of its tokens, of unit length.
 *
 * @param hidden vectors of the tokens from row `row` on, special ones included, row-major
 * @param tokens how many of them
 */
export function writePooled(
  hidden: Float32Array,
  row: number,
  tokens: number,
  dimension: number,
  pooling: Pooling,
  out: Float32Array,
  at: number,
): void {
  if (pooling === "cls") return writeUnit(hidden, row * dimension, dimension, out, at);
  // The mean's divisor does not change the direction.
  const sum = new Float64Array(dimension);
  for (let t = row; t < row + tokens; t++) {
    for (let d = 0; d < dimension; d++) sum[d]! += hidden[t * dimension + d]!;
  }
  writeUnit(sum, 0, dimension, out, at);
}
