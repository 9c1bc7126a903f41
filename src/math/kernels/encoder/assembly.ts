/**
 * What a BERT encoder with dynamically quantised weights is made of, for one text. AssemblyScript; `reference.ts` says
 * the same plainly.
 *
 * Compiled twice. The relaxed module multiplies 8-bit numbers with `i32x4.relaxed_dot_i8x16_i7x16_add_s`, whose result
 * for a second operand of more than seven bits depends on the processor: `probe` says what it does here, and only a
 * processor on which the whole numbers come out exactly may use it: so relaxed SIMD costs no determinism here. The
 * baseline module takes 16-bit numbers instead. What is float32 may differ by a fused multiply-add.
 * Whole numbers are the same on every path.
 *
 * Whole numbers go in groups of four bytes: four 8-bit numbers, or two 16-bit ones. A matrix of K rows and N columns
 * (N a multiple of 8) is packed by blocks of eight columns:
 *
 *     block 0: group 0 of columns 0..7 | group 1 of columns 0..7 | …     block 1: columns 8..15, …
 *
 * Arrays have room for whole blocks of four rows; those beyond the text hold anything.
 */

/** Four products of a byte and its half, added up: for 200, says what the processor does with bytes over 127. */
export function probe(largest: i32): i32 {
  // Operands that the compiler does not know, so that the processor answers and not the compiler.
  const x = i8x16.splat(<i8>largest);
  const w = i8x16.splat(<i8>(largest >> 1));
  return i32x4.extract_lane(dot(w, x, i32x4.splat(0)), 0);
}

// @ts-ignore: decorator
@inline
function dot(w: v128, x: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i32x4.relaxed_dot_i8x16_i7x16_add_s(w, x, sum);
  return i32x4.add(sum, i32x4.dot_i16x8_s(w, x));
}

// @ts-ignore: decorator
@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Round to whole numbers 0..255 at one scale for all of x, as ONNX's DynamicQuantizeLinear, and store them less
 * `shift`, as bytes or, in the baseline module, as 16-bit numbers.
 *
 * @param count of x, a multiple of 16
 * @param zero where the zero point is written, i32, and then the scale, f32
 */
export function quantise(x: usize, count: usize, out: usize, shift: i32, zero: usize): void {
  let low = f32x4.splat(0);
  let high = low;
  const end = x + (count << 2);
  for (let p = x; p < end; p += 16) {
    const v = v128.load(p);
    low = f32x4.pmin(low, v);
    high = f32x4.pmax(high, v);
  }
  let least: f32 = f32x4.extract_lane(low, 0);
  let most: f32 = f32x4.extract_lane(high, 0);
  least = min(min(least, f32x4.extract_lane(low, 1)), min(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)));
  most = max(max(most, f32x4.extract_lane(high, 1)), max(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)));
  const scale: f32 = most === least ? 1 : (most - least) / 255;
  const point = <i32>nearest(max<f32>(0, min<f32>(255, -least / scale)));
  store<i32>(zero, point);
  store<f32>(zero, scale, 4);
  const divisor = f32x4.splat(scale);
  const offset = i32x4.splat(point);
  const shifted = i16x8.splat(<i16>shift);
  let to = out;
  for (let p = x; p < end; p += 64) {
    const a = i16x8.narrow_i32x4_s(whole(p, divisor, offset), whole(p + 16, divisor, offset));
    const b = i16x8.narrow_i32x4_s(whole(p + 32, divisor, offset), whole(p + 48, divisor, offset));
    const bytes = i8x16.narrow_i16x8_u(a, b);
    if (ASC_FEATURE_RELAXED_SIMD) {
      v128.store(to, i8x16.sub(bytes, i8x16.splat(<i8>shift)));
      to += 16;
    } else {
      v128.store(to, i16x8.sub(i16x8.extend_low_i8x16_u(bytes), shifted));
      v128.store(to, i16x8.sub(i16x8.extend_high_i8x16_u(bytes), shifted), 16);
      to += 32;
    }
  }
}

