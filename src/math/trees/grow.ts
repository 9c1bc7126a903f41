import * as layout from "../kernels/trees/layout.ts";
import type { FoundSplit, LeafSums, TreeEngine } from "./tree-engine.ts";

/** How trees are grown; named as LightGBM names them where it has a name. */
export interface GrowthOptions {
  /** "leaf": always the leaf with the greatest gain; "depth": level by level; "branch": the smaller child first. */
  readonly growPolicy: "leaf" | "depth" | "branch";
  /** Most leaves; at least 2. */
  readonly numLeaves: number;
  /** Most splits from the root to a leaf; Infinity for no limit. */
  readonly maxDepth: number;
  readonly minDataInLeaf: number;
  /** Fewest rows of a leaf that is split. */
  readonly minDataToSplit: number;
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
  histogram: number;
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

/** Which features a leaf's search may use. */
export interface FeatureChoice {
  /** Before a search by histograms: write the mask of the leaf at a place in it (0 or 1). */
  readonly writeMask: ((place: number) => void) | null;
  /** Before each direct search: the features to visit, in order, and how many that are not constant suffice. */
  readonly draw: () => { readonly features: ArrayLike<number>; readonly limit: number };
  /** Search all leaves directly: few features each. */
  readonly alwaysDirect: boolean;
}

/** Leaves of at most this many rows are searched from their rows: cheaper than clearing and scanning histograms. */
const DIRECT_ROWS = 192;

/**
 * Grow a tree on the rows that the engine lists (`JOB_FILL`).
 *
 * "leaf" splits the leaf of the greatest gain next; of equal gains, the leaf with the lower number. A split's left
 * child keeps the leaf's number, the right child gets the next.
 */
export function growTree(
  engine: TreeEngine,
  pool: HistogramPool,
  options: GrowthOptions,
  choice: FeatureChoice,
): GrownTree {
  const unit = { gradient: engine.float(layout.GRADIENT_UNIT), hessian: engine.float(layout.HESSIAN_UNIT) };
  const output = (gradient: number, hessian: number, l2: number, lowest: number, highest: number): number => {
    const g = gradient * unit.gradient;
    const denominator = hessian * unit.hessian + l2;
    if (!(denominator > 0)) return Math.min(Math.max(0, lowest), highest);
    const shrunk = Math.sign(g) * Math.max(0, Math.abs(g) - options.lambdaL1);
    return Math.min(Math.max(-shrunk / denominator, lowest), highest);
  };
  const fewest = Math.max(2 * options.minDataInLeaf, options.minDataToSplit, 2);
  const mayBeSplit = (leaf: OpenLeaf): boolean => leaf.depth < options.maxDepth && leaf.rows >= fewest;
  const isDirect = (leaf: OpenLeaf): boolean => choice.alwaysDirect || leaf.rows <= DIRECT_ROWS;

  const filled = engine.filledSums();
  const root: OpenLeaf = {
    ...filled,
    lowest: -Infinity,
    highest: Infinity,
    depth: 0,
    list: 0,
    histogram: 0,
    value: output(filled.gradient, filled.hessian, options.lambdaL2, -Infinity, Infinity),
    parent: -1,
    isRight: false,
    split: null,
  };
  const leaves: OpenLeaf[] = [root];
  const nodes: GrownNode[] = [];
  const queue = new LeafQueue(leaves, options.growPolicy);

  const keep = (id: number, split: FoundSplit): void => {
    const leaf = leaves[id]!;
    const rounding = ROUNDING * Math.abs(leaf.gradient * unit.gradient * leaf.value);
    if (mayBeSplit(leaf) && split.gain > rounding) {
      leaf.split = split;
      queue.push(id);
    } else {
      pool.give(leaf.histogram);
      leaf.histogram = 0;
    }
  };
  const searchHistograms = (ids: readonly number[]): void => {
    if (choice.writeMask) for (let place = 0; place < ids.length; place++) choice.writeMask(place);
    const found = engine.search(
      ids.map((id) => ({ id, sums: leaves[id]!, histogram: leaves[id]!.histogram })),
    );
    // The larger child, which comes second, first: "branch" takes the last one.
    for (let k = ids.length - 1; k >= 0; k--) keep(ids[k]!, found[k]!);
  };
  const searchDirect = (id: number): void => {
    const leaf = leaves[id]!;
    if (!mayBeSplit(leaf)) return;
    const { features, limit } = choice.draw();
    engine.writeFeatureList(features);
    keep(id, engine.searchDirect({ id, sums: leaf, histogram: 0 }, leaf.list, features.length, limit));
  };

  if (mayBeSplit(root) && options.numLeaves > 1) {
    if (isDirect(root)) searchDirect(0);
    else {
      root.histogram = pool.take();
      engine.fork(layout.JOB_ROOT, root.histogram);
      searchHistograms([0]);
    }
  }
  while (leaves.length < options.numLeaves) {
    const id = queue.pop();
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
    const shared = { depth: leaf.depth + 1, list: 1 - leaf.list, parent: node, split: null, histogram: 0 };
    const left: OpenLeaf = {
      ...shared,
      gradient: split.gradient,
      hessian: split.hessian,
      rows: split.rows,
      lowest: direction < 0 ? middle : leaf.lowest,
      highest: direction > 0 ? middle : leaf.highest,
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
      value: rightValue,
      isRight: true,
    };
    nodes.push({
      split,
      left: ~id,
      right: ~rightId,
      value: leaf.value,
      weight: leaf.hessian * unit.hessian,
      rows: leaf.rows,
    });
    if (leaf.parent >= 0) {
      if (leaf.isRight) nodes[leaf.parent]!.right = node;
      else nodes[leaf.parent]!.left = node;
    }
    leaves[id] = left;
    leaves[rightId] = right;
    engine.writeLeftTable(engine.word(layout.LEFT_TABLE), split);

    const goesOn = leaves.length < options.numLeaves && (mayBeSplit(left) || mayBeSplit(right));
    const rightIsSmaller = right.rows < left.rows;
    const smaller = rightIsSmaller ? rightId : id;
    const larger = rightIsSmaller ? id : rightId;
    if (goesOn && leaf.histogram !== 0 && !(isDirect(left) && isDirect(right))) {
      leaves[smaller]!.histogram = pool.take();
      leaves[larger]!.histogram = leaf.histogram;
      const built = leaves[smaller]!.histogram;
      engine.fork(layout.JOB_SPLIT, id, rightId, split.feature, leaf.list, built, rightIsSmaller ? 1 : 0);
      searchHistograms([smaller, larger]);
      continue;
    }
    pool.give(leaf.histogram);
    if (leaf.rows > FORK_ROWS) engine.fork(layout.JOB_SPLIT, id, rightId, split.feature, leaf.list, 0, 0);
    else engine.alone(layout.JOB_SPLIT_ALONE, id, rightId, split.feature, leaf.list);
    if (!goesOn) continue;
    searchDirect(larger);
    searchDirect(smaller);
  }
  for (const id of queue.rest()) pool.give(leaves[id]!.histogram);
  return {
    nodes,
    leafValues: leaves.map((leaf) => leaf.value),
    leafWeights: leaves.map((leaf) => leaf.hessian * unit.hessian),
    leafRows: leaves.map((leaf) => leaf.rows),
    leafLists: leaves.map((leaf) => leaf.list),
  };
}

/** Fewer rows than this are divided faster by one thread than by calling the others. */
const FORK_ROWS = 4096;

/** Gains below this share of what the leaf itself gains are rounding. */
const ROUNDING = 1e-12;

/** Leaves that can be split, as a binary heap by the policy's order. */
class LeafQueue {
  readonly #leaves: readonly OpenLeaf[];
  readonly #comesFirst: (a: number, b: number) => boolean;
  readonly #isStack: boolean;
  readonly #heap: number[] = [];

