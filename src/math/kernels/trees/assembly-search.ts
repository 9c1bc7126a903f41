// The best split of a leaf over a range of features.
import { at, featureHistogramBytes, isNarrow, number, threadBlock, word } from "./assembly-control";
import { mergeFeature } from "./assembly-histogram";
import {
  BEST_BIN,
  BEST_BITS,
  BEST_BYTES,
  BEST_CATEGORICAL,
  BEST_FEATURE,
  BEST_FLAGS,
  BEST_GAIN,
  BEST_GRADIENT,
  BEST_HESSIAN,
  BEST_MISSING_LEFT,
  BEST_ONE_HOT,
  BEST_ROWS,
  BIN_COUNTS,
  CATEGORY_L2,
  CATEGORY_SMOOTHING,
  FEATURES,
  FEATURE_CATEGORICAL,
  FEATURE_FLAGS,
  FEATURE_MASK,
  FEATURE_MISSING,
  GRADIENT_UNIT,
  HESSIAN_UNIT,
  LAMBDA_L1,
  LAMBDA_L2,
  LEAF_GRADIENT,
  LEAF_HESSIAN,
  LEAF_HIGHEST,
  LEAF_HISTOGRAM,
  LEAF_ID,
  LEAF_LOWEST,
  LEAF_RECORDS,
  LEAF_RECORD_BYTES,
  LEAF_ROWS,
  MAX_CATEGORIES,
  MAX_ONE_HOT,
  MIN_CATEGORY_ROWS,
  MIN_GAIN,
  MIN_LEAF_HESSIAN,
  MIN_LEAF_ROWS,
  MONOTONE,
  RANDOM_SEED,
  THREADS,
  THREAD_BEST,
  THREAD_SCRATCH,
} from "./layout";

/**
 * A thread's part of the search: contiguous features, merged from the threads' parts, then searched in one leaf or two.
 *
 * @param leaves 1: only the first leaf record, at the root; 2: the first is the smaller child, the second its sibling,
 * whose histogram still is their parent's
 */
export function searchSplits(thread: u32, leaves: u32): void {
  const features = word(FEATURES);
  const threads = word(THREADS);
  const begin = (features * thread) / threads;
  const end = (features * (thread + 1)) / threads;
  const first = at(LEAF_RECORDS);
  const second = first + LEAF_RECORD_BYTES;
  const histogram = <usize>load<u32>(first, LEAF_HISTOGRAM);
  const larger: usize = leaves == 2 ? <usize>load<u32>(second, LEAF_HISTOGRAM) : 0;
  for (let f = begin; f < end; f++) mergeFeature(histogram, larger, f);
  for (let k: u32 = 0; k < leaves; k++) {
    const leaf = first + k * LEAF_RECORD_BYTES;
    const best = threadBlock(thread) + THREAD_BEST + k * BEST_BYTES;
    openLeaf(leaf, best);
    for (let f = begin; f < end; f++) {
      if (load<u8>(word(FEATURE_MASK) + k * features + f)) searchFeature(leaf, best, f, thread);
    }
    // From here on the gain is above the leaf's own.
    if (load<f64>(best, BEST_GAIN) >= 0) store<f64>(best, load<f64>(best, BEST_GAIN) - ownGain, BEST_GAIN);
  }
}

// The leaf at work. Every instance has its own.
let totalGradient: f64 = 0; // in integer units, as the sums
let totalHessian: f64 = 0;
let totalRows: u32 = 0;
let lowest: f64 = 0;
let highest: f64 = 0;
let gradientUnit: f64 = 0;
let hessianUnit: f64 = 0;
let l1: f64 = 0;
let l2: f64 = 0;
let minRows: u32 = 0;
let minHessian: f64 = 0;
/** What the leaf's loss falls by as it stands; a split must gain more, by at least the minimum. */
let ownGain: f64 = 0;
let bestGain: f64 = 0;

