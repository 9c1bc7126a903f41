// Predicts with tree ensembles: rows in blocks, eight at a time, one tree after another. See layout.ts.

import {
  CATEGORY,
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
      const words = load<u32>(entry, 8);
      const to = block + <usize>c * COLUMN_BYTES;
      for (let lane = 0; lane < GROUP_ROWS; lane++) {
        const row = min(first + lane, n - 1);
        const value = load<f64>(rows + <usize>row * rowBytes + feature);
        if (kind == CATEGORY) store<u64>(to + (<usize>lane << 3), placeInSet(value, words));
        else store<f64>(to + (<usize>lane << 3), replaced(value, kind));
      }
    }
    block += stride;
  }
}

/** Byte offset of the word, and above it the number of the bit. */
// @ts-ignore: decorator
@inline
function placeInSet(value: f64, words: u32): u64 {
  // NaN fails. Values in (-1, 0) are truncated to category 0.
  if (value > -1 && value < <f64>words * 32) {
    const category = <u32>value;
    return (<u64>(category & 31) << 32) | ((category >> 5) << 2);
  }
  return <u64>words << 2;
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

/**
 * Add the leaf values of trees `from` to `to` - 1 to the scores of a block whose columns are filled.
 *
 * @param scores float64 [classCount][groups * 8]
 */
export function addTrees(
  groups: i32,
  block: usize,
  stride: usize,
  trees: usize,
  from: i32,
  to: i32,
  sets: usize,
  nodes: usize,
  leafBit: u32,
  scores: usize,
  classCount: i32,
): void {
  for (let t = from; t < to; t++) {
    const tree = trees + <usize>t * TREE_ENTRY_BYTES;
    const root = load<u32>(tree);
    const classScores = scores + <usize>(t % classCount) * <usize>groups * COLUMN_BYTES;
    if (load<i32>(tree, 4)) addMixedTree(block, stride, groups, root, sets, nodes, leafBit, classScores);
    else addNumericalTree(block, stride, groups, root, nodes, leafBit, classScores);
  }
}

function addNumericalTree(
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
      a = numericalChild(nodes + a, block);
      b = numericalChild(nodes + b, block + 8);
      c = numericalChild(nodes + c, block + 16);
      d = numericalChild(nodes + d, block + 24);
      e = numericalChild(nodes + e, block + 32);
      f = numericalChild(nodes + f, block + 40);
      h = numericalChild(nodes + h, block + 48);
      i = numericalChild(nodes + i, block + 56);
    }
    addLeaves(scores, nodes, a, b, c, d, e, f, h, i);
    scores += COLUMN_BYTES;
    block += stride;
  }
}

function addMixedTree(
  block: usize,
  stride: usize,
  groups: i32,
  root: u32,
  sets: usize,
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
      a = mixedChild(nodes + a, block, sets);
      b = mixedChild(nodes + b, block + 8, sets);
      c = mixedChild(nodes + c, block + 16, sets);
      d = mixedChild(nodes + d, block + 24, sets);
      e = mixedChild(nodes + e, block + 32, sets);
      f = mixedChild(nodes + f, block + 40, sets);
      h = mixedChild(nodes + h, block + 48, sets);
      i = mixedChild(nodes + i, block + 56, sets);
    }
    addLeaves(scores, nodes, a, b, c, d, e, f, h, i);
    scores += COLUMN_BYTES;
    block += stride;
  }
}

// @ts-ignore: decorator
@inline
function numericalChild(node: usize, lane: usize): u32 {
  const left = load<f64>(lane + load<u32>(node, 16)) <= load<f64>(node);
  return load<u32>(node + (<usize>left << 2), 8);
}

/** A set's threshold is NaN, so that the comparison fails; a threshold's set is a zero word, so that the bit is 0. */
// @ts-ignore: decorator
@inline
function mixedChild(node: usize, lane: usize, sets: usize): u32 {
  const cell = lane + load<u32>(node, 16);
  const below = <u32>(load<f64>(cell) <= load<f64>(node));
  const word = load<u32>(sets + load<u32>(node, 20) + (load<u32>(cell) & load<u32>(node, 24)));
  const left = below | ((word >> load<u32>(cell, 4)) & 1);
  return load<u32>(node + (<usize>left << 2), 8);
}

// @ts-ignore: decorator
@inline
function addLeaves(
  scores: usize,
  nodes: usize,
  a: u32,
  b: u32,
  c: u32,
  d: u32,
  e: u32,
  f: u32,
  h: u32,
  i: u32,
): void {
  store<f64>(scores, load<f64>(scores) + load<f64>(nodes + a));
  store<f64>(scores, load<f64>(scores, 8) + load<f64>(nodes + b), 8);
  store<f64>(scores, load<f64>(scores, 16) + load<f64>(nodes + c), 16);
  store<f64>(scores, load<f64>(scores, 24) + load<f64>(nodes + d), 24);
  store<f64>(scores, load<f64>(scores, 32) + load<f64>(nodes + e), 32);
  store<f64>(scores, load<f64>(scores, 40) + load<f64>(nodes + f), 40);
  store<f64>(scores, load<f64>(scores, 48) + load<f64>(nodes + h), 48);
  store<f64>(scores, load<f64>(scores, 56) + load<f64>(nodes + i), 56);
}
