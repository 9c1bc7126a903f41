import * as layout from "../kernels/trees/layout.ts";
import { LeafTable, NodeTable } from "./leaf-table.ts";
import type { TreeEngine } from "./tree-engine.ts";

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

/** A tree in terms of bins. Per node the split, its gain, and the node's output, sum of hessians and rows as a leaf. */
export interface GrownTree {
  readonly nodeCount: number;
  readonly splitFeature: Int32Array;
  readonly splitBin: Uint8Array;
  /** BEST_* flags. */
  readonly splitFlags: Uint8Array;
  /** Bits of the bins that go left, u8 [32], of categorical nodes. */
  readonly splitBits: ReadonlyMap<number, Uint8Array>;
  readonly splitGain: Float64Array;
  /** Children: >= 0 a node, < 0 leaf ~child. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly nodeValues: Float64Array;
  readonly nodeWeights: Float64Array;
  readonly nodeRows: Int32Array;
  /** Per leaf: its output before shrinkage; sum of hessians; rows; the row list its rows stand in. */
  readonly leafValues: Float64Array;
  readonly leafWeights: Float64Array;
  readonly leafRows: Int32Array;
  readonly leafLists: Uint8Array;
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

/** What growing needs from tree to tree: histograms of leaves, reused, and tables. */
export class Nursery {
  readonly leaves = new LeafTable();
  readonly nodes = new NodeTable();
  readonly #engine: TreeEngine;
  readonly #free: number[] = [];

  constructor(engine: TreeEngine) {
    this.#engine = engine;
  }

  takeHistogram(): number {
    return this.#free.pop() ?? this.#engine.allocate(this.#engine.histogramBytes);
  }

