import { treeError } from "./ensemble-errors.ts";

/** Bit 0 of a node's `decisionType`: the split is on categories. */
export const CATEGORICAL_BIT = 1;
/** Bit 1: missing values go left. */
export const DEFAULT_LEFT_BIT = 2;
/** Bits 2 and 3, shifted right by two: which values are missing. */
export const MISSING_NONE = 0;
export const MISSING_ZERO = 1;
export const MISSING_NAN = 2;

/**
 * |x| up to here is zero. LightGBM's `kZeroThreshold`, which is the float32 nearest to 1e-35.
 *
 * @see lightgbm/include/LightGBM/meta.h
 */
export const ZERO_THRESHOLD = Math.fround(1e-35);

/** How raw scores become outputs, by LightGBM's names. */
export type ObjectiveName =
  | "regression"
  | "regression_l1"
  | "huber"
  | "fair"
  | "quantile"
  | "mape"
  | "poisson"
  | "gamma"
  | "tweedie"
  | "binary"
  | "multiclass"
  | "multiclassova"
  | "cross_entropy"
  | "cross_entropy_lambda"
  | "lambdarank"
  | "rank_xendcg"
  | "custom";

/** The loss an ensemble was trained for. Parameters that a loss does not have are left out. */
export interface TreeObjective {
  readonly name: ObjectiveName;
  /** Slope of the logistic of binary and multiclassova, > 0; 1 when left out. */
  readonly sigmoid?: number;
  /** Level of quantile, delta of huber. LightGBM's text does not keep it. */
  readonly alpha?: number;
  /** Power of tweedie, in [1, 2). LightGBM's text does not keep it. */
  readonly tweedieVariancePower?: number;
  /** regression on the signed square root of the target (`reg_sqrt`). */
  readonly squareRoot?: boolean;
}

/**
 * Boosted or averaged decision trees as flat arrays over all trees.
 *
 *     tree t has nodes  treeNodeStart[t] … treeNodeStart[t + 1] - 1   (its root is the first; none when it is one leaf)
 *            and leaves treeLeafStart[t] … treeLeafStart[t + 1] - 1   (one more than nodes)
 *
 * Children are counted within their tree: `c >= 0` is node `treeNodeStart[t] + c`, `c < 0` is leaf
 * `treeLeafStart[t] + ~c`. Trees stand iteration by iteration, `classCount` of them each; tree t adds to class
 * `t % classCount`. The score before the first tree is folded into the leaf values (in every tree of a forest).
 *
 * A numerical split sends `x <= threshold` left. A categorical split's `threshold` is the number s of its bitset over
 * all trees; category c goes left when bit `c % 32` of word `catBits[catStart[s] + (c >> 5)]` is set.
 */
export interface TreeEnsemble {
  readonly featureCount: number;
  readonly featureNames: readonly string[];
  /** Scores per row: 1, or the number of classes of a multi-class objective. */
  readonly classCount: number;
  readonly objective: TreeObjective;
  /** Whether outputs are the mean over iterations (forests) instead of their sum. */
  readonly averageOutput: boolean;
  /** Shape [trees + 1]. */
  readonly treeNodeStart: Int32Array;
  /** Shape [trees + 1]. */
  readonly treeLeafStart: Int32Array;
  /** Per tree: the factor that its leaf values already carry. */
  readonly shrinkage: Float64Array;
  // Per node:
  readonly splitFeature: Int32Array;
  readonly threshold: Float64Array;
  readonly decisionType: Uint8Array;
  readonly leftChild: Int32Array;
  readonly rightChild: Int32Array;
  readonly splitGain: Float64Array;
  readonly internalValue: Float64Array;
  readonly internalWeight: Float64Array;
  readonly internalCount: Int32Array;
  // Per leaf:
  readonly leafValue: Float64Array;
  /** Sum of hessians; NaN where a file has lost it. */
  readonly leafWeight: Float64Array;
  readonly leafCount: Int32Array;
  /** Shape [categorical splits + 1]. */
  readonly catStart: Int32Array;
  readonly catBits: Uint32Array;
}

/** Number of trees, over all iterations and classes. */
export function treeCount(ensemble: TreeEnsemble): number {
  return ensemble.treeNodeStart.length - 1;
}

/** Number of boosting iterations, or trees of a forest per class. */
export function iterationCount(ensemble: TreeEnsemble): number {
  return treeCount(ensemble) / ensemble.classCount;
}

