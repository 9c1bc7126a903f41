import { throwIfAborted } from "../../core/errors.ts";
import { treeError } from "./ensemble-errors.ts";
import { copyWithoutTinyValues, goesLeft } from "./ensemble-predict.ts";
import { treeCount, type TreeEnsemble } from "./ensemble.ts";

/**
 * How much each feature moves one row's raw score away from its expectation: exact Shapley values of the trees, the
 * chance of each branch taken from the training rows that went through it (path-dependent TreeSHAP).
 *
 * Per class: one value per feature, then the expectation; they sum to the raw score (of a forest: its sum of trees).
 *
 * @param row shape [featureCount]
 * @returns shape [classCount, featureCount + 1]
 * @throws as `explainRows`
 */
export function explainRaw(ensemble: TreeEnsemble, row: Float64Array): Float64Array {
  const { featureCount } = ensemble;
  if (row.length !== featureCount) throw treeError("trees.bad-rows", { found: row.length, featureCount });
  return explainRows(ensemble, row);
}

/**
 * The same of many rows.
 *
 * @param x rows, shape [n, featureCount], row-major
 * @returns shape [n, classCount, featureCount + 1]
 * @throws `trees.bad-rows`; `trees.no-counts` for a tree that does not say how many rows went where; `core.aborted`
 * @see Lundberg, Erion and Lee (2018), "Consistent individualized feature attribution for tree ensembles",
 *   algorithm 2; golden against LightGBM's `pred_contrib` in cases `lightgbm/*`
 */
export function explainRows(ensemble: TreeEnsemble, x: Float64Array, signal?: AbortSignal): Float64Array {
  const { featureCount, classCount, treeNodeStart, treeLeafStart } = ensemble;
  if (x.length % featureCount !== 0) throw treeError("trees.bad-rows", { found: x.length, featureCount });
  const rows = x.length / featureCount;
  const width = featureCount + 1;
  const contributions = new Float64Array(rows * classCount * width);
  const clean = new Float64Array(x.length);
  copyWithoutTinyValues(x, 0, clean, x.length);
  const paths = new Paths();
  for (let t = 0; t < treeCount(ensemble); t++) {
    throwIfAborted(signal, "Explaining");
    const expected = expectedScore(ensemble, t);
    const tree: OneTree = { ensemble, t, node0: treeNodeStart[t]!, leaf0: treeLeafStart[t]! };
    for (let r = 0; r < rows; r++) {
      const start = (r * classCount + (t % classCount)) * width;
      contributions[start + featureCount]! += expected;
      if (treeNodeStart[t] === treeNodeStart[t + 1]) continue;
      const row = clean.subarray(r * featureCount, (r + 1) * featureCount);
      followBranches(tree, row, contributions.subarray(start, start + width), paths);
    }
  }
  return contributions;
}

/** The mean leaf value of tree t, each leaf weighed by its share of the training rows. */
function expectedScore({ treeLeafStart, leafValue, leafCount }: TreeEnsemble, t: number): number {
  const from = treeLeafStart[t]!;
  const to = treeLeafStart[t + 1]!;
  if (to - from === 1) return leafValue[from]!;
  let rows = 0;
  for (let leaf = from; leaf < to; leaf++) rows += leafCount[leaf]!;
  if (!(rows > 0)) throw treeError("trees.no-counts", { tree: t });
  let expected = 0;
  for (let leaf = from; leaf < to; leaf++) expected += (leafCount[leaf]! / rows) * leafValue[leaf]!;
  return expected;
}

/** One tree of an ensemble, by places within it. */
interface OneTree {
  readonly ensemble: TreeEnsemble;
  readonly t: number;
  readonly node0: number;
  readonly leaf0: number;
}

/**
 * The features on the way from the root to a node, and the nodes that still wait. A step says which share of the subsets
 * without its feature (`zero`) and with it (`one`: all or none) flows on; `weight` is the permutation weight of subsets
 * with as many features as the step's index. The first step is none.
 *
 * The path of each level is kept after the one before, from `start[level]`, `length[level]` steps long: a sibling that
 * waits finds its parent's path as it was.
 */
class Paths {
  feature = new Int32Array(64);
  zero = new Float64Array(64);
  one = new Float64Array(64);
  weight = new Float64Array(64);
  start = new Int32Array(16);
  length = new Int32Array(16);
  /** 1 / i. */
  inverse = Float64Array.from({ length: 16 }, (_, i) => 1 / i);

  /** Make room for `steps` more on the level after this one. */
  reserve(level: number, steps: number): void {
    if (level + 2 > this.start.length) {
      this.start = grown(this.start, new Int32Array(2 * (level + 2)));
      this.length = grown(this.length, new Int32Array(2 * (level + 2)));
    }
    const needed = this.start[level]! + this.length[level]! + steps;
    if (needed > this.feature.length) {
      this.feature = grown(this.feature, new Int32Array(2 * needed));
      this.zero = grown(this.zero, new Float64Array(2 * needed));
      this.one = grown(this.one, new Float64Array(2 * needed));
      this.weight = grown(this.weight, new Float64Array(2 * needed));
    }
    if (steps + 2 > this.inverse.length) {
      this.inverse = Float64Array.from({ length: 2 * (steps + 2) }, (_, i) => 1 / i);
    }
  }

