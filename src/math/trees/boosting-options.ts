import { treeTrainingError } from "./training-errors.ts";
import type { BinningOptions } from "./binning.ts";
import type { GrowthOptions } from "./grow.ts";
import type { LossParameters } from "./losses.ts";

/** Options of gradient boosting: LightGBM's parameters, in camel case, with LightGBM's meaning and defaults. */
export interface BoostingOptions
  extends BinningOptions, Omit<GrowthOptions, "maxDepth" | "growPolicy" | "minDataToSplit">, LossParameters {
  readonly numIterations: number;
  readonly learningRate: number;
  readonly growPolicy: "leaf" | "depth";
  /** Most splits from the root to a leaf; null for no limit. */
  readonly maxDepth: number | null;
  readonly boostFromAverage: boolean;
  /** Share of rows a tree is grown on, drawn anew every `baggingFreq` iterations; 0 never. */
  readonly baggingFraction: number;
  readonly baggingFreq: number;
  /** Share of features per tree, and of those per leaf. */
  readonly featureFraction: number;
  readonly featureFractionBynode: number;
  /** One random threshold per feature and leaf. */
  readonly extraTrees: boolean;
  readonly seed: number;
  /** Stop when the validation loss has not fallen for this many iterations; 0 never. */
  readonly earlyStoppingRound: number;
  readonly lambdarankTruncationLevel: number;
  readonly lambdarankNorm: boolean;
  /** Gain of each relevance label. */
  readonly labelGain: readonly number[];
}

export const boostingDefaults: BoostingOptions = {
  objective: "regression",
  numIterations: 100,
  learningRate: 0.1,
  growPolicy: "leaf",
  numLeaves: 31,
  maxDepth: null,
  minDataInLeaf: 20,
  minSumHessianInLeaf: 1e-3,
  minGainToSplit: 0,
  lambdaL1: 0,
  lambdaL2: 0,
  maxBin: 255,
  minDataInBin: 3,
  binConstructSampleCnt: 200_000,
  categoricalFeature: [],
  catSmooth: 10,
  catL2: 10,
  maxCatThreshold: 32,
  maxCatToOnehot: 4,
  minDataPerGroup: 100,
  monotoneConstraints: [],
  boostFromAverage: true,
  baggingFraction: 1,
  baggingFreq: 0,
  featureFraction: 1,
  featureFractionBynode: 1,
  extraTrees: false,
  seed: 0,
  earlyStoppingRound: 0,
  alpha: 0.9,
  tweedieVariancePower: 1.5,
  poissonMaxDeltaStep: 0.7,
  sigmoid: 1,
  scalePosWeight: 1,
  isUnbalance: false,
  numClass: 1,
  lambdarankTruncationLevel: 30,
  lambdarankNorm: true,
  labelGain: Array.from({ length: 31 }, (_, label) => 2 ** label - 1),
};

/** Defaults filled in. @throws `trees.bad-option` naming the first that is out of range */
export function boostingOptions(given: Partial<BoostingOptions>, features: number): BoostingOptions {
  const options = { ...boostingDefaults, ...given };
  const range = (name: keyof BoostingOptions, low: number, high: number, whole = false): void => {
    const value = options[name] as number;
    const good = value >= low && value <= high && (!whole || Number.isInteger(value));
    if (!good) refuse(name, value, `${whole ? "a whole number" : "a number"} from ${low} to ${high}`);
  };
  range("numIterations", 1, 100_000, true);
  range("learningRate", 1e-9, 1e9);
  range("numLeaves", 2, 131_072, true);
  if (options.maxDepth !== null) range("maxDepth", 1, 10_000, true);
  range("minDataInLeaf", 0, 2 ** 24, true);
  range("maxBin", 2, 255, true);
  range("minDataInBin", 1, 2 ** 24, true);
  range("binConstructSampleCnt", 1, 2 ** 24, true);
  for (const name of [
    "minSumHessianInLeaf",
    "minGainToSplit",
    "lambdaL1",
    "lambdaL2",
    "catSmooth",
    "catL2",
  ] as const) {
    range(name, 0, Number.MAX_VALUE);
  }
  range("maxCatThreshold", 1, 255, true);
  range("maxCatToOnehot", 1, 255, true);
  range("minDataPerGroup", 1, 2 ** 24, true);
  for (const name of ["baggingFraction", "featureFraction", "featureFractionBynode"] as const)
    range(name, 1e-9, 1);
  range("baggingFreq", 0, 100_000, true);
  range("earlyStoppingRound", 0, 100_000, true);
  range("tweedieVariancePower", 1, 1.999);
  range("poissonMaxDeltaStep", 1e-9, 700);
  range("lambdarankTruncationLevel", 1, 2 ** 24, true);
  range("sigmoid", 1e-9, 1e9);
  range("scalePosWeight", 1e-9, 1e9);
  if (options.objective === "quantile") range("alpha", 1e-9, 1 - 1e-9);
  if (options.objective === "huber") range("alpha", 1e-9, Number.MAX_VALUE);
  if (options.objective === "multiclass") range("numClass", 2, 1000, true);
  const { monotoneConstraints, categoricalFeature } = options;
  const renewsLeaves = options.objective === "regression_l1" || options.objective === "quantile";
  if (renewsLeaves && monotoneConstraints.some((direction) => direction !== 0)) {
    refuse("monotoneConstraints", "given", `none for ${options.objective}, whose leaves are set anew`);
  }
  if (options.isUnbalance && options.scalePosWeight !== 1) {
    refuse("scalePosWeight", options.scalePosWeight, "1 with isUnbalance, which sets the weight itself");
  }
  if (monotoneConstraints.length > 0 && monotoneConstraints.length !== features) {
    refuse("monotoneConstraints", monotoneConstraints.length, `${features} entries, one for each feature`);
  }
  monotoneConstraints.forEach((direction, f) => {
    if (![-1, 0, 1].includes(direction)) refuse(`monotoneConstraints[${f}]`, direction, "-1, 0 or 1");
    if (direction !== 0 && categoricalFeature.includes(f)) {
      refuse(`monotoneConstraints[${f}]`, direction, "0, for the feature is categorical");
    }
  });
  categoricalFeature.forEach((f) => {
    if (!(Number.isInteger(f) && f >= 0 && f < features)) {
      refuse("categoricalFeature", f, `numbers of features, from 0 to ${features - 1}`);
    }
  });
  return options;
}

function refuse(option: string, found: number | string, expected: string): never {
  throw treeTrainingError("trees.bad-option", { option, found: `${found}`, expected });
}
