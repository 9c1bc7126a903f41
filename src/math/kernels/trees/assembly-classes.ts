// Direct searches of forests of several classes: the fall of the Gini impurity.
import { threadBlock, word } from "./assembly-control";
import { leafRange, orderOf } from "./assembly-histogram";
import { ENTRIES, firstOccurring, lastOccurring, mark, nextOccurring } from "./assembly-scratch";
import { extraBin } from "./assembly-search";
import {
  BEST_BIN,
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
  FEATURE_FLAGS,
  FEATURE_MISSING,
  HESSIAN_ORDER,
  HESSIAN_ORDER_OTHER,
  LEAF_ID,
  MIN_LEAF_ROWS,
  ROWS,
  THREADS,
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

/** The best threshold of a feature. */
export function searchClasses(record: usize, best: usize, f: u32, scratch: usize): void {
  const bins = load<u32>(word(BIN_COUNTS) + (f << 2));
  const flags = <u32>load<u8>(word(FEATURE_FLAGS) + f);
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