// @ts-ignore: decorator
@inline
function whole(p: usize, divisor: v128, offset: v128): v128 {
  return i32x4.add(i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.div(v128.load(p), divisor))), offset);
}

/**
 * out = (x - zero) · w · scale · scales + bias, shape [rows, columns], for rows in blocks of four: what more holds does not fit the registers.
 *
 * @param x whole numbers, shape [rows, groups]
 * @param zero what stands for 0 among them
 * @param w packed
 * @param sums of each column of w, i32
 */
export function multiply(
  x: usize,
  rows: usize,
  groups: usize,
  zero: i32,
  scale: f32,
  w: usize,
  sums: usize,
  scales: usize,
  bias: usize,
  columns: usize,
  out: usize,
): void {
  const rowBytes = groups << 2;
  const outBytes = columns << 2;
  for (let c: usize = 0; c < outBytes; c += 32) {
    const start0 = i32x4.mul(v128.load(sums + c), i32x4.splat(-zero));
    const start1 = i32x4.mul(v128.load(sums + c, 16), i32x4.splat(-zero));
    const scale0 = f32x4.mul(v128.load(scales + c), f32x4.splat(scale));
    const scale1 = f32x4.mul(v128.load(scales + c, 16), f32x4.splat(scale));
    const bias0 = v128.load(bias + c);
    const bias1 = v128.load(bias + c, 16);
    for (let r: usize = 0; r < rows; r += 4) {
      const x0 = x + r * rowBytes;
      const x1 = x0 + rowBytes;
      const x2 = x1 + rowBytes;
      const x3 = x2 + rowBytes;
      let a0 = start0, a1 = start0, a2 = start0, a3 = start0;
      let b0 = start1, b1 = start1, b2 = start1, b3 = start1;
      let p = w;
      for (let g: usize = 0; g < rowBytes; g += 4) {
        const u = v128.load(p);
        const v = v128.load(p, 16);
        let s = v128.load32_splat(x0 + g);
        a0 = dot(u, s, a0);
        b0 = dot(v, s, b0);
        s = v128.load32_splat(x1 + g);
        a1 = dot(u, s, a1);
        b1 = dot(v, s, b1);
        s = v128.load32_splat(x2 + g);
        a2 = dot(u, s, a2);
        b2 = dot(v, s, b2);
        s = v128.load32_splat(x3 + g);
        a3 = dot(u, s, a3);
        b3 = dot(v, s, b3);
        p += 32;
      }
      let o = out + r * outBytes + c;
      finish(o, a0, b0, scale0, scale1, bias0, bias1);
      o += outBytes;
      finish(o, a1, b1, scale0, scale1, bias0, bias1);
      o += outBytes;
      finish(o, a2, b2, scale0, scale1, bias0, bias1);
      o += outBytes;
      finish(o, a3, b3, scale0, scale1, bias0, bias1);
    }
    w += groups << 5;
  }
}

// @ts-ignore: decorator
@inline
function finish(o: usize, a: v128, b: v128, scale0: v128, scale1: v128, bias0: v128, bias1: v128): void {
  v128.store(o, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(a), scale0), bias0));
  v128.store(o, f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(b), scale1), bias1), 16);
}

/**
 * out = layer norm of x + residual (or of x alone, where `residual` is 0), for rows in blocks of four. Each row's sums
 * run from the first number to the last.
 *
 * @param width of a row, a multiple of 4
 */
