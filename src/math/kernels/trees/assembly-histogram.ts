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
  THREAD_TILE,
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
  const tile = <usize>load<u32>(threadBlock(thread), THREAD_TILE);
  if (isNarrow()) addNarrow(histogram, orderOf(other), begin, end, tile);
  else {
    const hessians = other ? word(HESSIAN_ORDER_OTHER) : word(HESSIAN_ORDER);
    addWide(histogram, orderOf(other), hessians, begin, end, tile);
  }
}

/** Copy a tile's rows side by side: many loads in flight at once, where the sums below would wait for each. */
// @ts-ignore: decorator
@inline
function copyTile(tile: usize, order: usize, end: usize, bins: usize, rowBytes: u32): void {
  for (let p = order; p < end; p += 8, tile += rowBytes) {
    const row = bins + <usize>load<u32>(p) * <usize>rowBytes;
    for (let group: u32 = 0; group < rowBytes; group += 8) store<u64>(tile + group, load<u64>(row + group));
  }
}

// @ts-ignore: decorator
@inline
function addNarrowEntry(histogram: usize, bin: u32, offset: usize, value: i64): void {
  const p = histogram + offset + (bin << 3);
  store<i64>(p, load<i64>(p) + value);
}

/** Tiles of rows times groups of eight features: one group's histograms (16 KiB) stay in the first-level cache. */
function addNarrow(histogram: usize, order: usize, begin: u32, end: u32, tile: usize): void {
  const rowBytes = word(ROW_BYTES);
  const bins = <usize>word(BINS_BY_ROW);
  for (let first = begin; first < end; first += BLOCK_ROWS) {
    const from = order + (first << 3);
    const to = order + (min(first + BLOCK_ROWS, end) << 3);
    copyTile(tile, from, to, bins, rowBytes);
    for (let group: u32 = 0; group < rowBytes; group += 8) {
      const h = histogram + group * 2048;
      let x = tile + group;
      for (let p = from; p < to; p += 8, x += rowBytes) {
        // Gradient to bit 24, and one row in the bits below.
        const value = ((load<i64>(p) >> 8) & ~0xffffff) | 1;
        addNarrowEntry(h, load<u8>(x), 0, value);
        addNarrowEntry(h, load<u8>(x, 1), 2048, value);
        addNarrowEntry(h, load<u8>(x, 2), 4096, value);
        addNarrowEntry(h, load<u8>(x, 3), 6144, value);
        addNarrowEntry(h, load<u8>(x, 4), 8192, value);
        addNarrowEntry(h, load<u8>(x, 5), 10240, value);
        addNarrowEntry(h, load<u8>(x, 6), 12288, value);
        addNarrowEntry(h, load<u8>(x, 7), 14336, value);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addWideEntry(histogram: usize, bin: u32, offset: usize, value: v128): void {
  const p = histogram + offset + (bin << 4);
  v128.store(p, i64x2.add(v128.load(p), value));
}

/** The same with entries of 16 bytes and groups of four features. */
function addWide(histogram: usize, order: usize, hessians: usize, begin: u32, end: u32, tile: usize): void {
  const rowBytes = word(ROW_BYTES);
  const bins = <usize>word(BINS_BY_ROW);
  for (let first = begin; first < end; first += BLOCK_ROWS) {
    const from = order + (first << 3);
    const to = order + (min(first + BLOCK_ROWS, end) << 3);
    copyTile(tile, from, to, bins, rowBytes);
    for (let group: u32 = 0; group < rowBytes; group += 4) {
      const h = histogram + group * 4096;
      let x = tile + group;
      let hessian = hessians + (first << 2);
      for (let p = from; p < to; p += 8, x += rowBytes, hessian += 4) {
        const gradient = i64x2.splat(load<i64>(p) >> 32);
        const value = i64x2.replace_lane(gradient, 1, (<i64>load<u32>(hessian) << 24) | 1);
        addWideEntry(h, load<u8>(x), 0, value);
        addWideEntry(h, load<u8>(x, 1), 4096, value);
        addWideEntry(h, load<u8>(x, 2), 8192, value);
        addWideEntry(h, load<u8>(x, 3), 12288, value);
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