  /** The path of `level - 1` with one more feature becomes that of `level`: EXTEND of the paper. */
  extend(level: number, zero: number, one: number, feature: number): void {
    const steps = level === 0 ? 0 : this.length[level - 1]!;
    if (level > 0) this.reserve(level - 1, steps + 1);
    const from = level === 0 ? 0 : this.start[level - 1]!;
    const to = from + steps;
    const { weight, inverse } = this;
    this.feature.copyWithin(to, from, to);
    this.zero.copyWithin(to, from, to);
    this.one.copyWithin(to, from, to);
    this.feature[to + steps] = feature;
    this.zero[to + steps] = zero;
    this.one[to + steps] = one;
    weight[to + steps] = steps === 0 ? 1 : 0;
    const share = inverse[steps + 1]!;
    for (let i = steps - 1; i >= 0; i--) {
      const own = weight[from + i]!;
      if (one !== 0) weight[to + i + 1]! += one * own * (i + 1) * share;
      weight[to + i] = zero * own * (steps - i) * share;
    }
    this.start[level] = to;
    this.length[level] = steps + 1;
  }

  /** The path of a level as if step `index` had never been put on it: UNWIND of the paper. */
  unwind(level: number, index: number): void {
    const from = this.start[level]!;
    const end = from + this.length[level]! - 1;
    const depth = end - from;
    const { weight, inverse } = this;
    const zero = this.zero[from + index]!;
    const one = this.one[from + index]!;
    let next = weight[end]!;
    for (let i = depth - 1; i >= 0; i--) {
      const own = weight[from + i]!;
      if (one === 0) weight[from + i] = (own * (depth + 1) * inverse[depth - i]!) / zero;
      else {
        const before = (next * (depth + 1) * inverse[i + 1]!) / one;
        weight[from + i] = before;
        next = own - before * zero * (depth - i) * inverse[depth + 1]!;
      }
    }
    this.feature.copyWithin(from + index, from + index + 1, end + 1);
    this.zero.copyWithin(from + index, from + index + 1, end + 1);
    this.one.copyWithin(from + index, from + index + 1, end + 1);
    this.length[level]!--;
  }
}

function grown<A extends Int32Array | Float64Array>(old: A, longer: A): A {
  longer.set(old);
  return longer;
}

/** Depth first, the row's own branch before the other; without recursion, for trees may be thousands of splits deep. */
function followBranches(tree: OneTree, row: Float64Array, phi: Float64Array, paths: Paths): void {
  const { ensemble, t, node0 } = tree;
  paths.extend(0, 1, 1, -1);
  // Four numbers a branch that waits: node, level, feature, whether the row's own; its share beside.
  const waiting: number[] = [];
  let node = 0;
  let level = 0;
  for (;;) {
    if (node < 0) addLeaf(tree, node, level, phi, paths);
    else {
      const at = node0 + node;
      const feature = ensemble.splitFeature[at]!;
      const left = goesLeft(ensemble, at, row[feature]!);
      const hot = left ? ensemble.leftChild[at]! : ensemble.rightChild[at]!;
      const cold = left ? ensemble.rightChild[at]! : ensemble.leftChild[at]!;
      const rows = ensemble.internalCount[at]!;
      if (!(rows > 0)) throw treeError("trees.no-counts", { tree: t });
      // A feature that was split on before is taken off the path and put back with both splits' shares.
      let zero = 1;
      let one = 1;
      const from = paths.start[level]!;
      for (let i = paths.length[level]! - 1; i > 0; i--) {
        if (paths.feature[from + i] !== feature) continue;
        zero = paths.zero[from + i]!;
        one = paths.one[from + i]!;
        paths.unwind(level, i);
        break;
      }
      const hotShare = (zero * rowsIn(tree, hot)) / rows;
      const coldShare = (zero * rowsIn(tree, cold)) / rows;
      // Without rows and without the feature's own value nothing flows on.
      if (coldShare > 0) waiting.push(cold, level + 1, feature, 0, coldShare);
      if (hotShare > 0 || one > 0) waiting.push(hot, level + 1, feature, one, hotShare);
    }
    if (waiting.length === 0) return;
    const share = waiting.pop()!;
    const one = waiting.pop()!;
    const feature = waiting.pop()!;
    level = waiting.pop()!;
    node = waiting.pop()!;
    paths.extend(level, share, one, feature);
  }
}

function rowsIn({ ensemble, node0, leaf0 }: OneTree, node: number): number {
  return node >= 0 ? ensemble.internalCount[node0 + node]! : ensemble.leafCount[leaf0 + ~node]!;
}

/** What the leaf's value is worth to each feature on the way: the path's weights with that feature taken off, summed. */
function addLeaf(
  { ensemble, leaf0 }: OneTree,
  node: number,
  level: number,
  phi: Float64Array,
  paths: Paths,
): void {
  const value = ensemble.leafValue[leaf0 + ~node]!;
  const from = paths.start[level]!;
  const depth = paths.length[level]! - 1;
  const { weight, inverse } = paths;
  // Of features that let nothing through, the sum is the same but for their share.
  let closed = 0;
  for (let i = depth - 1; i >= 0; i--) closed += weight[from + i]! * inverse[depth - i]!;
  closed *= depth + 1;
  const last = weight[from + depth]! * (depth + 1);
  for (let step = 1; step <= depth; step++) {
    const zero = paths.zero[from + step]!;
    const one = paths.one[from + step]!;
    const feature = paths.feature[from + step]!;
    if (one === 0) {
      phi[feature]! -= closed * value;
      continue;
    }
    let next = last;
    let sum = 0;
    for (let i = depth - 1; i >= 0; i--) {
      const before = next * inverse[i + 1]!;
      sum += before;
      next = weight[from + i]! * (depth + 1) - before * zero * (depth - i);
    }
    phi[feature]! += sum * (1 - zero) * value;
  }
}
