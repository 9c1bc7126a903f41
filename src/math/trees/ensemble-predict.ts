import { exp, log1p } from "../../core/elementary.ts";
import { treeError } from "./ensemble-errors.ts";
import {
  CATEGORICAL_BIT,
  DEFAULT_LEFT_BIT,
  iterationCount,
  MISSING_NAN,
  MISSING_ZERO,
  type TreeEnsemble,
  type TreeObjective,
  ZERO_THRESHOLD,
} from "./ensemble.ts";

/** Which boosting iterations take part; all of them when left out. */
export interface IterationRange {
  readonly start?: number;
  readonly count?: number;
}

/** Rows are walked through one tree after another in blocks, so that the tree and the block stay in the cache. */
const BLOCK_ROWS = 256;

/**
 * Raw scores: the trees' leaf values summed in order, as LightGBM's `predict(raw_score=True)` does, bit for bit.
 * A forest's raw score is the sum too; `predictOutputs` divides.
 *
 * NaN is missing where the split says so and 0 elsewhere; |x| <= 1e-35 counts as 0; categories are truncated to
 * integers, and NaN, negative, infinite and unseen ones go right.
 *
 * @param x rows, shape [n, featureCount], row-major
 * @returns shape [n, classCount]
 * @throws `trees.bad-rows`, `trees.bad-iterations`
 * @see lightgbm/include/LightGBM/tree.h `NumericalDecision`, `CategoricalDecision`; golden cases `lightgbm/*`
 */
export function predictRaw(
  ensemble: TreeEnsemble,
  x: Float64Array,
  range: IterationRange = {},
): Float64Array {
  const { featureCount, classCount, treeNodeStart, treeLeafStart, leafValue } = ensemble;
  const n = rowCount(ensemble, x);
  const { start, end } = iterationsOf(ensemble, range);
  const scores = new Float64Array(n * classCount);
  const clean = new Float64Array(BLOCK_ROWS * featureCount);
  for (let from = 0; from < n; from += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, n - from);
    copyWithoutTinyValues(x, from * featureCount, clean, rows * featureCount);
    for (let t = start * classCount; t < end * classCount; t++) {
      const leaf0 = treeLeafStart[t]!;
      let slot = from * classCount + (t % classCount);
      if (treeNodeStart[t] === treeNodeStart[t + 1]) {
        for (let r = 0; r < rows; r++, slot += classCount) scores[slot]! += leafValue[leaf0]!;
        continue;
      }
      for (let r = 0; r < rows; r++, slot += classCount) {
        scores[slot]! += leafValue[leaf0 + walk(ensemble, treeNodeStart[t]!, clean, r * featureCount)]!;
      }
    }
  }
  return scores;
}

/**
 * The leaf that each row falls into.
 *
 * @param x rows, shape [n, featureCount], row-major
 * @returns leaf numbers within their trees, shape [n, trees]
 * @throws `trees.bad-rows`
 */
export function predictLeaves(ensemble: TreeEnsemble, x: Float64Array): Int32Array {
  const { featureCount, treeNodeStart } = ensemble;
  const n = rowCount(ensemble, x);
  const trees = treeNodeStart.length - 1;
  const leaves = new Int32Array(n * trees);
  const clean = new Float64Array(x.length);
  copyWithoutTinyValues(x, 0, clean, x.length);
  for (let t = 0; t < trees; t++) {
    if (treeNodeStart[t] === treeNodeStart[t + 1]) continue;
    for (let r = 0; r < n; r++) {
      leaves[r * trees + t] = walk(ensemble, treeNodeStart[t]!, clean, r * featureCount);
    }
  }
  return leaves;
}

/**
 * Predictions on the scale of the target: the mean or the expected count, a probability for binary, a probability per
 * class for multi-class, the raw score for ranking.
 *
 * @param x rows, shape [n, featureCount], row-major
 * @returns shape [n, classCount]
 * @throws `trees.bad-rows`, `trees.bad-iterations`
 */
export function predictOutputs(
  ensemble: TreeEnsemble,
  x: Float64Array,
  range: IterationRange = {},
): Float64Array {
  const scores = predictRaw(ensemble, x, range);
  const { start, end } = iterationsOf(ensemble, range);
  return outputsFromRaw(ensemble, scores, end - start);
}

/**
 * Turn raw scores into outputs, in place: the mean over iterations for forests, then the objective's own scale.
 *
 * `Math.exp` may differ from the C library's in the last bit, so these agree with LightGBM to about 1 ulp of exp.
 *
 * @param scores from `predictRaw`, shape [n, classCount]; overwritten
 * @param iterations how many iterations were summed
 */
