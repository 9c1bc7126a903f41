/**
 * Half an iteration of implicit alternating least squares by conjugate gradients (Takács, Pilászy and Tikk 2011), as
 * implicit does it. AssemblyScript; `reference.ts` says the same plainly.
 *
 * For each row u of X, with y_i the rows of Y that u has met with confidence c_i, minimise
 *
 *     x' (Y'Y + regularization I) x + Σ (c_i - 1)(y_i'x)² - 2 Σ c_i y_i'x
 *
 * Rows are float32, padded with zeros to a multiple of 16 factors; `bytes` is a row's length. Rows of Y that one row
 * of X needs are taken four at a time, so that p and A p pass through the registers once for four of them.
 */

/** G = Y'Y + regularization I, shape [k, k]. Rows in tiles that stay in the cache; the upper half, then mirrored. */
export function gram(y: usize, rowCount: u32, bytes: usize, regularization: f32, g: usize): void {
  const k = <u32>(bytes >> 2);
  memory.fill(g, 0, bytes * <usize>k);
  const tile: u32 = 128;
  for (let start: u32 = 0; start < rowCount; start += tile) {
    const end = min(start + tile, rowCount);
    for (let bi: u32 = 0; bi < k; bi += 4) {
      for (let bj = bi & ~7; bj < k; bj += 8) gramBlock(y, start, end, bytes, bi, bj, g);
    }
  }
  for (let i: u32 = 0; i < k; i++) {
    const diagonal = g + <usize>(i * k + i) * 4;
    store<f32>(diagonal, load<f32>(diagonal) + regularization);
    for (let j = i + 1; j < k; j++) {
      store<f32>(g + <usize>(j * k + i) * 4, load<f32>(g + <usize>(i * k + j) * 4));
    }
  }
}

/** Add to G what rows start..end give for factors bi..bi+3 by bj..bj+7. */
function gramBlock(y: usize, start: u32, end: u32, bytes: usize, bi: u32, bj: u32, g: usize): void {
  const g0 = g + <usize>bi * bytes + <usize>bj * 4;
  const g1 = g0 + bytes;
  const g2 = g1 + bytes;
  const g3 = g2 + bytes;
  let a0 = v128.load(g0);
  let b0 = v128.load(g0, 16);
  let a1 = v128.load(g1);
  let b1 = v128.load(g1, 16);
  let a2 = v128.load(g2);
  let b2 = v128.load(g2, 16);
  let a3 = v128.load(g3);
  let b3 = v128.load(g3, 16);
  const last = y + <usize>end * bytes;
  for (let row = y + <usize>start * bytes; row < last; row += bytes) {
    const left = row + <usize>bi * 4;
    const right = row + <usize>bj * 4;
    const low = v128.load(right);
    const high = v128.load(right, 16);
    let factor = v128.load32_splat(left);
    a0 = f32x4.add(a0, f32x4.mul(factor, low));
    b0 = f32x4.add(b0, f32x4.mul(factor, high));
    factor = v128.load32_splat(left, 4);
    a1 = f32x4.add(a1, f32x4.mul(factor, low));
    b1 = f32x4.add(b1, f32x4.mul(factor, high));
    factor = v128.load32_splat(left, 8);
    a2 = f32x4.add(a2, f32x4.mul(factor, low));
    b2 = f32x4.add(b2, f32x4.mul(factor, high));
    factor = v128.load32_splat(left, 12);
    a3 = f32x4.add(a3, f32x4.mul(factor, low));
    b3 = f32x4.add(b3, f32x4.mul(factor, high));
  }
  v128.store(g0, a0);
  v128.store(g0, b0, 16);
  v128.store(g1, a1);
  v128.store(g1, b1, 16);
  v128.store(g2, a2);
  v128.store(g2, b2, 16);
  v128.store(g3, a3);
  v128.store(g3, b3, 16);
}

