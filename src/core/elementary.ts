/**
 * exp, log and their kin, sin and cos with the same bits in every engine.
 *
 * The language leaves the last bits of `Math.exp` and its kin to the engine, and engines differ: Node 20 and current
 * Chromium do. Whatever ends in a model's bytes uses these instead. They need only the four operations, whose results
 * IEEE 754 fixes: range reduction with the constant split into two parts (Cody and Waite 1980), then the Taylor series
 * with as many terms as a double holds. Errors stay below two units in the last place.
 */

/** ln 2 as a part with 33 bits, so that whole multiples of it are exact, and the rest. */
const LN2_HIGH = 0.6931471804855391;
const LN2_LOW = 7.440617110012397e-11;
/** π/2 in the same way. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;

const EXP_TERMS = 14;
const LOG_TERMS = 11;
const TRIGONOMETRIC_TERMS = 9;

const view = new DataView(new ArrayBuffer(8));

/** e to the power of x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = EXP_TERMS; n >= 1; n--) sum = 1 + (r / n) * sum;
  // In two steps, because 2^k alone may lie outside the range where the result does not.
  const half = Math.trunc(k / 2);
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm; NaN below 0, -Infinity at 0. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  // Subnormal numbers are lifted into the normal range first.
  const lift = x < 2.2250738585072014e-308 ? 54 : 0;
  view.setFloat64(0, lift === 0 ? x : x * powerOfTwo(lift));
  const head = view.getUint32(0);
  let k = (head >>> 20) - 1023 - lift;
  view.setUint32(0, (head & 0xfffff) | 0x3ff00000);
  let m = view.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k++;
  }
  // log m = 2 (s + s³/3 + s⁵/5 + …) with s = (m - 1) / (m + 1), |s| <= .172
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let series = 0;
  for (let n = LOG_TERMS; n >= 1; n--) series = square * (1 / (2 * n + 1) + series);
  return k * LN2_HIGH + (k * LN2_LOW + 2 * s * series + 2 * s);
}

/** log(1 + x), exact to the last places near 0 too. @see Kahan's correction of the rounding of 1 + x */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  return sum === Infinity ? Infinity : log(sum) * (x / (sum - 1));
}

/** Logarithm to base 2; whole for the powers of two. */
export function log2(x: number): number {
  const value = log(x) / Math.LN2;
  const whole = Math.round(value);
  return whole > -1023 && whole < 1024 && powerOfTwo(whole) === x ? whole : value;
}

/** x to the power of y, for x >= 0; its error in units of the last place grows with |y log x|. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (y === 1) return x;
  return y === 0.5 ? Math.sqrt(x) : exp(y * log(x));
}

/** Sine of an angle in radians, for |x| < 1e5. */
export function sin(x: number): number {
  return quarterTurns(x, 0);
}

/** Cosine of an angle in radians, for |x| < 1e5. */
export function cos(x: number): number {
  return quarterTurns(x, 1);
}

/** sin(x + turns · π/2) by the series of the quarter that x lies in. */
function quarterTurns(x: number, turns: number): number {
  const n = Math.round(x / (Math.PI / 2));
  const r = x - n * HALF_PI_HIGH - n * HALF_PI_LOW;
  const quarter = (((n + turns) % 4) + 4) % 4;
  const value = quarter % 2 === 0 ? sineSeries(r) : cosineSeries(r);
  return quarter < 2 ? value : -value;
}

/** For |r| <= π/4. */
function sineSeries(r: number): number {
  const square = r * r;
  let sum = 1;
  for (let n = TRIGONOMETRIC_TERMS; n >= 1; n--) sum = 1 - (square / (2 * n * (2 * n + 1))) * sum;
  return r * sum;
}

/** For |r| <= π/4. */
function cosineSeries(r: number): number {
  const square = r * r;
  let sum = 1;
  for (let n = TRIGONOMETRIC_TERMS; n >= 1; n--) sum = 1 - (square / ((2 * n - 1) * 2 * n)) * sum;
  return sum;
}

/** 2^k for whole k from -1022 to 1023. */
export function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