  /** Take a leaf's histogram back, if it has one. */
  freeHistogram(leaf: number): void {
    const histogram = this.leaves.histogram[leaf]!;
    if (histogram !== 0) this.#free.push(histogram);
    this.leaves.histogram[leaf] = 0;
  }
}

/** Which features a leaf's search may use, and where its splits stand. */
export interface SplitChoice {
  /** Before a search by histograms: write the mask of the leaf at a place in it (0 or 1). */
  readonly writeMask: ((place: number) => void) | null;
  /** Before each direct search: the features to visit, in order, and how many that are not constant suffice. */
  readonly draw: () => { readonly features: ArrayLike<number>; readonly limit: number };
  /** Search all leaves directly: few features each. */
  readonly alwaysDirect: boolean;
  /**
   * The threshold to take of a numerical split, from `bin` to before `next`, between which the leaf has no rows; null:
   * always `bin`.
   */
  readonly thresholdBin: ((feature: number, bin: number, next: number) => number) | null;
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
  nursery: Nursery,
  options: GrowthOptions,
  choice: SplitChoice,
): GrownTree {
  const { leaves, nodes } = nursery;
  const unit = { gradient: engine.float(layout.GRADIENT_UNIT), hessian: engine.float(layout.HESSIAN_UNIT) };
  const { lambdaL1, lambdaL2, catL2, numLeaves, maxDepth, monotoneConstraints } = options;
  const fewest = Math.max(2 * options.minDataInLeaf, options.minDataToSplit, 2);
  const leftTable = engine.word(layout.LEFT_TABLE);
  const queue = new LeafQueue(leaves, options.growPolicy);
  leaves.clear();
  nodes.clear();

  const mayBeSplit = (leaf: number): boolean =>
    leaves.depth[leaf]! < maxDepth && leaves.rows[leaf]! >= fewest;
  const isDirect = (leaf: number): boolean => choice.alwaysDirect || leaves.rows[leaf]! <= DIRECT_ROWS;
  const setOutput = (leaf: number, l2: number): void => {
    const g = leaves.gradient[leaf]! * unit.gradient;
    const denominator = leaves.hessian[leaf]! * unit.hessian + l2;
    const shrunk = lambdaL1 === 0 ? g : Math.sign(g) * Math.max(0, Math.abs(g) - lambdaL1);
    const best = denominator > 0 ? -shrunk / denominator : 0;
    leaves.value[leaf] = Math.min(Math.max(best, leaves.lowest[leaf]!), leaves.highest[leaf]!);
  };
  /** Queue a searched leaf if its split is worth it. */
  const keep = (leaf: number): void => {
    const rounding = ROUNDING * Math.abs(leaves.gradient[leaf]! * unit.gradient * leaves.value[leaf]!);
    if (mayBeSplit(leaf) && leaves.splitGain[leaf]! > rounding) queue.push(leaf);
    else nursery.freeHistogram(leaf);
  };
  const searchHistograms = (first: number, second: number): void => {
    choice.writeMask?.(0);
    if (second >= 0) choice.writeMask?.(1);
    engine.search(leaves, first, second);
    // The smaller child, which comes first, last: "branch" takes the last one.
    if (second >= 0) keep(second);
    keep(first);
  };
  const searchDirect = (leaf: number): void => {
    if (!mayBeSplit(leaf)) return;
    const { features, limit } = choice.draw();
    engine.writeFeatureList(features);
    engine.searchDirect(leaves, leaf, features.length, limit);
    keep(leaf);
  };
  const addRoot = (): void => {
    const root = leaves.add();
    const filled = engine.filledSums();
    leaves.gradient[root] = filled.gradient;
    leaves.hessian[root] = filled.hessian;
    leaves.rows[root] = filled.rows;
    leaves.lowest[root] = -Infinity;
    leaves.highest[root] = Infinity;
    leaves.depth[root] = 0;
    leaves.list[root] = 0;
    leaves.histogram[root] = 0;
    leaves.parent[root] = -1;
    setOutput(root, lambdaL2);
    if (!mayBeSplit(root) || numLeaves < 2) return;
    if (isDirect(root)) searchDirect(root);
    else {
      leaves.histogram[root] = nursery.takeHistogram();
      engine.fork(layout.JOB_ROOT, leaves.histogram[root]);
      searchHistograms(root, -1);
    }
  };
  /** Make a node of a leaf, which stays as its left child, and a leaf for the right child. */
  const divide = (id: number): number => {
    const right = leaves.add();
    const node = nodes.add();
    const feature = leaves.splitFeature[id]!;
    const flags = leaves.splitFlags[id]!;
    const isCategorical = (flags & layout.BEST_CATEGORICAL) !== 0;
    nodes.feature[node] = feature;
    nodes.bin[node] = leaves.splitBin[id]!;
    nodes.flags[node] = flags;
    if (isCategorical) nodes.bits.set(node, leaves.splitBits.get(id)!);
    nodes.gain[node] = leaves.splitGain[id]!;
    nodes.left[node] = ~id;
    nodes.right[node] = ~right;
    nodes.value[node] = leaves.value[id]!;
    nodes.weight[node] = leaves.hessian[id]! * unit.hessian;
    nodes.rows[node] = leaves.rows[id]!;
    const parent = leaves.parent[id]!;
    if (parent >= 0) (leaves.isRight[id] === 1 ? nodes.right : nodes.left)[parent] = node;

    leaves.gradient[right] = leaves.gradient[id]! - leaves.splitGradient[id]!;
    leaves.hessian[right] = leaves.hessian[id]! - leaves.splitHessian[id]!;
    leaves.rows[right] = leaves.rows[id]! - leaves.splitRows[id]!;
    leaves.gradient[id] = leaves.splitGradient[id]!;
    leaves.hessian[id] = leaves.splitHessian[id]!;
    leaves.rows[id] = leaves.splitRows[id]!;
    leaves.lowest[right] = leaves.lowest[id]!;
    leaves.highest[right] = leaves.highest[id]!;
    leaves.histogram[right] = 0;
    leaves.isRight[id] = 0;
    leaves.isRight[right] = 1;
    leaves.parent[id] = node;
    leaves.parent[right] = node;
    leaves.depth[id]!++;
    leaves.depth[right] = leaves.depth[id]!;
    leaves.list[id] = 1 - leaves.list[id]!;
    leaves.list[right] = leaves.list[id]!;
    const l2 = lambdaL2 + (isCategorical && (flags & layout.BEST_ONE_HOT) === 0 ? catL2 : 0);
    setOutput(id, l2);
    setOutput(right, l2);
    const direction = isCategorical ? 0 : (monotoneConstraints[feature] ?? 0);
    if (direction !== 0) {
      const middle = (leaves.value[id]! + leaves.value[right]!) / 2;
      const [below, above] = direction > 0 ? [id, right] : [right, id];
      leaves.highest[below] = middle;
      leaves.lowest[above] = middle;
    }
    return right;
  };

  addRoot();
  while (leaves.count < numLeaves) {
    const id = queue.pop();
    if (id < 0) break;
    const list = leaves.list[id]!;
    const feature = leaves.splitFeature[id]!;
    const flags = leaves.splitFlags[id]!;
    const bits = (flags & layout.BEST_CATEGORICAL) === 0 ? null : leaves.splitBits.get(id)!;
    if (bits === null && choice.thresholdBin) {
      leaves.splitBin[id] = choice.thresholdBin(feature, leaves.splitBin[id]!, leaves.splitNext[id]!);
    }
    engine.writeLeftTable(leftTable, feature, leaves.splitBin[id]!, flags, bits);
    const rows = leaves.rows[id]!;
    const histogram = leaves.histogram[id]!;
    const right = divide(id);
    const goesOn = leaves.count < numLeaves && (mayBeSplit(id) || mayBeSplit(right));
    const rightIsSmaller = leaves.rows[right]! < leaves.rows[id]!;
    const smaller = rightIsSmaller ? right : id;
    const larger = rightIsSmaller ? id : right;
    if (goesOn && histogram !== 0 && !(isDirect(id) && isDirect(right))) {
      const built = nursery.takeHistogram();
      leaves.histogram[smaller] = built;
      leaves.histogram[larger] = histogram;
      engine.fork(layout.JOB_SPLIT, id, right, feature, list, built, rightIsSmaller ? 1 : 0);
      searchHistograms(smaller, larger);
      continue;
    }
    nursery.freeHistogram(id);
    if (rows > FORK_ROWS) engine.fork(layout.JOB_SPLIT, id, right, feature, list, 0, 0);
    else engine.alone(layout.JOB_SPLIT_ALONE, id, right, feature, list);
    if (!goesOn) continue;
    searchDirect(larger);
    searchDirect(smaller);
  }
  for (let leaf = 0; leaf < leaves.count; leaf++) nursery.freeHistogram(leaf);
  const count = nodes.count;
  return {
    nodeCount: count,
    splitFeature: nodes.feature.slice(0, count),
    splitBin: nodes.bin.slice(0, count),
    splitFlags: nodes.flags.slice(0, count),
    splitBits: new Map(nodes.bits),
    splitGain: nodes.gain.slice(0, count),
    left: nodes.left.slice(0, count),
    right: nodes.right.slice(0, count),
    nodeValues: nodes.value.slice(0, count),
    nodeWeights: nodes.weight.slice(0, count),
    nodeRows: nodes.rows.slice(0, count),
    leafValues: leaves.value.slice(0, leaves.count),
    leafWeights: leaves.hessian.slice(0, leaves.count).map((hessian) => hessian * unit.hessian),
    leafRows: leaves.rows.slice(0, leaves.count),
    leafLists: leaves.list.slice(0, leaves.count),
  };
}

/** Fewer rows than this are divided faster by one thread than by calling the others. */
const FORK_ROWS = 4096;

/** Gains below this share of what the leaf itself gains are rounding. */
const ROUNDING = 1e-12;

/** Leaves that can be split, as a binary heap by the policy's order. */
class LeafQueue {
  readonly #comesFirst: (a: number, b: number) => boolean;
  readonly #isStack: boolean;
  readonly #heap: number[] = [];