/**
 * Check that an ensemble from outside can be walked: array shapes agree, every tree is one tree, every feature, leaf
 * and bitset exists, and no threshold or leaf value is NaN.
 *
 * @throws `trees.bad-ensemble` naming the first fault
 */
export function checkTreeEnsemble(ensemble: TreeEnsemble): void {
  const { featureCount, classCount, treeNodeStart, treeLeafStart, catStart } = ensemble;
  const trees = treeCount(ensemble);
  const nodes = treeNodeStart[trees]!;
  const leaves = treeLeafStart[trees]!;
  expect(Number.isInteger(featureCount) && featureCount >= 1, "featureCount", featureCount, "1 or more");
  expectLength("featureNames", ensemble.featureNames, featureCount);
  expect(Number.isInteger(classCount) && classCount >= 1, "classCount", classCount, "1 or more");
  expect(trees % classCount === 0, "trees", trees, `a multiple of the ${classCount} classes`);
  expectLength("treeLeafStart", treeLeafStart, trees + 1);
  expectLength("shrinkage", ensemble.shrinkage, trees);
  for (const name of NODE_ARRAYS) expectLength(name, ensemble[name], nodes);
  for (const name of LEAF_ARRAYS) expectLength(name, ensemble[name], leaves);
  expect(catStart[0] === 0, "catStart[0]", catStart[0] ?? "absent", "0");
  for (let s = 1; s < catStart.length; s++) {
    expect(catStart[s]! >= catStart[s - 1]!, `catStart[${s}]`, catStart[s]!, "no less than the one before");
  }
  expectLength("catBits", ensemble.catBits, catStart.at(-1)!);
  for (let t = 0; t < trees; t++) checkTree(ensemble, t);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const value = ensemble.leafValue[leaf]!;
    expect(!Number.isNaN(value), `leafValue[${leaf}]`, value, "a number");
  }
}

const NODE_ARRAYS = [
  "splitFeature",
  "threshold",
  "decisionType",
  "leftChild",
  "rightChild",
  "splitGain",
  "internalValue",
  "internalWeight",
  "internalCount",
] as const;

const LEAF_ARRAYS = ["leafValue", "leafWeight", "leafCount"] as const;

/** Every node and leaf of tree t is reached exactly once from its root. */
function checkTree(ensemble: TreeEnsemble, t: number): void {
  const node0 = ensemble.treeNodeStart[t]!;
  const nodes = ensemble.treeNodeStart[t + 1]! - node0;
  const leaves = ensemble.treeLeafStart[t + 1]! - ensemble.treeLeafStart[t]!;
  expect(nodes >= 0 && leaves === nodes + 1, `leaves of tree ${t}`, leaves, `${nodes + 1}`);
  const splits = ensemble.catStart.length - 1;
  const seen = new Uint8Array(nodes + leaves);
  const waiting = nodes > 0 ? [0] : [~0];
  let reached = 0;
  for (let child = waiting.pop(); child !== undefined; child = waiting.pop()) {
    const place = child >= 0 ? child : nodes + ~child;
    const where = `a child in tree ${t}`;
    expect(child < nodes && ~child < leaves, where, child, `between ${-leaves} and ${nodes - 1}`);
    expect(seen[place] === 0, where, child, "reached once");
    seen[place] = 1;
    reached++;
    if (child < 0) continue;
    const node = node0 + child;
    const feature = ensemble.splitFeature[node]!;
    const threshold = ensemble.threshold[node]!;
    const type = ensemble.decisionType[node]!;
    const known = feature >= 0 && feature < ensemble.featureCount;
    expect(known, `splitFeature of tree ${t}`, feature, `0 to ${ensemble.featureCount - 1}`);
    expect(type < 12, `decisionType of tree ${t}`, type, "less than 12");
    if (type & CATEGORICAL_BIT) {
      const found = Number.isInteger(threshold) && threshold >= 0 && threshold < splits;
      expect(found, `categorical split of tree ${t}`, threshold, `0 to ${splits - 1}`);
    } else expect(!Number.isNaN(threshold), `threshold of tree ${t}`, threshold, "a number");
    waiting.push(ensemble.rightChild[node]!, ensemble.leftChild[node]!);
  }
  expect(reached === nodes + leaves, `tree ${t}`, `${reached} nodes reached`, `${nodes + leaves}`);
}

function expectLength(name: string, array: { readonly length: number }, length: number): void {
  expect(array.length === length, `${name}.length`, array.length, String(length));
}

function expect(holds: boolean, what: string, found: number | string, expected: string): void {
  if (!holds) throw treeError("trees.bad-ensemble", { what, found: String(found), expected });
}
