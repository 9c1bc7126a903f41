// Predicts with tree ensembles: rows in blocks, eight at a time, one tree after another. See layout.ts.

import {
  CATEGORY_ENTRY_BYTES,
  COLUMN_BYTES,
  COLUMN_ENTRY_BYTES,
  GROUP_ROWS,
  NAN_AS_ZERO,
  NAN_LEFT,
  TREE_ENTRY_BYTES,
  ZERO_LEFT,
  ZERO_RIGHT,
} from "./layout";

const ZERO_THRESHOLD: f64 = <f64>(<f32>1e-35);

/**
 * Fill the columns of a block. A last group that is not full repeats the last row.
 *
 * @param rows float64 [n, featureCount]
 * @param entries of the columns, see layout.ts
 * @param stride bytes of a group
 */
export function fillColumns(
  rows: usize,
  n: i32,
  featureCount: i32,
  entries: usize,
  columns: i32,
  block: usize,
  stride: usize,
): void {
  const rowBytes = <usize>featureCount << 3;
  for (let first = 0; first < n; first += GROUP_ROWS) {
    for (let c = 0; c < columns; c++) {
      const entry = entries + <usize>c * COLUMN_ENTRY_BYTES;
      const feature = <usize>load<i32>(entry) << 3;
      const kind = load<i32>(entry, 4);
      const to = block + <usize>c * COLUMN_BYTES;
      for (let lane = 0; lane < GROUP_ROWS; lane++) {
        const row = min(first + lane, n - 1);
        const value = load<f64>(rows + <usize>row * rowBytes + feature);
        store<f64>(to + (<usize>lane << 3), replaced(value, kind));
      }
    }
    block += stride;
  }
}

// @ts-ignore: decorator
@inline
function replaced(value: f64, kind: i32): f64 {
  if (kind >= ZERO_LEFT) {
    if (abs(value) > ZERO_THRESHOLD) return value;
    return kind == ZERO_LEFT ? -Infinity : NaN;
  }
  if (value == value) return value;
  if (kind == NAN_AS_ZERO) return 0;
  return kind == NAN_LEFT ? -Infinity : NaN;
}

/** Fill the columns of one tree's categorical splits: 0 where the category is in the split's set, NaN elsewhere. */
function fillCategories(
  rows: usize,
  n: i32,
  featureCount: i32,
  entry: usize,
  bits: usize,
  block: usize,
  stride: usize,
): void {
  const feature = <usize>load<i32>(entry) << 3;
  const words = load<i32>(entry, 12);
  const rowBytes = <usize>featureCount << 3;
  const set = bits + (<usize>load<u32>(entry, 8) << 2);
  let to = block + <usize>load<i32>(entry, 4) * COLUMN_BYTES;
  for (let first = 0; first < n; first += GROUP_ROWS) {
    for (let lane = 0; lane < GROUP_ROWS; lane++) {
      const row = min(first + lane, n - 1);
      const value = load<f64>(rows + <usize>row * rowBytes + feature);
      let found: f64 = NaN;
      // NaN fails. Values in (-1, 0) are truncated to category 0.
      if (value > -1 && value < 2147483648) {
        const category = <i32>value;
        const word = category >> 5;
        if (word < words && (load<u32>(set + (<usize>word << 2)) >> (category & 31)) & 1) found = 0;
      }
      store<f64>(to + (<usize>lane << 3), found);
    }
    to += stride;
  }
}

/**
 * Add the leaf values of trees `from` to `to` - 1 to the scores of a block whose columns are filled.
 *
 * @param scores float64 [classCount][groups * 8]
 */
export function addTrees(
  rows: usize,
  n: i32,
  featureCount: i32,
  block: usize,
  stride: usize,
  trees: usize,
  from: i32,
  to: i32,
  categories: usize,
  bits: usize,
  nodes: usize,
  leafBit: u32,
  scores: usize,
  classCount: i32,
): void {
  const groups = (n + GROUP_ROWS - 1) / GROUP_ROWS;
  for (let t = from; t < to; t++) {
    const tree = trees + <usize>t * TREE_ENTRY_BYTES;
    const firstCategory = load<i32>(tree, 4);
    const endCategory = firstCategory + load<i32>(tree, 8);
    for (let c = firstCategory; c < endCategory; c++) {
      const entry = categories + <usize>c * CATEGORY_ENTRY_BYTES;
      fillCategories(rows, n, featureCount, entry, bits, block, stride);
    }
    const classScores = scores + <usize>(t % classCount) * <usize>groups * COLUMN_BYTES;
    addTree(block, stride, groups, load<u32>(tree), nodes, leafBit, classScores);
  }
}

function addTree(
  block: usize,
  stride: usize,
  groups: i32,
  root: u32,
  nodes: usize,
  leafBit: u32,
  scores: usize,
): void {
  for (let g = 0; g < groups; g++) {
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    let e = root;
    let f = root;
    let h = root;
    let i = root;
    while (!(a & b & c & d & e & f & h & i & leafBit)) {
      a = child(nodes + a, block);
      b = child(nodes + b, block + 8);
      c = child(nodes + c, block + 16);
      d = child(nodes + d, block + 24);
      e = child(nodes + e, block + 32);
      f = child(nodes + f, block + 40);
      h = child(nodes + h, block + 48);
      i = child(nodes + i, block + 56);
    }
    store<f64>(scores, load<f64>(scores) + load<f64>(nodes + a));
    store<f64>(scores, load<f64>(scores, 8) + load<f64>(nodes + b), 8);
    store<f64>(scores, load<f64>(scores, 16) + load<f64>(nodes + c), 16);
    store<f64>(scores, load<f64>(scores, 24) + load<f64>(nodes + d), 24);
    store<f64>(scores, load<f64>(scores, 32) + load<f64>(nodes + e), 32);
    store<f64>(scores, load<f64>(scores, 40) + load<f64>(nodes + f), 40);
    store<f64>(scores, load<f64>(scores, 48) + load<f64>(nodes + h), 48);
    store<f64>(scores, load<f64>(scores, 56) + load<f64>(nodes + i), 56);
    scores += COLUMN_BYTES;
    block += stride;
  }
}

// @ts-ignore: decorator
@inline
function child(node: usize, lane: usize): u32 {
  const left = load<f64>(lane + load<u32>(node, 16)) <= load<f64>(node);
  return load<u32>(node + (<usize>left << 2), 8);
}