export function normalise(
  x: usize,
  residual: usize,
  rows: usize,
  width: usize,
  weight: usize,
  bias: usize,
  epsilon: f32,
  out: usize,
): void {
  const bytes = width << 2;
  for (let r: usize = 0; r < rows; r += 4) {
    const at = r * bytes;
    let sum = f32x4.splat(0);
    let squares = sum;
    for (let d: usize = 0; d < bytes; d += 16) {
      const p = x + at + d;
      let a = v128.load(p);
      let b = v128.load(p + bytes);
      let c = v128.load(p + 2 * bytes);
      let e = v128.load(p + 3 * bytes);
      const o = out + at + d;
      if (residual !== 0) {
        const q = residual + at + d;
        a = f32x4.add(a, v128.load(q));
        b = f32x4.add(b, v128.load(q + bytes));
        c = f32x4.add(c, v128.load(q + 2 * bytes));
        e = f32x4.add(e, v128.load(q + 3 * bytes));
      }
      v128.store(o, a);
      v128.store(o + bytes, b);
      v128.store(o + 2 * bytes, c);
      v128.store(o + 3 * bytes, e);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ce = v128.shuffle<f32>(c, e, 0, 4, 1, 5);
      const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const ceHigh = v128.shuffle<f32>(c, e, 2, 6, 3, 7);
      let v = v128.shuffle<f32>(ab, ce, 0, 1, 4, 5);
      sum = f32x4.add(sum, v);
      squares = f32x4.add(squares, f32x4.mul(v, v));
      v = v128.shuffle<f32>(ab, ce, 2, 3, 6, 7);
      sum = f32x4.add(sum, v);
      squares = f32x4.add(squares, f32x4.mul(v, v));
      v = v128.shuffle<f32>(abHigh, ceHigh, 0, 1, 4, 5);
      sum = f32x4.add(sum, v);
      squares = f32x4.add(squares, f32x4.mul(v, v));
      v = v128.shuffle<f32>(abHigh, ceHigh, 2, 3, 6, 7);
      sum = f32x4.add(sum, v);
      squares = f32x4.add(squares, f32x4.mul(v, v));
    }
    const n = f32x4.splat(<f32>width);
    const mean = f32x4.div(sum, n);
    const variance = f32x4.sub(f32x4.div(squares, n), f32x4.mul(mean, mean));
    const deviation = f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon)));
    scaleRow(out + at, bytes, f32x4.extract_lane(mean, 0), f32x4.extract_lane(deviation, 0), weight, bias);
    scaleRow(out + at + bytes, bytes, f32x4.extract_lane(mean, 1), f32x4.extract_lane(deviation, 1), weight, bias);
    scaleRow(out + at + 2 * bytes, bytes, f32x4.extract_lane(mean, 2), f32x4.extract_lane(deviation, 2), weight, bias);
    scaleRow(out + at + 3 * bytes, bytes, f32x4.extract_lane(mean, 3), f32x4.extract_lane(deviation, 3), weight, bias);
  }
}

function scaleRow(row: usize, bytes: usize, mean: f32, deviation: f32, weight: usize, bias: usize): void {
  for (let d: usize = 0; d < bytes; d += 16) {
    const centred = f32x4.sub(v128.load(row + d), f32x4.splat(mean));
    const unit = f32x4.div(centred, f32x4.splat(deviation));
    v128.store(row + d, f32x4.add(f32x4.mul(unit, v128.load(weight + d)), v128.load(bias + d)));
  }
}

/**
 * One attention head of 32 dimensions: out = softmax(q · kᵀ · scale) · v, for queries in blocks of four.
 *
 * @param q first number of the head in the first row; k and v likewise
 * @param stride bytes from row to row of q, k and v
 * @param turned scratch for k turned, shape [32, keys in blocks of 16]
 * @param scores scratch, shape [4, keys in blocks of 16]
 */