function openLeaf(leaf: usize, best: usize): void {
  totalGradient = load<f64>(leaf, LEAF_GRADIENT);
  totalHessian = load<f64>(leaf, LEAF_HESSIAN);
  totalRows = load<u32>(leaf, LEAF_ROWS);
  lowest = load<f64>(leaf, LEAF_LOWEST);
  highest = load<f64>(leaf, LEAF_HIGHEST);
  gradientUnit = number(GRADIENT_UNIT);
  hessianUnit = number(HESSIAN_UNIT);
  l1 = number(LAMBDA_L1);
  l2 = number(LAMBDA_L2);
  minRows = word(MIN_LEAF_ROWS);
  minHessian = number(MIN_LEAF_HESSIAN);
  ownGain = number(MIN_GAIN) + leafGain(totalGradient * gradientUnit, totalHessian * hessianUnit, l2);
  bestGain = ownGain;
  store<f64>(best, -1, BEST_GAIN);
}

function searchFeature(leaf: usize, best: usize, f: u32, thread: u32): void {
  const bins = load<u32>(word(BIN_COUNTS) + (f << 2));
  if (bins < 2) return;
  const flags = <u32>load<u8>(word(FEATURE_FLAGS) + f);
  const histogram = <usize>load<u32>(leaf, LEAF_HISTOGRAM) + f * featureHistogramBytes();
  const direction = <i32>load<i8>(word(MONOTONE) + f);
  if (flags & FEATURE_CATEGORICAL) {
    if (isNarrow()) searchCategories<u8>(histogram, best, f, bins, thread);
    else searchCategories<u16>(histogram, best, f, bins, thread);
    return;
  }
  const missing = (flags & FEATURE_MISSING) != 0;
  let only: u32 = ~(<u32>0);
  if (word(RANDOM_SEED)) {
    // Extra-trees: one random threshold a feature and leaf, the same on whatever thread.
    only = mix(word(RANDOM_SEED) ^ mix(load<u32>(leaf, LEAF_ID) * 0x9e3779b1 + f)) % (bins - 1);
  }
  const guarded = l1 > 0 || direction != 0 || lowest > -Infinity || highest < Infinity;
  if (isNarrow()) {
    searchBins<u8>(histogram, best, f, bins, missing, false, direction, guarded, only);
    if (missing) searchBins<u8>(histogram, best, f, bins, true, true, direction, guarded, only);
  } else {
    searchBins<u16>(histogram, best, f, bins, missing, false, direction, guarded, only);
    if (missing) searchBins<u16>(histogram, best, f, bins, true, true, direction, guarded, only);
  }
}

/** Finaliser of a 32-bit hash. @see Wellons, "hash prospector", lowbias32 */
function mix(x: u32): u32 {
  x ^= x >> 16;
  x *= 0x21f0aaad;
  x ^= x >> 15;
  x *= 0x735a2d97;
  return x ^ (x >> 15);
}

// A histogram entry's parts. M is u8 in narrow mode, u16 in wide mode, where rows and hessian stand 8 bytes on.
// @ts-ignore: decorator
@inline
function entryBytes<M>(): u32 {
  return sizeof<M>() == 1 ? 8 : 16;
}

/**
 * Search the thresholds of a numerical feature: bins 0 … b go left, and the missing bin (the last) if so told. The
 * first of equal gains wins.
 */
function searchBins<M>(
  histogram: usize,
  best: usize,
  f: u32,
  bins: u32,
  missing: bool,
  missingLeft: bool,
  direction: i32,
  guarded: bool,
  only: u32,
): void {
  const step = entryBytes<M>();
  // The last bin on the left leaves something on the right: the last real bin, or the missing one.
  const end = missing && missingLeft ? bins - 2 : bins - 1;
  let gradient: i64 = 0;
  let hessian: i64 = 0;
  let rows: u32 = 0;
  let packed: i64 = 0;
  if (missingLeft) {
    const p = histogram + (bins - 1) * step;
    if (sizeof<M>() == 1) packed = load<i64>(p);
    else {
      gradient = load<i64>(p);
      packed = load<i64>(p, 8);
    }
  }
  const lambda = l2;
  let bar = bestGain * 0.99999999999;
  let p = histogram;
  for (let b: u32 = 0; b < end; b++, p += step) {
    if (sizeof<M>() == 1) {
      packed += load<i64>(p);
      gradient = packed >> 24;
    } else {
      gradient += load<i64>(p);
      packed += load<i64>(p, 8);
      hessian = packed >> 24;
    }
    rows = <u32>packed & 0xffffff;
    if (rows < minRows) continue;
    if (totalRows - rows < minRows) break;
    if (only != ~(<u32>0) && b != only) continue;
    const gl = <f64>gradient * gradientUnit;
    const gr = (totalGradient - <f64>gradient) * gradientUnit;
    const leftHessian: f64 = sizeof<M>() == 1 ? <f64>rows : <f64>hessian;
    const hl = leftHessian * hessianUnit;
    const hr = (totalHessian - leftHessian) * hessianUnit;
    if (hl < minHessian) continue;
    if (hr < minHessian) break;
    let gain: f64;
    if (guarded) {
      gain = guardedGain(gl, hl, gr, hr, direction);
    } else {
      // Most candidates fall to this test, which needs no division and never turns away a better one.
      const dl = hl + lambda;
      const dr = hr + lambda;
      const numerator = gl * gl * dr + gr * gr * dl;
      const denominator = dl * dr;
      if (!(numerator > bar * denominator)) continue;
      gain = numerator / denominator;
    }
    if (!(gain > bestGain)) continue;
    bestGain = gain;
    bar = gain * 0.99999999999;
    store<f64>(best, gain, BEST_GAIN);
    store<f64>(best, <f64>gradient, BEST_GRADIENT);
    store<f64>(best, leftHessian, BEST_HESSIAN);
    store<u32>(best, rows, BEST_ROWS);
    store<u32>(best, f, BEST_FEATURE);
    store<u32>(best, b, BEST_BIN);
    store<u32>(best, missingLeft ? BEST_MISSING_LEFT : 0, BEST_FLAGS);
  }
}

