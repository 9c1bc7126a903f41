import * as layout from "../kernels/trees/layout.ts";
import type { FoundSplit, LeafSums, TreeEngine } from "./tree-engine.ts";

/** How trees are grown; named as LightGBM names them where it has a name. */
export interface GrowthOptions {
  /** "leaf": always the leaf with the greatest gain; "depth": level by level. */
  readonly growPolicy: "leaf" | "depth";
  /** Most leaves; at least 2. */
  readonly numLeaves: number;
  /** Most splits from the root to a leaf; Infinity for no limit. */
  readonly maxDepth: number;
  readonly minDataInLeaf: number;
  readonly minSumHessianInLeaf: number;
  readonly minGainToSplit: number;
  readonly lambdaL1: number;
  readonly lambdaL2: number;
  readonly catSmooth: number;
  readonly catL2: number;
  readonly maxCatThreshold: number;
  readonly maxCatToOnehot: number;
  readonly minDataPerGroup: number;
  /** Per feature -1, 0 or 1; empty for none. */
  readonly monotoneConstraints: readonly number[];
}

/** A split of a grown tree. Children: >= 0 a node, < 0 leaf ~child. */
export interface GrownNode {
  readonly split: FoundSplit;
  left: number;
  right: number;
  /** Output, sum of hessians and rows of the node as a leaf. */
  readonly value: number;
  readonly weight: number;
  readonly rows: number;
}

/** A tree in terms of bins. */
export interface GrownTree {
  readonly nodes: GrownNode[];
  /** Per leaf: its output before shrinkage; sum of hessians; rows; the row list its rows stand in. */
  readonly leafValues: number[];
  readonly leafWeights: number[];
  readonly leafRows: number[];
  readonly leafLists: number[];
}

/** Tell the engine what the split search has to heed. */
export function configureSearch(engine: TreeEngine, options: GrowthOptions): void {
  engine.setFloat(layout.LAMBDA_L1, options.lambdaL1);
  engine.setFloat(layout.LAMBDA_L2, options.lambdaL2);
  engine.setFloat(layout.MIN_LEAF_HESSIAN, options.minSumHessianInLeaf);
  engine.setFloat(layout.MIN_GAIN, options.minGainToSplit);
  engine.setFloat(layout.CATEGORY_SMOOTHING, options.catSmooth);
  engine.setFloat(layout.CATEGORY_L2, options.catL2);
  engine.setWord(layout.MIN_LEAF_ROWS, Math.max(1, options.minDataInLeaf));
  engine.setWord(layout.MAX_ONE_HOT, options.maxCatToOnehot);
  engine.setWord(layout.MAX_CATEGORIES, options.maxCatThreshold);
  engine.setWord(layout.MIN_CATEGORY_ROWS, options.minDataPerGroup);
  const monotone = engine.bytes(engine.word(layout.MONOTONE), engine.features);
  options.monotoneConstraints.forEach((direction, f) => (monotone[f] = direction & 255));
}

/** A leaf while its tree grows. */
interface OpenLeaf extends LeafSums {
  readonly depth: number;
  /** The row list its rows stand in, 0 or 1. */
  readonly list: number;
  /** Address of its histogram, 0 when it has none. */
  readonly histogram: number;
  readonly value: number;
  /** Its place: the node above, and on which side; -1 for the root. */
  readonly parent: number;
  readonly isRight: boolean;
  split: FoundSplit | null;
}

/** Histograms of leaves, reused. */
export class HistogramPool {
  readonly #engine: TreeEngine;
  readonly #free: number[] = [];

  constructor(engine: TreeEngine) {
    this.#engine = engine;
  }
  take(): number {
    return this.#free.pop() ?? this.#engine.allocate(this.#engine.histogramBytes);
  }
  give(histogram: number): void {
    if (histogram !== 0) this.#free.push(histogram);
  }
}

/**
 * Grow a tree on the rows that the engine lists (`JOB_FILL`).
 *
 * The leaf of the greatest gain is split next; of equal gains the leaf made first. A split's left child keeps the
 * leaf's number, the right child gets the next.
 *
 * @param chooseFeatures called before each leaf's search with the leaf's place in it (0 or 1), to write its features' mask
 */