export function attend(
  q: usize,
  k: usize,
  v: usize,
  stride: usize,
  rows: usize,
  scale: f32,
  turned: usize,
  scores: usize,
  out: usize,
  outStride: usize,
): void {
  const keyBytes = ((rows + 15) & ~15) << 2;
  for (let j: usize = 0; j < rows; j++) {
    for (let d: usize = 0; d < 32; d++) store<f32>(turned + d * keyBytes + (j << 2), load<f32>(k + j * stride + (d << 2)));
  }
  for (let r: usize = 0; r < rows; r += 4) {
    const q0 = q + r * stride;
    const q1 = q0 + stride;
    const q2 = q1 + stride;
    const q3 = q2 + stride;
    for (let j: usize = 0; j < keyBytes; j += 32) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
      let p = turned + j;
      for (let d: usize = 0; d < 128; d += 4) {
        const low = v128.load(p);
        const high = v128.load(p, 16);
        let s = v128.load32_splat(q0 + d);
        a0 = multiplyAdd(s, low, a0);
        b0 = multiplyAdd(s, high, b0);
        s = v128.load32_splat(q1 + d);
        a1 = multiplyAdd(s, low, a1);
        b1 = multiplyAdd(s, high, b1);
        s = v128.load32_splat(q2 + d);
        a2 = multiplyAdd(s, low, a2);
        b2 = multiplyAdd(s, high, b2);
        s = v128.load32_splat(q3 + d);
        a3 = multiplyAdd(s, low, a3);
        b3 = multiplyAdd(s, high, b3);
        p += keyBytes;
      }
      const factor = f32x4.splat(scale);
      const o = scores + j;
      storePair(o, f32x4.mul(a0, factor), f32x4.mul(b0, factor));
      storePair(o + keyBytes, f32x4.mul(a1, factor), f32x4.mul(b1, factor));
      storePair(o + 2 * keyBytes, f32x4.mul(a2, factor), f32x4.mul(b2, factor));
      storePair(o + 3 * keyBytes, f32x4.mul(a3, factor), f32x4.mul(b3, factor));
    }
    for (let i: usize = 0; i < 4; i++) softmax(scores + i * keyBytes, rows, keyBytes);
    for (let d: usize = 0; d < 128; d += 32) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
      let p = v + d;
      let s = scores;
      for (let j: usize = 0; j < rows; j++) {
        const low = v128.load(p);
        const high = v128.load(p, 16);
        let share = v128.load32_splat(s);
        a0 = multiplyAdd(share, low, a0);
        b0 = multiplyAdd(share, high, b0);
        share = v128.load32_splat(s + keyBytes);
        a1 = multiplyAdd(share, low, a1);
        b1 = multiplyAdd(share, high, b1);
        share = v128.load32_splat(s + 2 * keyBytes);
        a2 = multiplyAdd(share, low, a2);
        b2 = multiplyAdd(share, high, b2);
        share = v128.load32_splat(s + 3 * keyBytes);
        a3 = multiplyAdd(share, low, a3);
        b3 = multiplyAdd(share, high, b3);
        p += stride;
        s += 4;
      }
      const o = out + r * outStride + d;
      storePair(o, a0, b0);
      storePair(o + outStride, a1, b1);
      storePair(o + 2 * outStride, a2, b2);
      storePair(o + 3 * outStride, a3, b3);
    }
  }
}

// @ts-ignore: decorator
@inline
function storePair(at: usize, low: v128, high: v128): void {
  v128.store(at, low);
  v128.store(at, high, 16);
}

// @ts-ignore: decorator
@inline
function laneSum(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** In place; what stands behind the last key becomes 0. Sixteen sums run side by side. */
function softmax(row: usize, count: usize, bytes: usize): void {
  const end = row + (count << 2);
  for (let p = end; p < row + bytes; p += 4) store<f32>(p, -f32.MAX_VALUE);
  let top = v128.load(row);
  for (let p = row + 16; p < row + bytes; p += 16) top = f32x4.pmax(top, v128.load(p));
  const most: f32 = max(
    max(f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1)),
    max(f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3)),
  );
  const shift = f32x4.splat(most);
  for (let p = row; p < row + bytes; p += 16) v128.store(p, softmaxExponential(f32x4.sub(v128.load(p), shift)));
  for (let p = end; p < row + bytes; p += 4) store<f32>(p, 0);
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let p = row; p < row + bytes; p += 64) {
    s0 = f32x4.add(s0, v128.load(p));
    s1 = f32x4.add(s1, v128.load(p, 16));
    s2 = f32x4.add(s2, v128.load(p, 32));
    s3 = f32x4.add(s3, v128.load(p, 48));
  }
  const total = laneSum(f32x4.add(s0, s2)) + laneSum(f32x4.add(s1, s3));
  const share = f32x4.splat(1 / total);
  for (let p = row; p < row + bytes; p += 16) v128.store(p, f32x4.mul(v128.load(p), share));
}

