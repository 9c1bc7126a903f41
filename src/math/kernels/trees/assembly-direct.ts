// The best split of a small leaf, or over few features, without histograms of all features: one feature at a time from
// the rows, visiting only the bins that occur. One thread does it for all threads' rows.
import { at, isNarrow, threadBlock, word } from "./assembly-control";
import { leafRange, orderOf } from "./assembly-histogram";
import {
  closeLeaf,
  extraBin,
  guardsOf,
  offerBins,
  openLeaf,
  searchCategories,
  beginOffers,
} from "./assembly-search";
import {
  BEST_BIN,
  BEST_FEATURE,
  BEST_FLAGS,
  BEST_GAIN,
  BEST_GRADIENT,
  BEST_HESSIAN,
  BEST_MISSING_LEFT,
  BEST_ROWS,
  BINS_BY_COLUMN,
  BIN_COUNTS,
  CLASSES,
  FEATURE_CATEGORICAL,
  FEATURE_FLAGS,
  FEATURE_MISSING,
  HESSIAN_ORDER,
  HESSIAN_ORDER_OTHER,
  LEAF_ID,
  LEAF_RECORDS,
  MIN_LEAF_ROWS,
  MODE,
  MODE_CLASSES,
  ROWS,
  THREADS,
  THREAD_BEST,
  THREAD_DIRECT,
} from "./layout";

/**
 * Scratch of a direct search:
 *
 *     +0      u64 [4]: which bins occur
 *     +64     histogram of one feature: 256 entries of 8 or 16 bytes, or of 16 bytes for each class
 *
 * The histogram is all zero between features.
 */
const OCCURS: u32 = 0;
const ENTRIES: u32 = 64;

/**
 * Search some features, in the order given, until `limit` of them were not constant in the leaf.
 *
 * @param features u32 [count]
 */
export function searchDirect(leaf: u32, other: u32, features: usize, count: u32, limit: u32): void {
  const record = at(LEAF_RECORDS);
  const best = threadBlock(0) + THREAD_BEST;
  const scratch = <usize>load<u32>(threadBlock(0), THREAD_DIRECT);
  const classes = word(MODE) == MODE_CLASSES;
  openLeaf(record, best);
  if (classes) openClasses(leaf, other, scratch);
  let visited: u32 = 0;
  for (let i: u32 = 0; i < count && visited < limit; i++) {
    const f = load<u32>(features + (i << 2));
    if (load<u32>(word(BIN_COUNTS) + (f << 2)) < 2) continue;
    if (isNarrow()) addRowsNarrow(leaf, other, f, scratch);
    else if (classes) addRowsClasses(leaf, other, f, scratch);
    else addRowsWide(leaf, other, f, scratch);
    if (occurring(scratch) > 1) {
      visited++;
      if (classes) searchClasses(record, best, f, scratch);
      else if (isNarrow()) searchOccurring<u8>(record, best, f, scratch);
      else searchOccurring<u16>(record, best, f, scratch);
    }
    clear(scratch, isNarrow() ? 8 : classes ? word(CLASSES) * 16 : 16);
  }
  if (classes) {
    const gain = load<f64>(best, BEST_GAIN);
    if (gain >= 0) store<f64>(best, gain - classesGain, BEST_GAIN);
  } else closeLeaf(best);
}

// @ts-ignore: decorator
@inline
function mark(scratch: usize, bin: u32): void {
  const p = scratch + OCCURS + ((bin >> 6) << 3);
  store<u64>(p, load<u64>(p) | ((<u64>1) << <u64>(bin & 63)));
}

function occurring(scratch: usize): u32 {
  let count: u64 = 0;
  for (let w: u32 = 0; w < 4; w++) count += popcnt<u64>(load<u64>(scratch + OCCURS + (w << 3)));
  return <u32>count;
}

/** The next bin that occurs from `bin` on, 256 when there is none. */
// @ts-ignore: decorator
@inline
function nextOccurring(scratch: usize, bin: u32): u32 {
  for (let w = bin >> 6; w < 4; w++) {
    let bits = load<u64>(scratch + OCCURS + (w << 3));
    if (w == bin >> 6) bits &= ~(<u64>0) << <u64>(bin & 63);
    if (bits) return (w << 6) + <u32>ctz<u64>(bits);
  }
  return 256;
}

function clear(scratch: usize, bytes: u32): void {
  for (let b = nextOccurring(scratch, 0); b < 256; b = nextOccurring(scratch, b + 1)) {
    memory.fill(scratch + ENTRIES + b * bytes, 0, bytes);
  }
  memory.fill(scratch + OCCURS, 0, 32);
}