  constructor(leaves: LeafTable, policy: GrowthOptions["growPolicy"]) {
    this.#isStack = policy === "branch";
    const byGain = (a: number, b: number): boolean => {
      const gap = leaves.splitGain[a]! - leaves.splitGain[b]!;
      return gap > 0 || (gap === 0 && a < b);
    };
    const byDepth = (a: number, b: number): boolean => {
      const gap = leaves.depth[a]! - leaves.depth[b]!;
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

  #swap(i: number, k: number): void {
    const swap = this.#heap[i]!;
    this.#heap[i] = this.#heap[k]!;
    this.#heap[k] = swap;
  }
}

/** Add leaf values to the scores of the rows that the tree was grown on. */
export function addToBag(engine: TreeEngine, tree: GrownTree, values: Float64Array, scratch: number): void {
  const count = values.length;
  engine.floats64(scratch, count).set(values);
  engine.bytes(scratch + count * 8, count).set(tree.leafLists);
  engine.fork(layout.JOB_SCORE, count, scratch, scratch + count * 8);
}

/** Add leaf values to the scores of all other rows: out of the bag, and for validation. */
export function addToOthers(
  engine: TreeEngine,
  tree: GrownTree,
  values: Float64Array,
  scratch: number,
): void {
  engine.floats64(scratch, values.length).set(values);
  const nodes = scratch + values.length * 8;
  let table = nodes + Math.max(1, tree.nodeCount) * layout.BIN_NODE_BYTES;
  // A tree of one leaf: a node that sends everything there.
  if (tree.nodeCount === 0) engine.words(nodes, 4).set([0, ~0, ~0, 0]);
  const words = engine.words(nodes, tree.nodeCount * 4);
  for (let n = 0; n < tree.nodeCount; n++) {
    const feature = tree.splitFeature[n]!;
    const flags = tree.splitFlags[n]!;
    const missing = engine.missingBin(feature);
    let kind = layout.NODE_PLAIN;
    let last = tree.splitBin[n]!;
    if ((flags & layout.BEST_CATEGORICAL) !== 0) {
      engine.writeLeftTable(table, feature, 0, flags, tree.splitBits.get(n)!);
      kind = layout.NODE_TABLE;
      last = table;
      table += layout.BINS;
    } else if (missing >= 0 && (flags & layout.BEST_MISSING_LEFT) !== 0) {
      kind = layout.NODE_MISSING_LEFT;
      last |= missing << 8;
    }
    words[n * 4] = feature | (kind << 24);
    words[n * 4 + 1] = tree.left[n]!;
    words[n * 4 + 2] = tree.right[n]!;
    words[n * 4 + 3] = last;
  }
  engine.fork(layout.JOB_TRAVERSE, nodes, scratch);
}

/** Bytes of scratch that `addToBag` and `addToOthers` need for a tree. */
export function scratchBytes(tree: GrownTree): number {
  return tree.leafValues.length * (16 + layout.BIN_NODE_BYTES) + 64 + tree.splitBits.size * layout.BINS;
}
