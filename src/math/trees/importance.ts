import type { TreeEnsemble } from "./ensemble.ts";

/**
 * How often each feature is split on, as LightGBM's `feature_importance("split")`.
 *
 * @returns shape [featureCount]
 */
export function splitImportance(ensemble: TreeEnsemble): Float64Array {
  return sumOverSplits(ensemble, () => 1);
}

/**
 * The loss reduction that each feature's splits brought in training, as LightGBM's `feature_importance("gain")`.
 *
 * @returns shape [featureCount], in units of the training loss
 */
export function gainImportance(ensemble: TreeEnsemble): Float64Array {
  return sumOverSplits(ensemble, (gain) => gain);
}

function sumOverSplits(ensemble: TreeEnsemble, worth: (gain: number) => number): Float64Array {
  const sums = new Float64Array(ensemble.featureCount);
  for (let node = 0; node < ensemble.splitFeature.length; node++) {
    const gain = ensemble.splitGain[node]!;
    if (gain > 0) sums[ensemble.splitFeature[node]!]! += worth(gain);
  }
  return sums;
}