function addRowsNarrow(leaf: u32, other: u32, f: u32, scratch: usize): void {
  const column = <usize>word(BINS_BY_COLUMN) + <usize>f * <usize>word(ROWS);
  const order = orderOf(other);
  for (let t: u32 = 0; t < word(THREADS); t++) {
    const range = leafRange(leaf, t);
    const end = order + (load<u32>(range, 4) << 3);
    for (let p = order + (load<u32>(range) << 3); p < end; p += 8) {
      const entry = load<i64>(p);
      const bin = <u32>load<u8>(column + <usize>(<u32>entry));
      const e = scratch + ENTRIES + (bin << 3);
      store<i64>(e, load<i64>(e) + (((entry >> 8) & ~0xffffff) | 1));
      mark(scratch, bin);
    }
  }
}

function addRowsWide(leaf: u32, other: u32, f: u32, scratch: usize): void {
  const column = <usize>word(BINS_BY_COLUMN) + <usize>f * <usize>word(ROWS);
  const order = orderOf(other);
  const hessians = <usize>(other ? word(HESSIAN_ORDER_OTHER) : word(HESSIAN_ORDER));
  for (let t: u32 = 0; t < word(THREADS); t++) {
    const range = leafRange(leaf, t);
    const end = load<u32>(range, 4);
    for (let i = load<u32>(range); i < end; i++) {
      const entry = load<i64>(order + (i << 3));
      const bin = <u32>load<u8>(column + <usize>(<u32>entry));
      const e = scratch + ENTRIES + (bin << 4);
      const hessian = (<i64>load<u32>(hessians + (i << 2)) << 24) | 1;
      v128.store(e, i64x2.add(v128.load(e), i64x2.replace_lane(i64x2.splat(entry >> 32), 1, hessian)));
      mark(scratch, bin);
    }
  }
}

/** Per class 16 bytes: i64 weight << 24 | rows; 8 bytes unused, so that entries stay aligned. */
function addRowsClasses(leaf: u32, other: u32, f: u32, scratch: usize): void {
  const column = <usize>word(BINS_BY_COLUMN) + <usize>f * <usize>word(ROWS);
  const order = orderOf(other);
  const hessians = <usize>(other ? word(HESSIAN_ORDER_OTHER) : word(HESSIAN_ORDER));
  const bytes = word(CLASSES) * 16;
  for (let t: u32 = 0; t < word(THREADS); t++) {
    const range = leafRange(leaf, t);
    const end = load<u32>(range, 4);
    for (let i = load<u32>(range); i < end; i++) {
      const entry = load<i64>(order + (i << 3));
      const bin = <u32>load<u8>(column + <usize>(<u32>entry));
      const e = scratch + ENTRIES + bin * bytes + (<u32>(entry >> 32) << 4);
      store<i64>(e, load<i64>(e) + ((<i64>load<u32>(hessians + (i << 2)) << 24) | 1));
      mark(scratch, bin);
    }
  }
}

/** As `searchBins`, over the bins that occur; of equal gains the first wins there and here. */
function searchOccurring<M>(record: usize, best: usize, f: u32, scratch: usize): void {
  const bins = load<u32>(word(BIN_COUNTS) + (f << 2));
  const flags = <u32>load<u8>(word(FEATURE_FLAGS) + f);
  const entries = scratch + ENTRIES;
  if (flags & FEATURE_CATEGORICAL) {
    searchCategories<M>(entries, best, f, bins, 0);
    return;
  }
  const step: u32 = sizeof<M>() == 1 ? 8 : 16;
  const missing = (flags & FEATURE_MISSING) != 0;
  const missingBin = missing ? bins - 1 : 256;
  const guards = guardsOf(f);
  const only = extraBin(load<u32>(record, LEAF_ID), f, firstOccurring(scratch), lastOccurring(scratch, missingBin));
  const missingOccurs = missing && nextOccurring(scratch, missingBin) == missingBin;
  const sides: u32 = missingOccurs ? 2 : 1;
  for (let side: u32 = 0; side < sides; side++) {
    beginOffers<M>(entries, side == 1 ? missingBin : 256);
    let b = nextOccurring(scratch, 0);
    while (b < missingBin) {
      const next = nextOccurring(scratch, b + 1);
      // Nothing would be left for the right.
      if (next == 256 || (side == 1 && next == missingBin)) break;
      const isOnly = b <= only && next > only;
      const threshold = only == ~(<u32>0) ? b : isOnly ? only : ~(<u32>0);
      if (!offerBins<M>(entries + b * step, best, f, threshold, side == 1, guards)) break;
      b = next;
    }
  }
}

function firstOccurring(scratch: usize): u32 {
  return nextOccurring(scratch, 0);
}

/** The last bin that occurs before `end`. */
function lastOccurring(scratch: usize, end: u32): u32 {
  let last: u32 = 0;
  for (let b = nextOccurring(scratch, 0); b < min(end, 256); b = nextOccurring(scratch, b + 1)) last = b;
  return last;
}

