/**
 * Vectors as signed codes of one byte, each vector with its own scale: component j is about codes[j] · scale. A quarter
 * of the room of float32; of unit vectors the inner product with a float vector is off by some 0.0005.
 */
export interface CodeRows {
  readonly dimension: number;
  /** Shape [rows, dimension], row-major. */
  readonly codes: Int8Array;
  /** 0 for a row of zeros, which stands for no vector at all. Shape [rows]. */
  readonly scales: Float32Array;
}

const CODE_LIMIT = 127;

/** @param vectors shape [rows, dimension], finite */
export function encodeRows(vectors: Float32Array, dimension: number): CodeRows {
  const scales = new Float32Array(vectors.length / dimension);
  const codes = new Int8Array(vectors.length);
  for (let row = 0, at = 0; row < scales.length; row++, at += dimension) {
    let largest = 0;
    for (let j = at; j < at + dimension; j++) largest = Math.max(largest, Math.abs(vectors[j]!));
    const scale = Math.fround(largest / CODE_LIMIT);
    // A vector of the very smallest numbers is none: its scale is 0, or its codes leave their range.
    if (!(largest / scale < CODE_LIMIT + 0.4)) continue;
    scales[row] = scale;
    for (let j = at; j < at + dimension; j++) codes[j] = Math.round(vectors[j]! / scale);
  }
  return { dimension, codes, scales };
}

/** Rows without any vector. */
export function emptyRows(rows: number, dimension: number): CodeRows {
  return { dimension, codes: new Int8Array(rows * dimension), scales: new Float32Array(rows) };
}

/** Inner product of a row with a vector. */
export function rowProduct(
  { dimension, codes, scales }: CodeRows,
  row: number,
  vector: Float32Array,
): number {
  let sum = 0;
  for (let j = 0, at = row * dimension; j < dimension; j++, at++) sum += codes[at]! * vector[j]!;
  return sum * scales[row]!;
}

/**
 * These rows, in this order.
 *
 * @param order rows, -1 for one without a vector
 */
export function takeRows({ dimension, codes, scales }: CodeRows, order: ArrayLike<number>): CodeRows {
  const taken = emptyRows(order.length, dimension);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (row < 0) continue;
    taken.codes.set(codes.subarray(row * dimension, (row + 1) * dimension), i * dimension);
    taken.scales[i] = scales[row]!;
  }
  return taken;
}

/** The rows of both, those of `second` behind. */
export function joinRows(first: CodeRows, second: CodeRows): CodeRows {
  const joined = emptyRows(first.scales.length + second.scales.length, first.dimension);
  joined.codes.set(first.codes);
  joined.codes.set(second.codes, first.codes.length);
  joined.scales.set(first.scales);
  joined.scales.set(second.scales, first.scales.length);
  return joined;
}