// @ts-ignore: decorator
@inline
function shrunk(gradient: f64): f64 {
  if (l1 == 0) return gradient;
  const size = max(abs(gradient) - l1, 0);
  return gradient < 0 ? -size : size;
}

// @ts-ignore: decorator
@inline
function output(gradient: f64, hessian: f64, lambda: f64): f64 {
  return min(max(-shrunk(gradient) / (hessian + lambda), lowest), highest);
}

/** Twice what a leaf's loss falls by with its best output within its bounds. */
function leafGain(gradient: f64, hessian: f64, lambda: f64): f64 {
  if (!(hessian + lambda > 0)) return 0;
  const value = output(gradient, hessian, lambda);
  return -(2 * shrunk(gradient) * value + (hessian + lambda) * value * value);
}

/** Gain of a split whose outputs must stay within bounds and rise (or fall) from left to right; -1 when they do not. */
function guardedGain(gl: f64, hl: f64, gr: f64, hr: f64, direction: i32): f64 {
  if (!(hl + l2 > 0) || !(hr + l2 > 0)) return -1;
  if (direction != 0) {
    const rise = output(gr, hr, l2) - output(gl, hl, l2);
    if ((direction > 0 && rise < 0) || (direction < 0 && rise > 0)) return -1;
  }
  return leafGain(gl, hl, l2) + leafGain(gr, hr, l2);
}

/**
 * Search the splits of a categorical feature into two sets. Bin 0 holds missing and rare categories and goes right.
 *
 * Few categories: one against the rest. Many: categories sorted by gradient over hessian, taken from either end.
 * @see Fisher (1958); the limits are LightGBM's cat_smooth, cat_l2, max_cat_threshold and min_data_per_group
 */
function searchCategories<M>(histogram: usize, best: usize, f: u32, bins: u32, thread: u32): void {
  if (bins <= word(MAX_ONE_HOT)) {
    for (let b: u32 = 1; b < bins; b++) {
      if (categoryOffer<M>(best, f, gradientAt<M>(histogram, b), hessianAt<M>(histogram, b), rowsAt<M>(histogram, b), l2)) {
        store<u32>(best, BEST_CATEGORICAL | BEST_ONE_HOT, BEST_FLAGS);
        memory.fill(best + BEST_BITS, 0, 32);
        setBit(best, b);
      }
    }
    return;
  }
  const sorted = <usize>load<u32>(threadBlock(thread), THREAD_SCRATCH);
  const count = sortCategories<M>(histogram, bins, sorted);
  const lambda = l2 + number(CATEGORY_L2);
  const most = min(word(MAX_CATEGORIES), (count + 1) / 2);
  const minGroup = word(MIN_CATEGORY_ROWS);
  for (let side: u32 = 0; side < 2; side++) {
    let gradient: f64 = 0;
    let hessian: f64 = 0;
    let rows: u32 = 0;
    let group: u32 = 0;
    for (let i: u32 = 0; i < most; i++) {
      const b = <u32>load<u8>(sorted + (side == 0 ? i : count - 1 - i));
      gradient += gradientAt<M>(histogram, b);
      hessian += hessianAt<M>(histogram, b);
      rows += rowsAt<M>(histogram, b);
      group += rowsAt<M>(histogram, b);
      if (rows < minRows || hessian * hessianUnit < minHessian) continue;
      const right = totalRows - rows;
      if (right < minRows || right < minGroup) break;
      if ((totalHessian - hessian) * hessianUnit < minHessian) break;
      if (group < minGroup) continue;
      group = 0;
      if (categoryOffer<M>(best, f, gradient, hessian, rows, lambda)) {
        store<u32>(best, BEST_CATEGORICAL, BEST_FLAGS);
        memory.fill(best + BEST_BITS, 0, 32);
        for (let k: u32 = 0; k <= i; k++) setBit(best, <u32>load<u8>(sorted + (side == 0 ? k : count - 1 - k)));
      }
    }
  }
}