/** out = G p. Sixteen factors of out at a time, odd and even rows of G in registers of their own. */
function multiplyGram(g: usize, p: usize, bytes: usize, out: usize): void {
  for (let block: usize = 0; block < bytes; block += 64) {
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let e = a;
    let f = a;
    let h = a;
    let i = a;
    let row = g + block;
    for (let j: usize = 0; j < bytes; j += 8) {
      let factor = v128.load32_splat(p + j);
      a = f32x4.add(a, f32x4.mul(factor, v128.load(row)));
      b = f32x4.add(b, f32x4.mul(factor, v128.load(row, 16)));
      c = f32x4.add(c, f32x4.mul(factor, v128.load(row, 32)));
      d = f32x4.add(d, f32x4.mul(factor, v128.load(row, 48)));
      row += bytes;
      factor = v128.load32_splat(p + j, 4);
      e = f32x4.add(e, f32x4.mul(factor, v128.load(row)));
      f = f32x4.add(f, f32x4.mul(factor, v128.load(row, 16)));
      h = f32x4.add(h, f32x4.mul(factor, v128.load(row, 32)));
      i = f32x4.add(i, f32x4.mul(factor, v128.load(row, 48)));
      row += bytes;
    }
    v128.store(out + block, f32x4.add(a, e));
    v128.store(out + block, f32x4.add(b, f), 16);
    v128.store(out + block, f32x4.add(c, h), 32);
    v128.store(out + block, f32x4.add(d, i), 48);
  }
}

// @ts-ignore: decorator
@inline
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let s = f32x4.splat(0);
  let t = s;
  let u = s;
  let v = s;
  for (let j: usize = 0; j < bytes; j += 64) {
    s = f32x4.add(s, f32x4.mul(v128.load(a + j), v128.load(b + j)));
    t = f32x4.add(t, f32x4.mul(v128.load(a + j, 16), v128.load(b + j, 16)));
    u = f32x4.add(u, f32x4.mul(v128.load(a + j, 32), v128.load(b + j, 32)));
    v = f32x4.add(v, f32x4.mul(v128.load(a + j, 48), v128.load(b + j, 48)));
  }
  const sum = f32x4.add(f32x4.add(s, t), f32x4.add(u, v));
  return f32x4.extract_lane(sumLanes(sum, sum, sum, sum), 0);
}

/** y += c x */
function addScaled(y: usize, c: f32, x: usize, bytes: usize): void {
  const factor = f32x4.splat(c);
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(y + j, f32x4.add(v128.load(y + j), f32x4.mul(factor, v128.load(x + j))));
  }
}

/**
 * Add to `out` Σ w_i y_i over the entries first..last of the row. With `signed`, w_i = c_i+ - (|c_i| - 1) y_i'p, where
 * c_i+ is c_i or, when that is negative, 0: what the first residual needs. Without, w_i = (|c_i| - 1) y_i'p.
 */