  constructor(leaves: readonly OpenLeaf[], policy: GrowthOptions["growPolicy"]) {
    this.#leaves = leaves;
    this.#isStack = policy === "branch";
    const byGain = (a: number, b: number): boolean => {
      const gap = leaves[a]!.split!.gain - leaves[b]!.split!.gain;
      return gap > 0 || (gap === 0 && a < b);
    };
    const byDepth = (a: number, b: number): boolean => {
      const gap = leaves[a]!.depth - leaves[b]!.depth;
      return gap < 0 || (gap === 0 && a < b);
    };
    this.#comesFirst = policy === "leaf" ? byGain : byDepth;
  }

  push(id: number): void {
    const heap = this.#heap;
    heap.push(id);
    if (this.#isStack) return;
    for (let i = heap.length - 1; i > 0;) {
      const above = (i - 1) >> 1;
      if (!this.#comesFirst(heap[i]!, heap[above]!)) return;
      this.#swap(i, above);
      i = above;
    }
  }

  /** The leaf to split next, -1 when none can be. */
  pop(): number {
    const heap = this.#heap;
    if (heap.length === 0) return -1;
    if (this.#isStack) return heap.pop()!;
    this.#swap(0, heap.length - 1);
    const id = heap.pop()!;
    for (let i = 0; ;) {
      let first = i;
      for (const below of [2 * i + 1, 2 * i + 2]) {
        if (below < heap.length && this.#comesFirst(heap[below]!, heap[first]!)) first = below;
      }
      if (first === i) return id;
      this.#swap(i, first);
      i = first;
    }
  }

  /** Leaves that were not split. */
  rest(): readonly number[] {
    return this.#heap.filter((id) => this.#leaves[id]!.split !== null);
  }

  #swap(i: number, k: number): void {
    const swap = this.#heap[i]!;
    this.#heap[i] = this.#heap[k]!;
    this.#heap[k] = swap;
  }
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

/** Add the tree's values to the scores of all other rows: out of the bag, and for validation. */
export function addToOthers(
  engine: TreeEngine,
  tree: GrownTree,
  values: readonly number[],
  scratch: number,
): void {
  engine.floats64(scratch, values.length).set(values);
  const nodes = scratch + values.length * 8;
  let table = nodes + Math.max(1, tree.nodes.length) * layout.BIN_NODE_BYTES;
  // A tree of one leaf: a node that sends everything there.
  if (tree.nodes.length === 0) engine.words(nodes, 4).set([0, ~0, ~0, 0]);
  const words = engine.words(nodes, tree.nodes.length * 4);
  tree.nodes.forEach(({ split, left, right }, n) => {
    const missing = engine.missingBin(split.feature);
    let kind = layout.NODE_PLAIN;
    let last = split.bin;
    if (split.categorical) {
      kind = layout.NODE_TABLE;
      last = table;
      engine.writeLeftTable(table, split);
      table += layout.BINS;
    } else if (missing >= 0 && split.missingLeft) {
      kind = layout.NODE_MISSING_LEFT;
      last = split.bin | (missing << 8);
    }
    words[n * 4] = split.feature | (kind << 24);
    words[n * 4 + 1] = left;
    words[n * 4 + 2] = right;
    words[n * 4 + 3] = last;
  });
  engine.fork(layout.JOB_TRAVERSE, nodes, scratch);
}

/** Bytes of scratch that `addToBag` and `addToOthers` need for a tree. */
export function scratchBytes(tree: GrownTree): number {
  const tables = tree.nodes.reduce((count, { split }) => count + (split.categorical ? 1 : 0), 0);
  return tree.leafValues.length * (16 + layout.BIN_NODE_BYTES) + 64 + tables * layout.BINS;
}
