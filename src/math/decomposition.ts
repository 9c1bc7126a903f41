export type Decomposition = "none" | "additive" | "multiplicative";

/** 95th percentile of the standard normal: a one-sided test at 5 %. */
const NORMAL_95 = 1.6448536269514722;

/**
 * Whether the autocorrelation at the season's lag stands out of the noise (one-sided 5 %, Bartlett's variance), the
 * test used by the M4 benchmarks. Series shorter than two seasons and seasons under 4 steps are never seasonal.
 *
 * @param y shape [n]
 * @see Assimakopoulos and Nikolopoulos (2000); Fiorucci et al. (2016)
 */
export function isSeasonal(y: Float64Array, seasonLength: number): boolean {
  const n = y.length;
  if (seasonLength < 4 || n < 2 * seasonLength) return false;
  let mean = 0;
  for (let t = 0; t < n; t++) mean += y[t]!;
  mean /= n;
  let variance = 0;
  for (let t = 0; t < n; t++) variance += (y[t]! - mean) * (y[t]! - mean);
  if (variance === 0) return false;
  let squares = 0;
  let last = 0;
  for (let lag = 1; lag <= seasonLength; lag++) {
    let covariance = 0;
    for (let t = lag; t < n; t++) covariance += (y[t]! - mean) * (y[t - lag]! - mean);
    last = covariance / variance;
    if (lag < seasonLength) squares += last * last;
  }
  return Math.abs(last) > NORMAL_95 * Math.sqrt((1 + 2 * squares) / n);
}

/**
 * Seasonal indices of the classical decomposition: the mean, per season position, of the series' distance from (or
 * ratio to) its centred moving average; they sum to 0 (or average 1).
 *
 * @param y shape [n], n >= 2 * seasonLength; > 0 for multiplicative
 * @returns shape [seasonLength]; index 0 belongs to y[0]
 */
export function seasonalIndices(
  y: Float64Array,
  seasonLength: number,
  kind: "additive" | "multiplicative",
): Float64Array {
  const n = y.length;
  const m = seasonLength;
  const half = m >> 1;
  const even = m % 2 === 0;
  const sums = new Float64Array(m);
  const counts = new Float64Array(m);
  let window = 0;
  for (let t = 0; t < m; t++) window += y[t]!;
  // `window` is the sum of y[t - half .. t - half + m - 1]; an even season averages two neighbouring windows.
  for (let t = half; t + half < n; t++) {
    const trend = even ? (window - 0.5 * y[t - half]! + 0.5 * y[t + half]!) / m : window / m;
    sums[t % m]! += kind === "additive" ? y[t]! - trend : y[t]! / trend;
    counts[t % m]!++;
    const entering = t - half + m;
    if (entering < n) window += y[entering]! - y[t - half]!;
  }
  let mean = 0;
  for (let j = 0; j < m; j++) {
    sums[j]! /= counts[j]!;
    mean += sums[j]!;
  }
  mean /= m;
  for (let j = 0; j < m; j++) sums[j] = kind === "additive" ? sums[j]! - mean : sums[j]! / mean;
  return sums;
}

/** The series without its season. Indices start at y[0]. */
export function deseasonalised(y: Float64Array, indices: Float64Array, kind: Decomposition): Float64Array {
  if (kind === "none") return y;
  const m = indices.length;
  const out = new Float64Array(y.length);
  for (let t = 0, j = 0; t < y.length; t++) {
    out[t] = kind === "additive" ? y[t]! - indices[j]! : y[t]! / indices[j]!;
    if (++j === m) j = 0;
  }
  return out;
}

/** Put the season back, in place, on steps n, n + 1, … of the series the indices came from. */
export function reseasonalise(
  mean: Float64Array,
  indices: Float64Array,
  kind: Decomposition,
  n: number,
): void {
  if (kind === "none") return;
  const m = indices.length;
  for (let h = 0, j = n % m; h < mean.length; h++) {
    mean[h] = kind === "additive" ? mean[h]! + indices[j]! : mean[h]! * indices[j]!;
    if (++j === m) j = 0;
  }
}

/** What a series loses and gains by decomposition. */
export interface Decomposed {
  readonly kind: Decomposition;
  /** Shape [seasonLength], or empty when `kind` is none. */
  readonly indices: Float64Array;
  /** Shape [n]. */
  readonly adjusted: Float64Array;
}

/**
 * Take the season out of a series: by ratios when every value is positive and no index nears 0, otherwise by
 * differences. The caller decides whether it is seasonal at all.
 */
export function decompose(y: Float64Array, seasonLength: number, prefer: Decomposition): Decomposed {
  if (prefer === "none") return { kind: "none", indices: new Float64Array(0), adjusted: y };
  if (prefer === "multiplicative" && y.every((value) => value > 0)) {
    const indices = seasonalIndices(y, seasonLength, "multiplicative");
    if (indices.every((index) => index >= 0.01)) {
      return { kind: "multiplicative", indices, adjusted: deseasonalised(y, indices, "multiplicative") };
    }
  }
  const indices = seasonalIndices(y, seasonLength, "additive");
  return { kind: "additive", indices, adjusted: deseasonalised(y, indices, "additive") };
}