export function growTree(
  engine: TreeEngine,
  pool: HistogramPool,
  options: GrowthOptions,
  chooseFeatures: ((place: number) => void) | null = null,
): GrownTree {
  const units = { gradient: engine.float(layout.GRADIENT_UNIT), hessian: engine.float(layout.HESSIAN_UNIT) };
  const l1 = options.lambdaL1;
  const output = (gradient: number, hessian: number, l2: number, lowest: number, highest: number): number => {
    const g = gradient * units.gradient;
    const denominator = hessian * units.hessian + l2;
    if (!(denominator > 0)) return Math.min(Math.max(0, lowest), highest);
    const shrunk = Math.sign(g) * Math.max(0, Math.abs(g) - l1);
    return Math.min(Math.max(-shrunk / denominator, lowest), highest);
  };
  const mayBeSplit = (leaf: OpenLeaf): boolean =>
    leaf.depth < options.maxDepth && leaf.rows >= 2 * Math.max(1, options.minDataInLeaf);
  const search = (ids: readonly number[]): void => {
    if (chooseFeatures) ids.forEach((_, k) => chooseFeatures(k));
    const found = engine.search(
      ids.map((id) => ({ id, sums: leaves[id]!, histogram: leaves[id]!.histogram })),
    );
    ids.forEach((id, k) => {
      const leaf = leaves[id]!;
      const split = found[k]!;
      const rounding = ROUNDING * Math.abs(leaf.gradient * units.gradient * leaf.value);
      if (mayBeSplit(leaf) && split.gain > rounding) leaf.split = split;
    });
  };

  const filled = engine.filledSums();
  const root: OpenLeaf = {
    ...filled,
    lowest: -Infinity,
    highest: Infinity,
    depth: 0,
    list: 0,
    histogram: pool.take(),
    value: output(filled.gradient, filled.hessian, options.lambdaL2, -Infinity, Infinity),
    parent: -1,
    isRight: false,
    split: null,
  };
  const leaves: OpenLeaf[] = [root];
  const nodes: GrownNode[] = [];
  if (mayBeSplit(root) && options.numLeaves > 1) {
    engine.fork(layout.JOB_ROOT, root.histogram);
    search([0]);
  }

  while (leaves.length < options.numLeaves) {
    const id = nextLeaf(leaves, options.growPolicy);
    if (id < 0) break;
    const leaf = leaves[id]!;
    const split = leaf.split!;
    const l2 = options.lambdaL2 + (split.categorical && !split.oneHot ? options.catL2 : 0);
    const direction = split.categorical ? 0 : (options.monotoneConstraints[split.feature] ?? 0);
    const node = nodes.length;
    const rightId = leaves.length;
    const rightGradient = leaf.gradient - split.gradient;
    const rightHessian = leaf.hessian - split.hessian;
    const leftValue = output(split.gradient, split.hessian, l2, leaf.lowest, leaf.highest);
    const rightValue = output(rightGradient, rightHessian, l2, leaf.lowest, leaf.highest);
    const middle = (leftValue + rightValue) / 2;
    const shared = { depth: leaf.depth + 1, list: 1 - leaf.list, parent: node, split: null };
    const left: OpenLeaf = {
      ...shared,
      gradient: split.gradient,
      hessian: split.hessian,
      rows: split.rows,
      lowest: direction < 0 ? middle : leaf.lowest,
      highest: direction > 0 ? middle : leaf.highest,
      histogram: 0,
      value: leftValue,
      isRight: false,
    };
    const right: OpenLeaf = {
      ...shared,
      gradient: rightGradient,
      hessian: rightHessian,
      rows: leaf.rows - split.rows,
      lowest: direction > 0 ? middle : leaf.lowest,
      highest: direction < 0 ? middle : leaf.highest,
      histogram: 0,
      value: rightValue,
      isRight: true,
    };
    nodes.push({
      split,
      left: ~id,
      right: ~rightId,
      value: leaf.value,
      weight: leaf.hessian * units.hessian,
      rows: leaf.rows,
    });
    if (leaf.parent >= 0) {
      if (leaf.isRight) nodes[leaf.parent]!.right = node;
      else nodes[leaf.parent]!.left = node;
    }
    const goesOn = leaves.length + 1 < options.numLeaves && (mayBeSplit(left) || mayBeSplit(right));
    const rightIsSmaller = right.rows < left.rows;
    const histogram = goesOn ? pool.take() : 0;
    writeLeftTable(
      engine.bytes(engine.word(layout.LEFT_TABLE), layout.BINS),
      split,
      missingBin(engine, split),
    );
    engine.fork(layout.JOB_SPLIT, id, rightId, split.feature, leaf.list, histogram, rightIsSmaller ? 1 : 0);
    if (goesOn) {
      leaves[id] = { ...left, histogram: rightIsSmaller ? leaf.histogram : histogram };
      leaves[rightId] = { ...right, histogram: rightIsSmaller ? histogram : leaf.histogram };
      search(rightIsSmaller ? [rightId, id] : [id, rightId]);
      for (const child of [id, rightId]) {
        if (leaves[child]!.split === null) pool.give(leaves[child]!.histogram);
      }
    } else {
      pool.give(leaf.histogram);
      leaves[id] = left;
      leaves[rightId] = right;
    }
  }
  for (const leaf of leaves) if (leaf.split !== null || leaves.length === 1) pool.give(leaf.histogram);
  return {
    nodes,
    leafValues: leaves.map((leaf) => leaf.value),
    leafWeights: leaves.map((leaf) => leaf.hessian * units.hessian),
    leafRows: leaves.map((leaf) => leaf.rows),
    leafLists: leaves.map((leaf) => leaf.list),
  };
}

