/**
 * The arithmetic of a multilayer perceptron's training in float32. AssemblyScript; `reference.ts` says the same
 * plainly.
 *
 * Matrices are row-major; what is written has rows of `columns` floats, a multiple of 8, and rows in blocks of four.
 * Each sum runs over its index from first to last, so that the bits do not depend on how many rows are computed at once.
 */

/**
 * out = bias + A B, shape [rows, columns]; A[r, k] lies at a + r · aRow + k · aStep bytes, so that A may also be read
 * as its transpose.
 *
 * @param steps length of the sums; rows of B
 * @param bias shape [columns], or 0 for none
 */
export function multiply(
  a: usize,
  aRow: usize,
  aStep: usize,
  rows: usize,
  steps: usize,
  b: usize,
  columns: usize,
  bias: usize,
  out: usize,
): void {
  const bytes = columns << 2;
  const zero = f32x4.splat(0);
  for (let c: usize = 0; c < bytes; c += 32) {
    const start0 = bias ? v128.load(bias + c) : zero;
    const start1 = bias ? v128.load(bias + c, 16) : zero;
    for (let r: usize = 0; r < rows; r += 4) {
      let a0 = a + r * aRow;
      let a1 = a0 + aRow;
      let a2 = a1 + aRow;
      let a3 = a2 + aRow;
      let low0 = start0;
      let low1 = start0;
      let low2 = start0;
      let low3 = start0;
      let high0 = start1;
      let high1 = start1;
      let high2 = start1;
      let high3 = start1;
      let row = b + c;
      for (let k: usize = 0; k < steps; k++) {
        const low = v128.load(row);
        const high = v128.load(row, 16);
        let factor = v128.load32_splat(a0);
        low0 = f32x4.add(low0, f32x4.mul(factor, low));
        high0 = f32x4.add(high0, f32x4.mul(factor, high));
        factor = v128.load32_splat(a1);
        low1 = f32x4.add(low1, f32x4.mul(factor, low));
        high1 = f32x4.add(high1, f32x4.mul(factor, high));
        factor = v128.load32_splat(a2);
        low2 = f32x4.add(low2, f32x4.mul(factor, low));
        high2 = f32x4.add(high2, f32x4.mul(factor, high));
        factor = v128.load32_splat(a3);
        low3 = f32x4.add(low3, f32x4.mul(factor, low));
        high3 = f32x4.add(high3, f32x4.mul(factor, high));
        row += bytes;
        a0 += aStep;
        a1 += aStep;
        a2 += aStep;
        a3 += aStep;
      }
      let to = out + r * bytes + c;
      v128.store(to, low0);
      v128.store(to, high0, 16);
      to += bytes;
      v128.store(to, low1);
      v128.store(to, high1, 16);
      to += bytes;
      v128.store(to, low2);
      v128.store(to, high2, 16);
      to += bytes;
      v128.store(to, low3);
      v128.store(to, high3, 16);
    }
  }
}

/**
 * out = gate(z) · mask, without a mask where it is 0; gate(z) = z/2 (1 + z/√(1 + z²)), a smooth rectifier of the four
 * operations and the root.
 *
 * @param count a multiple of 4
 */
export function gate(z: usize, mask: usize, count: usize, out: usize): void {
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  for (let i: usize = 0; i < count << 2; i += 16) {
    const x = v128.load(z + i);
    const share = f32x4.add(one, f32x4.div(x, f32x4.sqrt(f32x4.add(one, f32x4.mul(x, x)))));
    let value = f32x4.mul(f32x4.mul(half, x), share);
    if (mask) value = f32x4.mul(value, v128.load(mask + i));
    v128.store(out + i, value);
  }
}

/** d = d · gate'(z) · mask, in place; gate'(z) = (1 + z r + z r³)/2 with r = 1/√(1 + z²). */
export function gateBack(d: usize, z: usize, mask: usize, count: usize): void {
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  for (let i: usize = 0; i < count << 2; i += 16) {
    const x = v128.load(z + i);
    const square = f32x4.add(one, f32x4.mul(x, x));
    const share = f32x4.div(x, f32x4.sqrt(square));
    const slope = f32x4.mul(half, f32x4.add(one, f32x4.add(share, f32x4.div(share, square))));
    let value = f32x4.mul(v128.load(d + i), slope);
    if (mask) value = f32x4.mul(value, v128.load(mask + i));
    v128.store(d + i, value);
  }
}

/** Sums over the rows. Shape [columns]. */
export function sumRows(x: usize, rows: usize, columns: usize, out: usize): void {
  const bytes = columns << 2;
  const end = x + rows * bytes;
  for (let c: usize = 0; c < bytes; c += 16) {
    let sum = f32x4.splat(0);
    for (let p = x + c; p < end; p += bytes) sum = f32x4.add(sum, v128.load(p));
    v128.store(out + c, sum);
  }
}

/** out[j, i] = x[i, j]. Shape of out [columns, rows]. */
export function transpose(x: usize, rows: usize, columns: usize, out: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    let to = out + (i << 2);
    for (let j: usize = 0; j < columns; j++) {
      store<f32>(to, load<f32>(x));
      x += 4;
      to += rows << 2;
    }
  }
}

/**
 * A step of Adam with decoupled decay, in place: w = w · keep - rate · (m / correct1) / (√(v / correct2) + epsilon).
 *
 * @param count a multiple of 4
 */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  count: usize,
  rate: f32,
  keep: f32,
  beta1: f32,
  beta2: f32,
  correct1: f32,
  correct2: f32,
  epsilon: f32,
): void {
  const rates = f32x4.splat(rate);
  const keeps = f32x4.splat(keep);
  const old1 = f32x4.splat(beta1);
  const new1 = f32x4.splat(1 - beta1);
  const old2 = f32x4.splat(beta2);
  const new2 = f32x4.splat(1 - beta2);
  const unbias1 = f32x4.splat(correct1);
  const unbias2 = f32x4.splat(correct2);
  const floor = f32x4.splat(epsilon);
  for (let i: usize = 0; i < count << 2; i += 16) {
    const gradient = v128.load(g + i);
    const first = f32x4.add(f32x4.mul(old1, v128.load(m + i)), f32x4.mul(new1, gradient));
    const second = f32x4.add(
      f32x4.mul(old2, v128.load(v + i)),
      f32x4.mul(new2, f32x4.mul(gradient, gradient)),
    );
    v128.store(m + i, first);
    v128.store(v + i, second);
    const scale = f32x4.add(f32x4.sqrt(f32x4.div(second, unbias2)), floor);
    const step = f32x4.div(f32x4.mul(rates, f32x4.div(first, unbias1)), scale);
    v128.store(w + i, f32x4.sub(f32x4.mul(v128.load(w + i), keeps), step));
  }
}
