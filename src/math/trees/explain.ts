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
 * @throws `trees.bad-rows`; `trees.no-counts` for a tree that does not say how many rows went where
 * @see Lundberg, Erion and Lee (2018), "Consistent individualized feature attribution for tree ensembles",
 *   algorithm 2; golden against LightGBM's `pred_contrib` in cases `lightgbm/*`
 */
export function explainRaw(ensemble: TreeEnsemble, row: Float64Array): Float64Array {
  const { featureCount, classCount, treeNodeStart, treeLeafStart } = ensemble;
  if (row.length !== featureCount) throw treeError("trees.bad-rows", { found: row.length, featureCount });
  const width = featureCount + 1;
  const contributions = new Float64Array(classCount * width);
  const clean = new Float64Array(featureCount);
  copyWithoutTinyValues(row, 0, clean, featureCount);
  for (let t = 0; t < treeCount(ensemble); t++) {
    const start = (t % classCount) * width;
    const phi = contributions.subarray(start, start + width);
    phi[featureCount]! += expectedScore(ensemble, t);
    if (treeNodeStart[t] !== treeNodeStart[t + 1]) {
      followBranches({ ensemble, t, node0: treeNodeStart[t]!, leaf0: treeLeafStart[t]! }, clean, phi);
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
 * A feature on the way from the root: the share of the subsets without it (`zero`) and with it (`one`) that flow on,
 * and `weight`, the permutation weight of subsets with as many features as the step's index. The first step is none.
 */
interface Step {
  readonly feature: number;
  readonly zero: number;
  readonly one: number;
  weight: number;
}

/** A node or leaf still to be looked at, and the features on the way to it. */
interface Branch {
  readonly node: number;
  readonly path: readonly Step[];
}

/** Depth first, the row's own branch before the other; without recursion, for trees may be thousands of splits deep. */
function followBranches(tree: OneTree, row: Float64Array, phi: Float64Array): void {
  const waiting: Branch[] = [{ node: 0, path: extended([], 1, 1, -1) }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.node < 0) addLeaf(tree, next, phi);
    else waiting.push(...branchesBelow(tree, row, next));
  }
}

function addLeaf({ ensemble, leaf0 }: OneTree, { node, path }: Branch, phi: Float64Array): void {
  const value = ensemble.leafValue[leaf0 + ~node]!;
  for (let i = 1; i < path.length; i++) {
    const { feature, zero, one } = path[i]!;
    phi[feature]! += weightWithout(path, i) * (one - zero) * value;
  }
}

/** The branches into which anything flows, the row's own one last. */
function branchesBelow(tree: OneTree, row: Float64Array, { node, path }: Branch): Branch[] {
  const { ensemble, t, node0 } = tree;
  const at = node0 + node;
  const feature = ensemble.splitFeature[at]!;
  const left = goesLeft(ensemble, at, row[feature]!);
  const hot = left ? ensemble.leftChild[at]! : ensemble.rightChild[at]!;
  const cold = left ? ensemble.rightChild[at]! : ensemble.leftChild[at]!;
  const rows = ensemble.internalCount[at]!;
  if (!(rows > 0)) throw treeError("trees.no-counts", { tree: t });
  // A feature that was split on before is taken off the path and put back with both splits' shares.
  const earlier = path.findIndex((step) => step.feature === feature);
  const before = earlier < 0 ? path : unwound(path, earlier);
  const zero = earlier < 0 ? 1 : path[earlier]!.zero;
  const one = earlier < 0 ? 1 : path[earlier]!.one;
  const hotShare = (zero * rowsIn(tree, hot)) / rows;
  const coldShare = (zero * rowsIn(tree, cold)) / rows;
  const branches: Branch[] = [];
  // Without rows and without the feature's own value nothing flows on.
  if (coldShare > 0) branches.push({ node: cold, path: extended(before, coldShare, 0, feature) });
  if (hotShare > 0 || one > 0) branches.push({ node: hot, path: extended(before, hotShare, one, feature) });
  return branches;
}

function rowsIn({ ensemble, node0, leaf0 }: OneTree, node: number): number {
  return node >= 0 ? ensemble.internalCount[node0 + node]! : ensemble.leafCount[leaf0 + ~node]!;
}

/** The path with one more feature: EXTEND of the paper. */
function extended(path: readonly Step[], zero: number, one: number, feature: number): Step[] {
  const depth = path.length;
  const longer = path.map((step) => ({ ...step }));
  longer.push({ feature, zero, one, weight: depth === 0 ? 1 : 0 });
  for (let i = depth - 1; i >= 0; i--) {
    longer[i + 1]!.weight += (one * longer[i]!.weight * (i + 1)) / (depth + 1);
    longer[i]!.weight = (zero * longer[i]!.weight * (depth - i)) / (depth + 1);
  }
  return longer;
}

/** The path as if step `index` had never been put on it: UNWIND of the paper. */
function unwound(path: readonly Step[], index: number): Step[] {
  const depth = path.length - 1;
  const { zero, one } = path[index]!;
  const weights = weightsWithout(path, zero, one);
  return path
    .filter((_, i) => i !== index)
    .map((step, i) => ({ ...step, weight: weights[i]! }))
    .slice(0, depth);
}

/** The sum of the weights of the path without step `index`. */
function weightWithout(path: readonly Step[], index: number): number {
  const { zero, one } = path[index]!;
  let sum = 0;
  for (const weight of weightsWithout(path, zero, one)) sum += weight;
  return sum;
}

/** Weights of the path, shape [depth], after taking off a step with these shares. */
function weightsWithout(path: readonly Step[], zero: number, one: number): Float64Array {
  const depth = path.length - 1;
  const weights = new Float64Array(depth);
  let next = path[depth]!.weight;
  for (let i = depth - 1; i >= 0; i--) {
    const weight = path[i]!.weight;
    if (one === 0) weights[i] = (weight * (depth + 1)) / (zero * (depth - i));
    else {
      weights[i] = (next * (depth + 1)) / ((i + 1) * one);
      next = weight - (weights[i]! * zero * (depth - i)) / (depth + 1);
    }
  }
  return weights;
}
