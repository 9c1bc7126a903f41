// Direct searches of forests of several classes: the fall of the Gini impurity.
import { threadBlock, word } from "./assembly-control";
import { leafRange, orderOf } from "./assembly-histogram";
import { ENTRIES, OCCURS, firstOccurring, lastOccurring, mark, nextOccurring } from "./assembly-scratch";
import { extraBin, setBit } from "./assembly-search";
import {
  BEST_BIN,
  BEST_BITS,
  BEST_CATEGORICAL,
  BEST_FEATURE,
  BEST_FLAGS,
  BEST_GAIN,
  BEST_GRADIENT,
  BEST_HESSIAN,
  BEST_MISSING_LEFT,
  BEST_NEXT,
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
  MAX_ONE_HOT,
  MIN_LEAF_ROWS,
  ROWS,
  THREADS,
  THREAD_SCRATCH,
} from "./layout";

/** Per class 16 bytes: i64 weight << 24 | rows; 8 bytes unused, so that entries stay aligned. */
export function addRowsClasses(leaf: u32, other: u32, f: u32, scratch: usize): void {
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

let classesGain: f64 = 0;
let classesRows: u32 = 0;

// @ts-ignore: decorator
@inline
function classSums(scratch: usize): usize {
  return scratch + ENTRIES + 256 * 16 * word(CLASSES);
}

export function openClasses(leaf: u32, other: u32, scratch: usize): void {
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

/** From here on the best gain is above the leaf's own. */
export function closeClasses(best: usize): void {
  const gain = load<f64>(best, BEST_GAIN);
  if (gain >= 0) store<f64>(best, gain - classesGain, BEST_GAIN);
}

/** What the squared sums of a side's classes over the side's weight come to, both sides together: high where pure. */
function purity(lefts: usize, sums: usize, classes: u32): f64 {
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
  leftWeight = left;
  return leftSquares / left + rightSquares / right;
}

/** Weight of the left side that `purity` saw last. */
let leftWeight: f64 = 0;

/** Take this split when its Gini impurity, times the rows' weight, falls by more than that of the best so far. */
function classesOffer(best: usize, scratch: usize, f: u32, rows: u32): bool {
  const minRows = word(MIN_LEAF_ROWS);
  if (rows < minRows || classesRows - rows < minRows) return false;
  const classes = word(CLASSES);
  const sums = classSums(scratch);
  const gain = purity(sums + (classes << 3), sums, classes);
  const so = load<f64>(best, BEST_GAIN);
  if (!(gain > (so < 0 ? classesGain : so))) return false;
  store<f64>(best, gain, BEST_GAIN);
  store<f64>(best, 0, BEST_GRADIENT);
  store<f64>(best, leftWeight, BEST_HESSIAN);
  store<u32>(best, rows, BEST_ROWS);
  store<u32>(best, f, BEST_FEATURE);
  return true;
}

/** The best threshold of a numerical feature, or set of a categorical one. */
export function searchClasses(record: usize, best: usize, f: u32, scratch: usize): void {
  const bins = load<u32>(word(BIN_COUNTS) + (f << 2));
  const flags = <u32>load<u8>(word(FEATURE_FLAGS) + f);
  if (flags & FEATURE_CATEGORICAL) return searchClassCategories(best, f, bins, scratch);
  const missing = (flags & FEATURE_MISSING) != 0;
  const missingBin = missing ? bins - 1 : 256;
  const classes = word(CLASSES);
  const bytes = classes * 16;
  const entries = scratch + ENTRIES;
  const lefts = classSums(scratch) + (classes << 3);
  const only = extraBin(load<u32>(record, LEAF_ID), f, firstOccurring(scratch), lastOccurring(scratch, missingBin));
  const missingOccurs = missing && nextOccurring(scratch, missingBin) == missingBin;
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
      if (here && classesOffer(best, scratch, f, rows)) {
        store<u32>(best, only == ~(<u32>0) ? b : only, BEST_BIN);
        store<u32>(best, side == 1 ? BEST_MISSING_LEFT : 0, BEST_FLAGS);
        store<u32>(best, next, BEST_NEXT);
      }
      b = next;
    }
  }
}

/**
 * Two sets of the categories that occur: few of them one against the rest, many in their order along the direction in
 * which their shares of the classes differ most, taken from either end. Bin 0, missing and rare, goes right.
 *
 * @see Coppersmith, Hong and Hosking (1999), "Partitioning nominal attributes in decision trees"
 */
function searchClassCategories(best: usize, f: u32, bins: u32, scratch: usize): void {
  const classes = word(CLASSES);
  const bytes = classes * 16;
  const entries = scratch + ENTRIES;
  const lefts = classSums(scratch) + (classes << 3);
  const oneHot = bins <= word(MAX_ONE_HOT);
  const sorted = <usize>load<u32>(threadBlock(0), THREAD_SCRATCH);
  const count = oneHot ? listCategories(scratch, sorted) : orderCategories(scratch, sorted);
  // Without rows in bin 0, what one end takes is what the other leaves.
  const sides: u32 = !oneHot && load<u64>(scratch + OCCURS) & 1 ? 2 : 1;
  for (let side: u32 = 0; side < sides; side++) {
    let rows: u32 = 0;
    for (let i: u32 = 0; i < count; i++) {
      if (i == 0 || oneHot) {
        memory.fill(lefts, 0, classes << 3);
        rows = 0;
      }
      rows += addClasses(lefts, entries + categoryAt(sorted, count, side, i) * bytes, classes);
      if (!classesOffer(best, scratch, f, rows)) continue;
      store<u32>(best, 0, BEST_BIN);
      store<u32>(best, BEST_CATEGORICAL, BEST_FLAGS);
      memory.fill(best + BEST_BITS, 0, 32);
      for (let k: u32 = oneHot ? i : 0; k <= i; k++) setBit(best, categoryAt(sorted, count, side, k));
    }
  }
}

