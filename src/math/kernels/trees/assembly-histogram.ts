// Histograms of a leaf's rows, and the partition of its rows.
import { featureHistogramBytes, isNarrow, threadBlock, word } from "./assembly-control";
import {
  BINS_BY_COLUMN,
  BINS_BY_ROW,
  BLOCK_ROWS,
  HESSIAN_ORDER,
  HESSIAN_ORDER_OTHER,
  LEAF_RANGES,
  LEFT_TABLE,
  ORDER,
  ORDER_OTHER,
  ROWS,
  ROW_BYTES,
  THREADS,
  THREAD_HISTOGRAM,
} from "./layout";

// @ts-ignore: decorator
@inline
export function leafRange(leaf: u32, thread: u32): usize {
  return word(LEAF_RANGES) + ((leaf * word(THREADS) + thread) << 3);
}

/** Address of the row list that a leaf's rows stand in. */
// @ts-ignore: decorator
@inline
export function orderOf(other: u32): usize {
  return other ? word(ORDER_OTHER) : word(ORDER);
}

/** Where a thread builds its part of a histogram: the first in the leaf's own, the others in theirs, to be added. */
// @ts-ignore: decorator
@inline
export function ownHistogram(thread: u32, histogram: usize): usize {
  return thread == 0 ? histogram : load<u32>(threadBlock(thread), THREAD_HISTOGRAM);
}

/** Histogram of a thread's rows of a leaf over all features. */
export function buildHistogram(histogram: usize, leaf: u32, thread: u32, other: u32): void {
  const range = leafRange(leaf, thread);
  const begin = load<u32>(range);
  const end = load<u32>(range, 4);
  memory.fill(histogram, 0, word(ROW_BYTES) * featureHistogramBytes());
  if (isNarrow()) addNarrow(histogram, orderOf(other), begin, end);
  else {
    const hessians = other ? word(HESSIAN_ORDER_OTHER) : word(HESSIAN_ORDER);
    addWide(histogram, orderOf(other), hessians, begin, end);
  }
}

// A bin's address within eight features' histograms: 2,048 bytes each, so the last offsets are immediates.
// @ts-ignore: decorator
@inline
function addEight(h: usize, bins: u64, v: i64): void {
  const low = <u32>bins;
  const high = <u32>(bins >> 32);
  let p = h + ((low & 255) << 3);
  store<i64>(p, load<i64>(p) + v);
  p = h + (((low >> 8) & 255) << 3);
  store<i64>(p, load<i64>(p, 2048) + v, 2048);
  p = h + (((low >> 16) & 255) << 3);
  store<i64>(p, load<i64>(p, 4096) + v, 4096);
  p = h + ((low >> 24) << 3);
  store<i64>(p, load<i64>(p, 6144) + v, 6144);
  p = h + ((high & 255) << 3);
  store<i64>(p, load<i64>(p, 8192) + v, 8192);
  p = h + (((high >> 8) & 255) << 3);
  store<i64>(p, load<i64>(p, 10240) + v, 10240);
  p = h + (((high >> 16) & 255) << 3);
  store<i64>(p, load<i64>(p, 12288) + v, 12288);
  p = h + ((high >> 24) << 3);
  store<i64>(p, load<i64>(p, 14336) + v, 14336);
}

