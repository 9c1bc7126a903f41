// The best split of a small leaf, or over few features, without histograms of all features: one feature at a time from
// the rows, visiting only the bins that occur. One thread does it for all threads' rows.
import { addRowsClasses, closeClasses, openClasses, searchClasses } from "./assembly-classes";
import { at, isNarrow, threadBlock, word } from "./assembly-control";
import { leafRange, orderOf } from "./assembly-histogram";
import {
  ENTRIES,
  clear,
  firstOccurring,
  lastOccurring,
  mark,
  nextOccurring,
  occurring,
} from "./assembly-scratch";
import {
  beginOffers,
  closeLeaf,
  extraBin,
  guardsOf,
  offerBins,
  openLeaf,
  searchCategories,
  setNextBin,
} from "./assembly-search";
import {
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
  MODE,
  MODE_CLASSES,
  ROWS,
  THREADS,
  THREAD_BEST,
  THREAD_DIRECT,
} from "./layout";

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
  if (classes) closeClasses(best);
  else closeLeaf(best);
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
      setNextBin(next);
      if (!offerBins<M>(entries + b * step, best, f, threshold, side == 1, guards)) break;
      b = next;
    }
  }
}
