import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";

export type PackedArrays = Readonly<Record<string, Uint8Array | Int8Array | Int32Array | Float32Array>>;

/** Steps of a weight on either side of 0. */
const STEPS = 127;

/**
 * A sparse matrix in about 2.5 bytes an entry, as arrays whose names start with `name`.
 *
 * Weights are 8-bit on a square-root scale of their row, so that small ones keep their order: w = sign(q) (q / 127)²
 * times the row's largest magnitude. Columns are stored as gaps to the one before, 7 bits a byte, lowest first, the
 * high bit set where another byte follows.
 */
export function packMatrix(name: string, matrix: CsrMatrix): PackedArrays {
  const { rowCount, rowStart, columns, values } = matrix;
  const lengths = new Int32Array(rowCount);
  const scales = new Float32Array(rowCount);
  const weights = new Int8Array(values.length);
  const gaps = new Uint8Array(5 * columns.length);
  let to = 0;
  for (let row = 0; row < rowCount; row++) {
    const end = rowStart[row + 1]!;
    lengths[row] = end - rowStart[row]!;
    let scale = 0;
    for (let at = rowStart[row]!; at < end; at++) scale = Math.max(scale, Math.abs(values[at]!));
    scales[row] = scale;
    let previous = 0;
    for (let at = rowStart[row]!; at < end; at++) {
      const share = scale === 0 ? 0 : values[at]! / scale;
      weights[at] = Math.sign(share) * Math.round(STEPS * Math.sqrt(Math.abs(share)));
      let gap = columns[at]! - previous;
      previous = columns[at]!;
      for (; gap > 0x7f; gap >>>= 7) gaps[to++] = (gap & 0x7f) | 0x80;
      gaps[to++] = gap;
    }
  }
  return {
    [`${name}.lengths`]: lengths,
    [`${name}.scales`]: scales,
    [`${name}.weights`]: weights,
    [`${name}.gaps`]: gaps.slice(0, to),
  };
}

/** The inverse of `packMatrix`, weights to its precision. */
export function unpackMatrix(
  name: string,
  columnCount: number,
  arrays: Readonly<Record<string, never>>,
): CsrMatrix {
  const lengths: Int32Array = arrays[`${name}.lengths`]!;
  const scales: Float32Array = arrays[`${name}.scales`]!;
  const weights: Int8Array = arrays[`${name}.weights`]!;
  const gaps: Uint8Array = arrays[`${name}.gaps`]!;
  const rowStart = new Int32Array(lengths.length + 1);
  const columns = new Int32Array(weights.length);
  const values = new Float32Array(weights.length);
  let from = 0;
  for (let row = 0; row < lengths.length; row++) {
    rowStart[row + 1] = rowStart[row]! + lengths[row]!;
    let column = 0;
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      let byte = gaps[from++]!;
      let gap = byte & 0x7f;
      for (let shift = 7; byte > 0x7f; shift += 7) {
        byte = gaps[from++]!;
        gap |= (byte & 0x7f) << shift;
      }
      column += gap;
      columns[at] = column;
      const share = weights[at]! / STEPS;
      values[at] = Math.sign(share) * share * share * scales[row]!;
    }
  }
  return { rowCount: lengths.length, columnCount, rowStart, columns, values };
}