/** e^x for -88 < x <= 0: x = m ln 2 + r, and 2^m times a polynomial in r with these first coefficients, those of MLAS, onnxruntime's (MIT). */
// @ts-ignore: decorator
@inline
function exponential(input: v128, c6: f32, c5: f32, c4: f32, c3: f32, c2: f32): v128 {
  const x = f32x4.pmax(f32x4.splat(-88.37626266479), input);
  const magic = f32x4.splat(12582912);
  const biased = multiplyAdd(x, f32x4.splat(1.44269504088896341), magic);
  const m = f32x4.sub(biased, magic);
  let r = multiplyAdd(m, f32x4.splat(-0.693145752), x);
  r = multiplyAdd(m, f32x4.splat(-0.00000142860677), r);
  let p = multiplyAdd(f32x4.splat(c6), r, f32x4.splat(c5));
  p = multiplyAdd(p, r, f32x4.splat(c4));
  p = multiplyAdd(p, r, f32x4.splat(c3));
  p = multiplyAdd(p, r, f32x4.splat(c2));
  p = multiplyAdd(p, r, f32x4.splat(1));
  p = multiplyAdd(p, r, f32x4.splat(1));
  return f32x4.mul(p, i32x4.add(i32x4.shl(biased, 23), i32x4.splat(0x3f800000)));
}

// @ts-ignore: decorator
@inline
function softmaxExponential(x: v128): v128 {
  return exponential(x, 0.00137805938720703125, 0.008373124524950981, 0.04166953638195991516, 0.1666647195816040039, 0.4999998509883880615);
}

/** x = x · (1 + erf(x / √2)) / 2 in place; `count` is a multiple of 4. */
export function gelu(x: usize, count: usize): void {
  const end = x + (count << 2);
  for (let p = x; p < end; p += 16) {
    const v = v128.load(p);
    const half = f32x4.mul(f32x4.splat(0.5), f32x4.add(errorFunction(f32x4.div(v, f32x4.splat(1.4142135381698608))), f32x4.splat(1)));
    v128.store(p, f32x4.mul(v, half));
  }
}

/** erf by two polynomials, the farther one under an exponential, with the coefficients of MLAS, onnxruntime's (MIT). */
// @ts-ignore: decorator
@inline
function errorFunction(v: v128): v128 {
  const sign = v128.and(v, f32x4.splat(-0.0));
  const a = f32x4.pmin(f32x4.splat(3.725), f32x4.abs(v));
  const far = f32x4.gt(a, f32x4.splat(0.921875));
  const square = f32x4.mul(a, a);
  let near = multiplyAdd(f32x4.splat(-5.99104969e-4), square, f32x4.splat(4.99339588e-3));
  near = multiplyAdd(near, square, f32x4.splat(-2.67667342e-2));
  near = multiplyAdd(near, square, f32x4.splat(1.12818025e-1));
  near = multiplyAdd(near, square, f32x4.splat(-3.76124859e-1));
  near = multiplyAdd(near, square, f32x4.splat(1.28379151e-1));
  near = multiplyAdd(near, a, a);
  let big = multiplyAdd(f32x4.splat(1.7294893e-5), a, f32x4.splat(-3.8320868e-4));
  big = multiplyAdd(big, a, f32x4.splat(3.88393435e-3));
  big = multiplyAdd(big, a, f32x4.splat(-2.42545605e-2));
  big = multiplyAdd(big, a, f32x4.splat(1.06777847e-1));
  big = multiplyAdd(big, a, f32x4.splat(6.34846687e-1));
  big = multiplyAdd(big, a, f32x4.splat(1.28717512e-1));
  big = f32x4.neg(multiplyAdd(big, a, a));
  const rest = f32x4.sub(f32x4.splat(1), exponential(big, 1.38319808e-3, 8.37550033e-3, 4.16689515e-2, 1.66664466e-1, 4.99999851e-1));
  return v128.or(v128.bitselect(rest, near, far), sign);
}