// @ts-ignore: decorator
@inline
function addRows(
  signed: bool,
  y: usize,
  bytes: usize,
  columns: usize,
  confidences: usize,
  first: u32,
  last: u32,
  p: usize,
  out: usize,
): void {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let i = first; i < last; i += 4) {
    const left = last - i;
    const at = columns + ((<usize>i) << 2);
    const values = confidences + ((<usize>i) << 2);
    const y0 = y + <usize>load<u32>(at) * bytes;
    const y1 = left > 1 ? y + <usize>load<u32>(at, 4) * bytes : y0;
    const y2 = left > 2 ? y + <usize>load<u32>(at, 8) * bytes : y0;
    const y3 = left > 3 ? y + <usize>load<u32>(at, 12) * bytes : y0;
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    for (let j: usize = 0; j < bytes; j += 32) {
      let factor = v128.load(p + j);
      a = f32x4.add(a, f32x4.mul(v128.load(y0 + j), factor));
      b = f32x4.add(b, f32x4.mul(v128.load(y1 + j), factor));
      c = f32x4.add(c, f32x4.mul(v128.load(y2 + j), factor));
      d = f32x4.add(d, f32x4.mul(v128.load(y3 + j), factor));
      factor = v128.load(p + j, 16);
      a = f32x4.add(a, f32x4.mul(v128.load(y0 + j, 16), factor));
      b = f32x4.add(b, f32x4.mul(v128.load(y1 + j, 16), factor));
      c = f32x4.add(c, f32x4.mul(v128.load(y2 + j, 16), factor));
      d = f32x4.add(d, f32x4.mul(v128.load(y3 + j, 16), factor));
    }
    // Behind the row's end stand the next row's entries, or the array's padding: loaded, weighted with 0.
    const confidence = v128.load(values);
    const weight = f32x4.mul(f32x4.sub(f32x4.abs(confidence), one), sumLanes(a, b, c, d));
    let w = signed ? f32x4.sub(f32x4.max(confidence, zero), weight) : weight;
    if (left < 4) w = v128.and(w, remaining(left));
    const w0 = v128.shuffle<f32>(w, w, 0, 0, 0, 0);
    const w1 = v128.shuffle<f32>(w, w, 1, 1, 1, 1);
    const w2 = v128.shuffle<f32>(w, w, 2, 2, 2, 2);
    const w3 = v128.shuffle<f32>(w, w, 3, 3, 3, 3);
    for (let j: usize = 0; j < bytes; j += 16) {
      const low = f32x4.add(f32x4.mul(w0, v128.load(y0 + j)), f32x4.mul(w1, v128.load(y1 + j)));
      const high = f32x4.add(f32x4.mul(w2, v128.load(y2 + j)), f32x4.mul(w3, v128.load(y3 + j)));
      v128.store(out + j, f32x4.add(v128.load(out + j), f32x4.add(low, high)));
    }
  }
}

/** Ones in the first `count` lanes, 1 to 3. */
function remaining(count: u32): v128 {
  if (count === 1) return i32x4(-1, 0, 0, 0);
  if (count === 2) return i32x4(-1, -1, 0, 0);
  return i32x4(-1, -1, -1, 0);
}

// @ts-ignore: decorator
@inline const LEAST_RESIDUAL: f32 = 1e-20;

/**
 * Improve rows first..last of X by `steps` steps of conjugate gradients each, starting from what they are.
 *
 * @param starts u32[rows + 1], columns u32[entries], confidences f32[entries + 3] of a compressed sparse row matrix
 * @param g what `gram` gave for Y
 * @param work 3 rows
 */
export function solveRows(
  x: usize,
  y: usize,
  bytes: usize,
  starts: usize,
  columns: usize,
  confidences: usize,
  first: u32,
  last: u32,
  g: usize,
  steps: u32,
  work: usize,
): void {
  const r = work;
  const p = r + bytes;
  const ap = p + bytes;
  for (let u = first; u < last; u++) {
    const row = x + <usize>u * bytes;
    const begin = load<u32>(starts + ((<usize>u) << 2));
    const end = load<u32>(starts + ((<usize>u) << 2), 4);
    if (begin === end) {
      memory.fill(row, 0, bytes);
      continue;
    }
    multiplyGram(g, row, bytes, r);
    for (let j: usize = 0; j < bytes; j += 16) v128.store(r + j, f32x4.neg(v128.load(r + j)));
    addRows(true, y, bytes, columns, confidences, begin, end, row, r);
    memory.copy(p, r, bytes);
    let before = dot(r, r, bytes);
    if (before < LEAST_RESIDUAL) continue;
    for (let step: u32 = 0; step < steps; step++) {
      multiplyGram(g, p, bytes, ap);
      addRows(false, y, bytes, columns, confidences, begin, end, p, ap);
      const curvature = dot(p, ap, bytes);
      if (!(curvature > 0)) break;
      const alpha = before / curvature;
      addScaled(row, alpha, p, bytes);
      addScaled(r, -alpha, ap, bytes);
      const after = dot(r, r, bytes);
      if (after < LEAST_RESIDUAL) break;
      const beta = f32x4.splat(after / before);
      for (let j: usize = 0; j < bytes; j += 16) {
        v128.store(p + j, f32x4.add(v128.load(r + j), f32x4.mul(beta, v128.load(p + j))));
      }
      before = after;
    }
  }
}