/** Gains below this share of what the leaf itself gains are rounding. */
const ROUNDING = 1e-12;

/** The leaf to split next, -1 when none can be. */
function nextLeaf(leaves: readonly OpenLeaf[], policy: "leaf" | "depth"): number {
  let best = -1;
  for (let id = 0; id < leaves.length; id++) {
    const { split, depth } = leaves[id]!;
    if (split === null) continue;
    if (best < 0) best = id;
    else if (policy === "leaf") {
      if (split.gain > leaves[best]!.split!.gain) best = id;
    } else if (depth < leaves[best]!.depth) best = id;
  }
  return best;
}

function missingBin(engine: TreeEngine, split: FoundSplit): number {
  const flags = engine.bytes(engine.word(layout.FEATURE_FLAGS), engine.features)[split.feature]!;
  if ((flags & layout.FEATURE_MISSING) === 0) return -1;
  return engine.words(engine.word(layout.BIN_COUNTS), engine.features)[split.feature]! - 1;
}

/** Mark the bins that a split sends left, shape [256]. */
function writeLeftTable(table: Uint8Array, split: FoundSplit, missing: number): void {
  if (split.categorical) {
    for (let b = 0; b < layout.BINS; b++) table[b] = (split.leftBits[b >> 3]! >> (b & 7)) & 1;
    return;
  }
  table.fill(1, 0, split.bin + 1).fill(0, split.bin + 1);
  if (missing >= 0) table[missing] = split.missingLeft ? 1 : 0;
}

/** Add the tree's values, times the rate, to the scores of the rows it was grown on. */
export function addToBag(
  engine: TreeEngine,
  tree: GrownTree,
  values: readonly number[],
  scratch: number,
): void {
  const count = values.length;
  engine.floats64(scratch, count).set(values);
  engine.bytes(scratch + count * 8, count).set(tree.leafLists);
  engine.fork(layout.JOB_SCORE, count, scratch, scratch + count * 8);
}

/**
 * Add the tree's values to the scores of all other rows.
 *
 * @param scratch room for `walkBytes(leaves)`
 */
export function addToOthers(
  engine: TreeEngine,
  tree: GrownTree,
  values: readonly number[],
  scratch: number,
): void {
  engine.floats64(scratch, values.length).set(values);
  const nodes = scratch + values.length * 8;
  tree.nodes.forEach(({ split, left, right }, n) => {
    const at = nodes + n * layout.BIN_NODE_BYTES;
    engine.words(at, 4).set([split.feature, left, right, 0]);
    writeLeftTable(engine.bytes(at + 16, layout.BINS), split, missingBin(engine, split));
  });
  if (tree.nodes.length === 0) {
    // A tree of one leaf: a node that sends everything there.
    engine.words(nodes, 4).set([0, ~0, ~0, 0]);
  }
  engine.fork(layout.JOB_TRAVERSE, nodes, scratch);
}

/** Bytes that `addToBag` and `addToOthers` need for trees of so many leaves. */
export function walkBytes(leaves: number): number {
  return leaves * 9 + 64 + leaves * (8 + layout.BIN_NODE_BYTES);
}
