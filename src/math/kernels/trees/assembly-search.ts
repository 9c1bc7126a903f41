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
  BEST_NEXT,
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
    closeLeaf(best);
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

export function openLeaf(leaf: usize, best: usize): void {
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

/** From here on the best gain is above the leaf's own. */
export function closeLeaf(best: usize): void {
  if (load<f64>(best, BEST_GAIN) >= 0) store<f64>(best, load<f64>(best, BEST_GAIN) - ownGain, BEST_GAIN);
}

function searchFeature(leaf: usize, best: usize, f: u32, thread: u32): void {
  const bins = load<u32>(word(BIN_COUNTS) + (f << 2));
  if (bins < 2) return;
  const flags = <u32>load<u8>(word(FEATURE_FLAGS) + f);
  const histogram = <usize>load<u32>(leaf, LEAF_HISTOGRAM) + f * featureHistogramBytes();
  if (flags & FEATURE_CATEGORICAL) {
    if (isNarrow()) searchCategories<u8>(histogram, best, f, bins, thread);
    else searchCategories<u16>(histogram, best, f, bins, thread);
    return;
  }
  const missing = (flags & FEATURE_MISSING) != 0;
  const guards = guardsOf(f);
  const id = load<u32>(leaf, LEAF_ID);
  if (isNarrow()) {
    searchBins<u8>(histogram, best, f, bins, missing, false, guards, id);
    if (missing) searchBins<u8>(histogram, best, f, bins, true, true, guards, id);
  } else {
    searchBins<u16>(histogram, best, f, bins, missing, false, guards, id);
    if (missing) searchBins<u16>(histogram, best, f, bins, true, true, guards, id);
  }
}

/** What a split on a feature must heed: 0 nothing, 1 bounds or L1, 2 and 3 outputs that rise or fall as well. */
export function guardsOf(f: u32): u32 {
  const direction = load<i8>(word(MONOTONE) + f);
  if (direction != 0) return direction > 0 ? 2 : 3;
  return l1 > 0 || lowest > -Infinity || highest < Infinity ? 1 : 0;
}

/** The threshold of extra-trees: random within the bins that occur, the same on whatever thread; ~0 for all. */
export function extraBin(leaf: u32, f: u32, first: u32, last: u32): u32 {
  if (word(RANDOM_SEED) == 0) return ~(<u32>0);
  if (last <= first) return first;
  return first + (mix(word(RANDOM_SEED) ^ mix(leaf * 0x9e3779b1 + f)) % (last - first));
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

// The left side of the split on offer. In narrow mode both sums are in `packed`.
let leftGradient: i64 = 0;
let packed: i64 = 0;
/** Just below the best gain: what cannot reach it needs no division. */
let bar: f64 = 0;
/** The bin with rows that follows the one on offer. */
let nextBin: u32 = 0;

export function setNextBin(bin: u32): void {
  nextBin = bin;
}

/** Begin with nothing on the left, or with the missing bin. */
export function beginOffers<M>(histogram: usize, missingBin: u32): void {
  leftGradient = 0;
  packed = 0;
  bar = bestGain * 0.99999999999;
  if (missingBin == 256) return;
  const p = histogram + missingBin * entryBytes<M>();
  if (sizeof<M>() == 1) packed = load<i64>(p);
  else {
    leftGradient = load<i64>(p);
    packed = load<i64>(p, 8);
  }
}

/**
 * Move a bin to the left side, and take the split behind it when it beats the best so far.
 *
 * @param b what to note as the threshold; ~0: only move
 * @returns false when no later bin can be a threshold
 */
// @ts-ignore: decorator
@inline
export function offerBins<M>(entry: usize, best: usize, f: u32, b: u32, missingLeft: bool, guards: u32): bool {
  let hessian: i64 = 0;
  if (sizeof<M>() == 1) {
    packed += load<i64>(entry);
    leftGradient = packed >> 24;
  } else {
    leftGradient += load<i64>(entry);
    packed += load<i64>(entry, 8);
    hessian = packed >> 24;
  }
  const rows = <u32>packed & 0xffffff;
  if (rows < minRows) return true;
  if (totalRows - rows < minRows) return false;
  if (b == ~(<u32>0)) return true;
  const gl = <f64>leftGradient * gradientUnit;
  const gr = (totalGradient - <f64>leftGradient) * gradientUnit;
  const leftHessian: f64 = sizeof<M>() == 1 ? <f64>rows : <f64>hessian;
  const hl = leftHessian * hessianUnit;
  const hr = (totalHessian - leftHessian) * hessianUnit;
  if (hl < minHessian) return true;
  if (hr < minHessian) return false;
  let gain: f64;
  if (guards) {
    gain = guardedGain(gl, hl, gr, hr, guards);
  } else {
    // Most candidates fall to this test, which never turns away a better one.
    const dl = hl + l2;
    const dr = hr + l2;
    const numerator = gl * gl * dr + gr * gr * dl;
    const denominator = dl * dr;
    if (!(numerator > bar * denominator)) return true;
    gain = numerator / denominator;
  }
  if (!(gain > bestGain)) return true;
  bestGain = gain;
  bar = gain * 0.99999999999;
  store<f64>(best, gain, BEST_GAIN);
  store<f64>(best, <f64>leftGradient, BEST_GRADIENT);
  store<f64>(best, leftHessian, BEST_HESSIAN);
  store<u32>(best, rows, BEST_ROWS);
  store<u32>(best, f, BEST_FEATURE);
  store<u32>(best, b, BEST_BIN);
  store<u32>(best, missingLeft ? BEST_MISSING_LEFT : 0, BEST_FLAGS);
  store<u32>(best, nextBin, BEST_NEXT);
  return true;
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
  guards: u32,
  id: u32,
): void {
  const step = entryBytes<M>();
  // The last bin on the left leaves something on the right: the last real bin, or the missing one.
  const end = missing && missingLeft ? bins - 2 : bins - 1;
  let only: u32 = ~(<u32>0);
  if (word(RANDOM_SEED)) {
    const real = missing ? bins - 1 : bins;
    let first: u32 = 0;
    while (first < real && rowsAt<M>(histogram, first) == 0) first++;
    let last = real - 1;
    while (last > first && rowsAt<M>(histogram, last) == 0) last--;
    only = extraBin(id, f, first, last);
  }
  beginOffers<M>(histogram, missingLeft ? bins - 1 : 256);
  setNextBin(~(<u32>0));
  let entry = histogram;
  if (only == ~(<u32>0)) {
    for (let b: u32 = 0; b < end; b++, entry += step) {
      if (!offerBins<M>(entry, best, f, b, missingLeft, guards)) break;
    }
  } else {
    for (let b: u32 = 0; b <= only && b < end; b++, entry += step) {
      if (!offerBins<M>(entry, best, f, b == only ? b : ~(<u32>0), missingLeft, guards)) break;
    }
  }
  if (load<f64>(best, BEST_GAIN) < 0 || load<u32>(best, BEST_NEXT) != ~(<u32>0)) return;
  // This feature has the best split now.
  const real = missing ? bins - 1 : bins;
  let next = load<u32>(best, BEST_BIN) + 1;
  while (next < real && rowsAt<M>(histogram, next) == 0) next++;
  store<u32>(best, next, BEST_NEXT);
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
function guardedGain(gl: f64, hl: f64, gr: f64, hr: f64, guards: u32): f64 {
  if (!(hl + l2 > 0) || !(hr + l2 > 0)) return -1;
  if (guards > 1) {
    const rise = output(gr, hr, l2) - output(gl, hl, l2);
    if ((guards == 2 && rise < 0) || (guards == 3 && rise > 0)) return -1;
  }
  return leafGain(gl, hl, l2) + leafGain(gr, hr, l2);
}

/**
 * Search the splits of a categorical feature into two sets. Bin 0 holds missing and rare categories and goes right.
 *
 * Few categories: one against the rest. Many: categories sorted by gradient over hessian, taken from either end.
 * @see Fisher (1958); the limits are LightGBM's cat_smooth, cat_l2, max_cat_threshold and min_data_per_group
 */
export function searchCategories<M>(histogram: usize, best: usize, f: u32, bins: u32, thread: u32): void {
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