export function outputsFromRaw(
  ensemble: TreeEnsemble,
  scores: Float64Array,
  iterations: number,
): Float64Array {
  if (ensemble.averageOutput && iterations > 0) {
    for (let i = 0; i < scores.length; i++) scores[i]! /= iterations;
  }
  transform(ensemble.objective, scores, ensemble.classCount);
  return scores;
}

function transform(objective: TreeObjective, scores: Float64Array, classCount: number): void {
  const slope = objective.sigmoid ?? 1;
  switch (objective.name) {
    case "poisson":
    case "gamma":
    case "tweedie":
      for (let i = 0; i < scores.length; i++) scores[i] = exp(scores[i]!);
      break;
    case "binary":
    case "multiclassova":
    case "cross_entropy":
      for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + exp(-slope * scores[i]!));
      break;
    case "cross_entropy_lambda":
      for (let i = 0; i < scores.length; i++) scores[i] = log1p(exp(scores[i]!));
      break;
    case "multiclass":
      for (let i = 0; i < scores.length; i += classCount) softmax(scores, i, i + classCount);
      break;
    case "regression":
      if (!objective.squareRoot) break;
      for (let i = 0; i < scores.length; i++) scores[i] = Math.sign(scores[i]!) * scores[i]! * scores[i]!;
      break;
    default:
    // The other objectives predict on the raw scale.
  }
}

function softmax(scores: Float64Array, start: number, end: number): void {
  let largest = scores[start]!;
  for (let i = start + 1; i < end; i++) if (scores[i]! > largest) largest = scores[i]!;
  let sum = 0;
  for (let i = start; i < end; i++) {
    scores[i] = exp(scores[i]! - largest);
    sum += scores[i]!;
  }
  for (let i = start; i < end; i++) scores[i]! /= sum;
}

/** Leaf number, within its tree, of the row that starts at `row` in x. The tree's root is node `root`. */
function walk(ensemble: TreeEnsemble, root: number, x: Float64Array, row: number): number {
  const { splitFeature, leftChild, rightChild } = ensemble;
  let node = 0;
  do {
    const at = root + node;
    node = goesLeft(ensemble, at, x[row + splitFeature[at]!]!) ? leftChild[at]! : rightChild[at]!;
  } while (node >= 0);
  return ~node;
}

/**
 * Whether a value goes to the left child of node `at`, counted over all trees. Values within the zero threshold must
 * have been made 0.
 */
export function goesLeft(ensemble: TreeEnsemble, at: number, found: number): boolean {
  const type = ensemble.decisionType[at]!;
  const threshold = ensemble.threshold[at]!;
  if (type & CATEGORICAL_BIT) return hasCategory(ensemble, threshold, found);
  const missing = type >> 2;
  const value = missing !== MISSING_NAN && Number.isNaN(found) ? 0 : found;
  if ((missing === MISSING_NAN && Number.isNaN(value)) || (missing === MISSING_ZERO && value === 0)) {
    return (type & DEFAULT_LEFT_BIT) !== 0;
  }
  return value <= threshold;
}

function hasCategory({ catStart, catBits }: TreeEnsemble, split: number, value: number): boolean {
  // Written so that NaN fails. Values in (-1, 0) are truncated to category 0.
  if (!(value > -1 && value < 2147483648)) return false;
  const category = value | 0;
  const word = catStart[split]! + (category >> 5);
  return word < catStart[split + 1]! && ((catBits[word]! >>> (category & 31)) & 1) === 1;
}

/** Copy values; those within the zero threshold become 0, as in LightGBM's dense reader. */
export function copyWithoutTinyValues(
  from: Float64Array,
  offset: number,
  to: Float64Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const value = from[offset + i]!;
    to[i] = value >= -ZERO_THRESHOLD && value <= ZERO_THRESHOLD ? 0 : value;
  }
}

/** Rows of a table. @throws `trees.bad-rows` */
export function rowCount({ featureCount }: TreeEnsemble, x: Float64Array): number {
  if (x.length % featureCount !== 0) {
    throw treeError("trees.bad-rows", { found: x.length, featureCount });
  }
  return x.length / featureCount;
}

/** First and end of the iterations asked for. @throws `trees.bad-iterations` */
export function iterationsOf(ensemble: TreeEnsemble, range: IterationRange): { start: number; end: number } {
  const available = iterationCount(ensemble);
  const start = range.start ?? 0;
  const count = range.count ?? available - start;
  const whole = Number.isInteger(start) && Number.isInteger(count);
  if (!whole || start < 0 || count < 0 || start + count > available) {
    throw treeError("trees.bad-iterations", { start, count, available });
  }
  return { start, end: start + count };
}