// @ts-ignore: decorator
@inline
function categoryAt(sorted: usize, count: u32, side: u32, i: u32): u32 {
  return <u32>load<u8>(sorted + (side == 0 ? i : count - 1 - i));
}

/** Bins from 1 on that occur, u8 [count]. */
function listCategories(scratch: usize, sorted: usize): u32 {
  let count: u32 = 0;
  for (let b = nextOccurring(scratch, 1); b < 256; b = nextOccurring(scratch, b + 1)) {
    store<u8>(sorted + count++, b);
  }
  return count;
}

/** Rounds of the power iteration: the order has settled long before the direction has. */
const ROUNDS: u32 = 12;

/** The same, ordered along the first principal axis of the categories' shares, each weighted by its rows. */
function orderCategories(scratch: usize, sorted: usize): u32 {
  const classes = word(CLASSES);
  const count = listCategories(scratch, sorted);
  const mean = classSums(scratch) + (classes << 4);
  const axis = mean + (classes << 3);
  const next = axis + (classes << 3);
  const ratios = sorted + 256;
  memory.fill(mean, 0, classes << 3);
  let total: f64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = classEntry(scratch, <u32>load<u8>(sorted + i));
    for (let k: u32 = 0; k < classes; k++) {
      const weight = classWeight(entry, k);
      total += weight;
      store<f64>(mean + (k << 3), load<f64>(mean + (k << 3)) + weight);
    }
  }
  for (let k: u32 = 0; k < classes; k++) store<f64>(mean + (k << 3), load<f64>(mean + (k << 3)) / total);
  // Begin with the category that stands out most.
  let furthest: f64 = 0;
  memory.fill(axis, 0, classes << 3);
  for (let i: u32 = 0; i < count; i++) {
    const entry = classEntry(scratch, <u32>load<u8>(sorted + i));
    const own = entryWeight(entry, classes);
    let distance: f64 = 0;
    for (let k: u32 = 0; k < classes; k++) {
      const gap = classWeight(entry, k) / own - load<f64>(mean + (k << 3));
      distance += gap * gap;
    }
    if (!(distance * own > furthest)) continue;
    furthest = distance * own;
    for (let k: u32 = 0; k < classes; k++) {
      store<f64>(axis + (k << 3), classWeight(entry, k) / own - load<f64>(mean + (k << 3)));
    }
  }
  for (let round: u32 = 0; round <= ROUNDS; round++) {
    memory.fill(next, 0, classes << 3);
    for (let i: u32 = 0; i < count; i++) {
      const entry = classEntry(scratch, <u32>load<u8>(sorted + i));
      const own = entryWeight(entry, classes);
      let along: f64 = 0;
      for (let k: u32 = 0; k < classes; k++) {
        along += (classWeight(entry, k) / own - load<f64>(mean + (k << 3))) * load<f64>(axis + (k << 3));
      }
      store<f64>(ratios + (i << 3), along);
      for (let k: u32 = 0; k < classes; k++) {
        const gap = classWeight(entry, k) / own - load<f64>(mean + (k << 3));
        store<f64>(next + (k << 3), load<f64>(next + (k << 3)) + own * along * gap);
      }
    }
    let largest: f64 = 0;
    for (let k: u32 = 0; k < classes; k++) largest = max(largest, abs(load<f64>(next + (k << 3))));
    if (!(largest > 0)) break;
    for (let k: u32 = 0; k < classes; k++) store<f64>(axis + (k << 3), load<f64>(next + (k << 3)) / largest);
  }
  sortByRatio(sorted, ratios, count);
  return count;
}

// @ts-ignore: decorator
@inline
function classEntry(scratch: usize, bin: u32): usize {
  return scratch + ENTRIES + bin * word(CLASSES) * 16;
}

// @ts-ignore: decorator
@inline
function classWeight(entry: usize, k: u32): f64 {
  return <f64>(load<i64>(entry + (k << 4)) >> 24);
}

function entryWeight(entry: usize, classes: u32): f64 {
  let sum: f64 = 0;
  for (let k: u32 = 0; k < classes; k++) sum += classWeight(entry, k);
  // Rows that weigh nothing have no shares; any will do.
  return max(sum, 1);
}

/** Ascending; of equal ones the lower bin first. Insertion sort. */
function sortByRatio(sorted: usize, ratios: usize, count: u32): void {
  for (let n: u32 = 1; n < count; n++) {
    const ratio = load<f64>(ratios + (n << 3));
    const bin = load<u8>(sorted + n);
    let i = n;
    for (; i > 0 && load<f64>(ratios + ((i - 1) << 3)) > ratio; i--) {
      store<f64>(ratios + (i << 3), load<f64>(ratios + ((i - 1) << 3)));
      store<u8>(sorted + i, load<u8>(sorted + i - 1));
    }
    store<f64>(ratios + (i << 3), ratio);
    store<u8>(sorted + i, bin);
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
