import type { OptionsOf, OptionsSchema } from "./model.ts";

/** Options of boosted trees on a table, whatever the target. */
export const boostedTreeOptions = {
  iterations: {
    type: "integer",
    default: 100,
    min: 1,
    max: 10_000,
    help: "Boosting rounds.",
    search: { values: [50, 100, 200, 400] },
  },
  learningRate: {
    type: "number",
    default: 0.1,
    min: 0.0001,
    max: 1,
    help: "How far each round goes.",
    search: { min: 0.02, max: 0.3, scale: "log" },
  },
  leaves: {
    type: "integer",
    default: 31,
    min: 2,
    max: 4096,
    help: "Most leaves of a tree.",
    search: { values: [7, 15, 31, 63] },
  },
  maxDepth: {
    type: "integer",
    default: 0,
    min: 0,
    max: 100,
    help: "Most splits from root to leaf; 0 for no limit.",
    search: { values: [0, 3, 5, 8] },
  },
  minRowsInLeaf: {
    type: "integer",
    default: 20,
    min: 1,
    max: 100_000,
    unit: "rows",
    help: "Fewest rows of a leaf.",
    search: { values: [1, 5, 10, 20, 40] },
  },
  l2: {
    type: "number",
    default: 0,
    min: 0,
    max: 10_000,
    help: "Pull of leaf values towards 0.",
    search: { values: [0, 0.1, 1, 10] },
  },
  rowShare: {
    type: "number",
    default: 1,
    min: 0.05,
    max: 1,
    help: "Share of rows a round is grown on.",
    search: { min: 0.5, max: 1, scale: "linear" },
  },
  featureShare: {
    type: "number",
    default: 1,
    min: 0.05,
    max: 1,
    help: "Share of columns a tree looks at.",
    search: { min: 0.4, max: 1, scale: "linear" },
  },
} as const satisfies OptionsSchema;
export type BoostedTreeOptions = OptionsOf<typeof boostedTreeOptions>;

/** The options of `math/trees/boosting.ts`. */
export function boostingParameters(options: BoostedTreeOptions) {
  return {
    numIterations: options.iterations,
    learningRate: options.learningRate,
    numLeaves: options.leaves,
    maxDepth: options.maxDepth === 0 ? null : options.maxDepth,
    minDataInLeaf: options.minRowsInLeaf,
    lambdaL2: options.l2,
    baggingFraction: options.rowShare,
    baggingFreq: options.rowShare < 1 ? 1 : 0,
    featureFraction: options.featureShare,
  };
}

/** Options of a random forest on a table, whatever the target. */
export const randomForestOptions = {
  trees: {
    type: "integer",
    default: 100,
    min: 1,
    max: 5000,
    help: "Trees that are averaged.",
    search: { values: [50, 100, 200] },
  },
  maxDepth: {
    type: "integer",
    default: 0,
    min: 0,
    max: 100,
    help: "Most splits from root to leaf; 0 for no limit.",
    search: { values: [0, 5, 10, 15] },
  },
  minRowsInLeaf: {
    type: "integer",
    default: 1,
    min: 1,
    max: 100_000,
    unit: "rows",
    help: "Fewest rows of a leaf.",
    search: { values: [1, 2, 5, 10] },
  },
  extraTrees: {
    type: "boolean",
    default: false,
    help: "Draw one threshold per column instead of looking for the best; without bootstrap.",
    search: { values: [false, true] },
  },
  featureShare: {
    type: "number",
    default: 0,
    min: 0,
    max: 1,
    help: "Share of columns each split looks at; 0 for the usual: their square root for classes, all for numbers.",
    search: { values: [0, 0.2, 0.33, 0.5, 0.75, 1] },
  },
} as const satisfies OptionsSchema;
export type RandomForestOptions = OptionsOf<typeof randomForestOptions>;

/** The options of `math/trees/forest.ts`. */
export function forestParameters(options: RandomForestOptions, columns: number) {
  const { featureShare } = options;
  return {
    nEstimators: options.trees,
    maxDepth: options.maxDepth === 0 ? null : options.maxDepth,
    minSamplesLeaf: options.minRowsInLeaf,
    extraTrees: options.extraTrees,
    ...(featureShare > 0 && { maxFeatures: Math.max(1, Math.round(featureShare * columns)) }),
  };
}
