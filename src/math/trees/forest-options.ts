import { log2 } from "../../core/elementary.ts";
import { treeTrainingError } from "./training-errors.ts";

/** Options of random forests and extra-trees: scikit-learn's parameters, in camel case, with its meaning and defaults. */
export interface ForestOptions {
  readonly task: "regression" | "classification";
  /** Classification: number of classes; labels are 0 … nClasses - 1. */
  readonly nClasses: number;
  readonly nEstimators: number;
  /** Extra-trees: one random threshold per feature and node. Without bootstrap, unless it is asked for. */
  readonly extraTrees: boolean;
  readonly bootstrap: boolean | null;
  /** Most splits from the root to a leaf; null for no limit. */
  readonly maxDepth: number | null;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  /**
   * Features looked at per node: a number of them, "sqrt" or "log2" of them, null for all. By default all for
   * regression and "sqrt" for classification.
   */
  readonly maxFeatures: number | "sqrt" | "log2" | null;
  /** Most leaves, the best first; null for no limit. */
  readonly maxLeafNodes: number | null;
  /**
   * Whether to judge each row by the trees that did not see it: of those grown in this call. Trees that a warm start
   * adds to are left out, for which rows they saw is not kept.
   */
  readonly oobScore: boolean;
  readonly seed: number;
  /** Most bins of a numerical feature, its missing bin included; 2 to 255. */
  readonly maxBin: number;
  readonly binConstructSampleCnt: number;
  /**
   * Features whose values are category numbers; they are ordered once, by their labels, and split as sets. Whatever
   * `maxBin`, the 255 most frequent categories are told apart, and the others treated as missing.
   */
  readonly categoricalFeature: readonly number[];
  /**
   * Rows that a category should have; rarer ones, past a feature's two most frequent, go where missing values go. The
   * labels of few rows say little of a category, but its place in the order hands them to every tree, in the bag or not.
   */
  readonly minSamplesCategory: number;
}

const forestDefaults: Omit<ForestOptions, "maxFeatures"> = {
  task: "regression",
  nClasses: 2,
  nEstimators: 100,
  extraTrees: false,
  bootstrap: null,
  maxDepth: null,
  minSamplesSplit: 2,
  minSamplesLeaf: 1,
  maxLeafNodes: null,
  oobScore: false,
  seed: 0,
  maxBin: 255,
  binConstructSampleCnt: 200_000,
  categoricalFeature: [],
  minSamplesCategory: 10,
};

/** Defaults filled in. @throws `trees.bad-option` naming the first that is out of range */
export function forestOptions(given: Partial<ForestOptions>, features: number): ForestOptions {
  const task = given.task ?? forestDefaults.task;
  const defaultFeatures = task === "classification" ? "sqrt" : null;
  const options: ForestOptions = { ...forestDefaults, maxFeatures: defaultFeatures, ...given };
  const range = (name: keyof ForestOptions, low: number, high: number): void => {
    const value = options[name] as number;
    if (Number.isInteger(value) && value >= low && value <= high) return;
    refuse(name, `${value}`, `a whole number from ${low} to ${high}`);
  };
  range("nEstimators", 1, 100_000);
  if (options.maxDepth !== null) range("maxDepth", 1, 10_000);
  range("minSamplesSplit", 2, 2 ** 24);
  range("minSamplesLeaf", 1, 2 ** 24);
  if (options.maxLeafNodes !== null) range("maxLeafNodes", 2, 2 ** 24);
  range("maxBin", 2, 255);
  range("binConstructSampleCnt", 1, 2 ** 24);
  range("minSamplesCategory", 1, 2 ** 24);
  if (task === "classification") range("nClasses", 2, 255);
  if (typeof options.maxFeatures === "number") range("maxFeatures", 1, features);
  for (const f of options.categoricalFeature) {
    if (Number.isInteger(f) && f >= 0 && f < features) continue;
    refuse("categoricalFeature", `${f}`, `numbers of features, from 0 to ${features - 1}`);
  }
  if (options.oobScore && !bootstraps(options)) refuse("oobScore", "true", "false without bootstrap");
  return options;
}

/** Whether trees are grown on rows drawn with replacement. */
export function bootstraps({ bootstrap, extraTrees }: ForestOptions): boolean {
  return bootstrap ?? !extraTrees;
}

/** How many features a node looks at. */
export function featuresPerNode({ maxFeatures }: ForestOptions, features: number): number {
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(features)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(log2(features)));
  return maxFeatures ?? features;
}

function refuse(option: string, found: string, expected: string): never {
  throw treeTrainingError("trees.bad-option", { option, found, expected });
}