/** Take this split when it beats the best so far. */
function categoryOffer<M>(best: usize, f: u32, gradient: f64, hessian: f64, rows: u32, lambda: f64): bool {
  if (rows < minRows || totalRows - rows < minRows) return false;
  const hl = hessian * hessianUnit;
  const hr = (totalHessian - hessian) * hessianUnit;
  if (hl < minHessian || hr < minHessian || !(hl + lambda > 0) || !(hr + lambda > 0)) return false;
  const gain =
    leafGain(gradient * gradientUnit, hl, lambda) +
    leafGain((totalGradient - gradient) * gradientUnit, hr, lambda);
  if (!(gain > bestGain)) return false;
  bestGain = gain;
  store<f64>(best, gain, BEST_GAIN);
  store<f64>(best, gradient, BEST_GRADIENT);
  store<f64>(best, hessian, BEST_HESSIAN);
  store<u32>(best, rows, BEST_ROWS);
  store<u32>(best, f, BEST_FEATURE);
  store<u32>(best, 0, BEST_BIN);
  return true;
}

/** Categories with rows enough to be judged, ascending by smoothed ratio; equal ones by number. Insertion sort. */
function sortCategories<M>(histogram: usize, bins: u32, sorted: usize): u32 {
  const smoothing = number(CATEGORY_SMOOTHING);
  const ratios = sorted + 256;
  let count: u32 = 0;
  for (let b: u32 = 1; b < bins; b++) {
    const rows = rowsAt<M>(histogram, b);
    if (rows == 0 || <f64>rows < smoothing) continue;
    const ratio =
      (gradientAt<M>(histogram, b) * gradientUnit) / (hessianAt<M>(histogram, b) * hessianUnit + smoothing);
    let i = count++;
    for (; i > 0 && load<f64>(ratios + ((i - 1) << 3)) > ratio; i--) {
      store<f64>(ratios + (i << 3), load<f64>(ratios + ((i - 1) << 3)));
      store<u8>(sorted + i, load<u8>(sorted + i - 1));
    }
    store<f64>(ratios + (i << 3), ratio);
    store<u8>(sorted + i, b);
  }
  return count;
}

// @ts-ignore: decorator
@inline
function gradientAt<M>(histogram: usize, bin: u32): f64 {
  const entry = load<i64>(histogram + bin * entryBytes<M>());
  return <f64>(sizeof<M>() == 1 ? entry >> 24 : entry);
}

// @ts-ignore: decorator
@inline
function hessianAt<M>(histogram: usize, bin: u32): f64 {
  if (sizeof<M>() == 1) return <f64>rowsAt<M>(histogram, bin);
  return <f64>(load<i64>(histogram + bin * 16, 8) >> 24);
}

// @ts-ignore: decorator
@inline
function rowsAt<M>(histogram: usize, bin: u32): u32 {
  if (sizeof<M>() == 1) return <u32>load<i64>(histogram + bin * 8) & 0xffffff;
  return <u32>load<i64>(histogram + bin * 16, 8) & 0xffffff;
}

// @ts-ignore: decorator
@inline
function setBit(best: usize, bin: u32): void {
  const p = best + BEST_BITS + (bin >> 3);
  store<u8>(p, load<u8>(p) | <u8>(<u32>1 << (bin & 7)));
}