// Classes. Sums live behind the histogram: f64 [classes] of all rows, then of the left side.
let classesGain: f64 = 0;
let classesRows: u32 = 0;

// @ts-ignore: decorator
@inline
function classSums(scratch: usize): usize {
  return scratch + ENTRIES + 256 * 16 * word(CLASSES);
}

function openClasses(leaf: u32, other: u32, scratch: usize): void {
  const classes = word(CLASSES);
  const sums = classSums(scratch);
  memory.fill(sums, 0, classes << 3);
  const order = orderOf(other);
  const hessians = <usize>(other ? word(HESSIAN_ORDER_OTHER) : word(HESSIAN_ORDER));
  classesRows = 0;
  for (let t: u32 = 0; t < word(THREADS); t++) {
    const range = leafRange(leaf, t);
    const end = load<u32>(range, 4);
    classesRows += end - load<u32>(range);
    for (let i = load<u32>(range); i < end; i++) {
      const s = sums + (load<u32>(order + (i << 3), 4) << 3);
      store<f64>(s, load<f64>(s) + <f64>load<u32>(hessians + (i << 2)));
    }
  }
  let squares: f64 = 0;
  let total: f64 = 0;
  for (let k: u32 = 0; k < classes; k++) {
    const s = load<f64>(sums + (k << 3));
    squares += s * s;
    total += s;
  }
  // A leaf of one class gains nothing, whatever the rounding.
  classesGain = (squares / total) * (1 + 1e-12);
}

/** Fall of the Gini impurity, times the rows' weight. */
function searchClasses(record: usize, best: usize, f: u32, scratch: usize): void {
  const bins = load<u32>(word(BIN_COUNTS) + (f << 2));
  const flags = <u32>load<u8>(word(FEATURE_FLAGS) + f);
  const missing = (flags & FEATURE_MISSING) != 0;
  const missingBin = missing ? bins - 1 : 256;
  const classes = word(CLASSES);
  const bytes = classes * 16;
  const entries = scratch + ENTRIES;
  const sums = classSums(scratch);
  const lefts = sums + (classes << 3);
  const minRows = word(MIN_LEAF_ROWS);
  const only = extraBin(load<u32>(record, LEAF_ID), f, firstOccurring(scratch), lastOccurring(scratch, missingBin));
  const missingOccurs = missing && nextOccurring(scratch, missingBin) == missingBin;
  let bestGain = load<f64>(best, BEST_GAIN) < 0 ? classesGain : load<f64>(best, BEST_GAIN);
  const sides: u32 = missingOccurs ? 2 : 1;
  for (let side: u32 = 0; side < sides; side++) {
    memory.fill(lefts, 0, classes << 3);
    let rows: u32 = 0;
    if (side == 1) rows += addClasses(lefts, entries + missingBin * bytes, classes);
    let b = nextOccurring(scratch, 0);
    while (b < missingBin) {
      const next = nextOccurring(scratch, b + 1);
      if (next == 256 || (side == 1 && next == missingBin)) break;
      rows += addClasses(lefts, entries + b * bytes, classes);
      const here = only == ~(<u32>0) || (b <= only && next > only);
      if (here && rows >= minRows && classesRows - rows >= minRows) {
        let left: f64 = 0;
        let leftSquares: f64 = 0;
        let right: f64 = 0;
        let rightSquares: f64 = 0;
        for (let k: u32 = 0; k < classes; k++) {
          const l = load<f64>(lefts + (k << 3));
          const r = load<f64>(sums + (k << 3)) - l;
          left += l;
          leftSquares += l * l;
          right += r;
          rightSquares += r * r;
        }
        const gain = leftSquares / left + rightSquares / right;
        if (gain > bestGain) {
          bestGain = gain;
          store<f64>(best, gain, BEST_GAIN);
          store<f64>(best, 0, BEST_GRADIENT);
          store<f64>(best, left, BEST_HESSIAN);
          store<u32>(best, rows, BEST_ROWS);
          store<u32>(best, f, BEST_FEATURE);
          store<u32>(best, only == ~(<u32>0) ? b : only, BEST_BIN);
          store<u32>(best, side == 1 ? BEST_MISSING_LEFT : 0, BEST_FLAGS);
        }
      }
      b = next;
    }
  }
}

/** Add a bin's classes to sums; gives back its rows. */
function addClasses(sums: usize, entry: usize, classes: u32): u32 {
  let rows: u32 = 0;
  for (let k: u32 = 0; k < classes; k++) {
    const packed = load<i64>(entry + (k << 4));
    const s = sums + (k << 3);
    store<f64>(s, load<f64>(s) + <f64>(packed >> 24));
    rows += <u32>packed & 0xffffff;
  }
  return rows;
}
