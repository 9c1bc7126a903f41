/**
 * What the encoder's kernel computes, said plainly, in float64 where it has float32. Whole numbers are the same; the
 * others agree to float32's rounding.
 */

/** Whole numbers 0..255 with what stands for 0 among them: x is about (values - zero) · scale. */
export interface Quantised {
  readonly values: Uint8Array;
  readonly zero: number;
  readonly scale: number;
}

/** @see ONNX, DynamicQuantizeLinear */
export function quantise(x: Float32Array): Quantised {
  const { fround } = Math;
  const least = x.reduce((low, value) => Math.min(low, value), 0);
  const most = x.reduce((high, value) => Math.max(high, value), 0);
  const scale = most === least ? 1 : fround(fround(most - least) / 255);
  const zero = roundHalfEven(Math.min(255, Math.max(0, fround(-least / scale))));
  const values = Uint8Array.from(x, (value) =>
    Math.min(255, Math.max(0, roundHalfEven(fround(value / scale)) + zero)),
  );
  return { values, zero, scale };
}

function roundHalfEven(x: number): number {
  const whole = Math.round(x);
  return whole - x === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
}

/**
 * (x - zero) · w · scale · scales + bias, shape [rows, columns].
 *
 * @param w shape [inner, columns], row-major
 */
export function multiply(
  { values, zero, scale }: Quantised,
  w: Int8Array,
  scales: Float32Array,
  bias: Float32Array,
): Float32Array {
  const { fround } = Math;
  const columns = scales.length;
  const inner = w.length / columns;
  return Float32Array.from({ length: (values.length / inner) * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += (values[row * inner + k]! - zero) * w[k * columns + column]!;
    return fround(fround(fround(sum) * fround(scale * scales[column]!)) + bias[column]!);
  });
}

/** Layer norm of rows of x + residual. */
export function normalise(
  x: Float32Array,
  residual: Float32Array,
  weight: Float32Array,
  bias: Float32Array,
  epsilon: number,
): Float64Array {
  const width = weight.length;
  const out = Float64Array.from(x, (value, i) => value + residual[i]!);
  for (let row = 0; row < out.length; row += width) {
    let [sum, squares] = [0, 0];
    for (let d = row; d < row + width; d++) {
      sum += out[d]!;
      squares += out[d]! * out[d]!;
    }
    const mean = sum / width;
    const deviation = Math.sqrt(squares / width - mean * mean + epsilon);
    for (let d = 0; d < width; d++)
      out[row + d] = ((out[row + d]! - mean) / deviation) * weight[d]! + bias[d]!;
  }
  return out;
}

/** softmax(q · kᵀ · scale) · v of one head; shapes [rows, width]. `exp` is the host's. */
export function attend(
  q: Float32Array,
  k: Float32Array,
  v: Float32Array,
  width: number,
  scale: number,
  exp: (x: number) => number,
): Float64Array {
  const rows = q.length / width;
  const out = new Float64Array(q.length);
  for (let i = 0; i < rows; i++) {
    const scores = Array.from({ length: rows }, (_, j) => {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += q[i * width + d]! * k[j * width + d]!;
      return sum * scale;
    });
    const most = Math.max(...scores);
    const shares = scores.map((score) => exp(score - most));
    const total = shares.reduce((sum, share) => sum + share, 0);
    shares.forEach((share, j) => {
      for (let d = 0; d < width; d++) out[i * width + d]! += (share / total) * v[j * width + d]!;
    });
  }
  return out;
}