/** Tiles of rows times groups of eight features: one group's histograms (16 KiB) stay in the first-level cache. */
function addNarrow(histogram: usize, order: usize, begin: u32, end: u32): void {
  const rowBytes = word(ROW_BYTES);
  const bins = <usize>word(BINS_BY_ROW);
  for (let tile = begin; tile < end; tile += BLOCK_ROWS) {
    const last = order + (min(tile + BLOCK_ROWS, end) << 3);
    for (let group: u32 = 0; group < rowBytes; group += 8) {
      const h = histogram + group * 2048;
      const x = bins + group;
      for (let p = order + (tile << 3); p < last; p += 8) {
        const entry = load<i64>(p);
        // Gradient to bit 24, and one row in the bits below.
        addEight(h, load<u64>(x + <usize>(<u32>entry) * rowBytes), ((entry >> 8) & ~0xffffff) | 1);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addFour(h: usize, bins: u32, v: v128): void {
  let p = h + ((bins & 255) << 4);
  v128.store(p, i64x2.add(v128.load(p), v));
  p = h + (((bins >> 8) & 255) << 4);
  v128.store(p, i64x2.add(v128.load(p, 4096), v), 4096);
  p = h + (((bins >> 16) & 255) << 4);
  v128.store(p, i64x2.add(v128.load(p, 8192), v), 8192);
  p = h + ((bins >> 24) << 4);
  v128.store(p, i64x2.add(v128.load(p, 12288), v), 12288);
}

function addWide(histogram: usize, order: usize, hessians: usize, begin: u32, end: u32): void {
  const rowBytes = word(ROW_BYTES);
  const bins = <usize>word(BINS_BY_ROW);
  for (let tile = begin; tile < end; tile += BLOCK_ROWS) {
    const tileEnd = min(tile + BLOCK_ROWS, end);
    for (let group: u32 = 0; group < rowBytes; group += 4) {
      const h = histogram + group * 4096;
      const x = bins + group;
      for (let i = tile; i < tileEnd; i++) {
        const entry = load<i64>(order + (i << 3));
        const hessian = (<i64>load<u32>(hessians + (i << 2)) << 24) | 1;
        const v = i64x2.replace_lane(i64x2.splat(entry >> 32), 1, hessian);
        addFour(h, load<u32>(x + <usize>(<u32>entry) * rowBytes), v);
      }
    }
  }
}

/**
 * Divide a thread's rows of a leaf: those whose bin the table sends left to the front, in order, the others to the
 * back, in reverse, in the other row list. The left child keeps the leaf's number. No count is needed beforehand, and
 * no second pass; integer sums do not mind the order.
 */
export function partition(leaf: u32, right: u32, feature: u32, other: u32, thread: u32): void {
  const range = leafRange(leaf, thread);
  const begin = load<u32>(range);
  const end = load<u32>(range, 4);
  const column = <usize>word(BINS_BY_COLUMN) + <usize>feature * word(ROWS);
  const table = <usize>word(LEFT_TABLE);
  const from = orderOf(other);
  const to = orderOf(1 - other);
  let l = begin;
  let r = end - 1;
  if (isNarrow()) {
    for (let i = begin; i < end; i++) {
      const entry = load<u64>(from + (i << 3));
      const left = <u32>load<u8>(table + load<u8>(column + <u32>entry));
      store<u64>(to + (l << 3), entry);
      store<u64>(to + (r << 3), entry);
      l += left;
      r -= 1 - left;
    }
  } else {
    const hessians = other ? word(HESSIAN_ORDER_OTHER) : word(HESSIAN_ORDER);
    const toHessians = other ? word(HESSIAN_ORDER) : word(HESSIAN_ORDER_OTHER);
    for (let i = begin; i < end; i++) {
      const entry = load<u64>(from + (i << 3));
      const hessian = load<u32>(hessians + (i << 2));
      const left = <u32>load<u8>(table + load<u8>(column + <u32>entry));
      store<u64>(to + (l << 3), entry);
      store<u64>(to + (r << 3), entry);
      store<u32>(toHessians + (l << 2), hessian);
      store<u32>(toHessians + (r << 2), hessian);
      l += left;
      r -= 1 - left;
    }
  }
  store<u32>(range, l, 4);
  const rightRange = leafRange(right, thread);
  store<u32>(rightRange, l);
  store<u32>(rightRange, end, 4);
}

/** Add the threads' parts of one feature's histogram into the first, and take it from the sibling-to-be. */
export function mergeFeature(histogram: usize, larger: usize, feature: u32): void {
  const bytes = featureHistogramBytes();
  const offset = feature * bytes;
  const target = histogram + offset;
  const threads = word(THREADS);
  for (let t: u32 = 1; t < threads; t++) {
    const part = <usize>load<u32>(threadBlock(t), THREAD_HISTOGRAM) + offset;
    for (let i: u32 = 0; i < bytes; i += 16) {
      v128.store(target + i, i64x2.add(v128.load(target + i), v128.load(part + i)));
    }
  }
  if (larger == 0) return;
  const sibling = larger + offset;
  for (let i: u32 = 0; i < bytes; i += 16) {
    v128.store(sibling + i, i64x2.sub(v128.load(sibling + i), v128.load(target + i)));
  }
}
