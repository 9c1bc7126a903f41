/**
 * Sixteen-component groups in which codes are stored: of a pair (even, odd) the even byte is kept plus 128, the odd
 * one as it is, so that the kernel takes both out of one 16-bit lane with one shift.
 */

/** Components padded so that a row fills whole groups. */
export function paddedDimension(dimension: number): number {
  return Math.ceil(dimension / 16) * 16;
}

/**
 * Byte, from the start of a segment, at which the code of a component lies: those of four rows lie together, a group
 * of each after the other.
 */
export function codeAddress(row: number, component: number, padded: number): number {
  return (row & ~3) * padded + ((component & ~15) << 2) + ((row & 3) << 4) + (component & 15);
}

const CODE_LIMIT = 127;

/**
 * Quantise one vector to signed codes with its own scale, so that component j is about codes[j] · scale.
 *
 * @param values shape [d]
 * @param segment codes of a segment, those of `row` rewritten
 * @returns the scale; 0 for a vector of zeros
 */
export function encodeInt8(values: Float32Array, segment: Uint8Array, row: number): number {
  const scale = codeScale(values);
  const padded = paddedDimension(values.length);
  for (let j = 0; j < padded; j++) {
    const code = scale === 0 || j >= values.length ? 0 : Math.round(values[j]! / scale);
    segment[codeAddress(row, j, padded)] = storedCode(code, j);
  }
  return scale;
}

function codeScale(values: Float32Array): number {
  let largest = 0;
  // Plain loops: each query comes through here.
  for (let j = 0; j < values.length; j++) {
    const size = Math.abs(values[j]!);
    if (size > largest) largest = size;
  }
  const scale = Math.fround(largest / CODE_LIMIT);
  // A vector of the very smallest numbers: its scale is 0 in float32, or codes would leave their range.
  return largest / scale > CODE_LIMIT + 0.4 ? 0 : scale;
}

/** A signed code as its byte, and back: the same exchange both ways. */
export function storedCode(code: number, component: number): number {
  return (component & 1) === 0 ? (code & 255) ^ 128 : code & 255;
}

/** Bytes of a prepared query. */
export function preparedQueryBytes(padded: number): number {
  return 2 * padded + 32;
}

/**
 * Lay a query out for the int8 scan: for every 16 components 8 lanes of qEven, then 8 lanes of qOdd - 256 qEven; at
 * its end 128 times the sum of qEven (int32) and the scale (float32), each four times over.
 *
 * @param weights shape [d]: what each component of a row is multiplied with
 * @param factor multiplies the score
 */
export function writePreparedQuery(
  weights: Float32Array,
  factor: number,
  padded: number,
  memory: { readonly int16: Int16Array; readonly int32: Int32Array; readonly float32: Float32Array },
  address: number,
): void {
  const scale = codeScale(weights);
  const { int16 } = memory;
  let evenSum = 0;
  for (let j = 0; j < padded; j += 2) {
    const even = scale === 0 || j >= weights.length ? 0 : Math.round(weights[j]! / scale);
    const odd = scale === 0 || j + 1 >= weights.length ? 0 : Math.round(weights[j + 1]! / scale);
    const lane = address / 2 + (j & ~15) + ((j & 15) >> 1);
    int16[lane] = even;
    int16[lane + 8] = odd - 256 * even;
    evenSum += even;
  }
  const tail = (address + 2 * padded) / 4;
  memory.int32.fill(128 * evenSum, tail, tail + 4);
  memory.float32.fill(factor * scale, tail + 4, tail + 8);
}
