import { seededRandom } from "../../core/random.ts";
import { predictOutputs } from "../../math/trees/ensemble-predict.ts";
import { trainForest } from "../../math/trees/forest.ts";
import { codesOf, drawConfiguration, type SearchSpace } from "./search-space.ts";
import type { TrialRecord } from "./trial.ts";

const FEWEST_TRIALS = 8;
const TREES = 64;
const BACKGROUND = 256;
const VALUES = 32;

export interface OptionImportance {
  readonly option: string;
  /** Share of the loss's variance over the space that this option explains alone, 0 to 1. */
  readonly share: number;
}

/**
 * How much of the loss each option decides: the first-order parts of a functional analysis of variance, by a forest of
 * the trials and points drawn evenly from the space; the largest first. Empty below 8 trials that gave a loss.
 *
 * @param trials those of the largest resource among them count
 * @see Hutter, Hoos and Leyton-Brown (2014), An efficient approach for assessing hyperparameter importance, ICML
 */
export async function optionImportance(
  space: SearchSpace,
  trials: readonly TrialRecord[],
  seed: number,
): Promise<readonly OptionImportance[]> {
  const most = trials.reduce((largest, { resource }) => Math.max(largest, resource), 0);
  const known = trials.filter(({ loss, resource }) => loss !== null && resource === most);
  if (known.length < FEWEST_TRIALS) return [];
  const features = space.length;
  const rowsOf = (rows: readonly Float64Array[]): Float64Array => {
    const values = new Float64Array(rows.length * features);
    rows.forEach((row, r) => values.set(row, r * features));
    return values;
  };
  const values = rowsOf(known.map(({ options }) => codesOf(space, options)));
  const labels = Float64Array.from(known, ({ loss }) => loss!);
  const { ensemble } = await trainForest(
    { matrix: { rows: known.length, features, values }, labels },
    { nEstimators: TREES, minSamplesLeaf: 2, seed },
  );
  const random = seededRandom(seed, "importance");
  const background = Array.from({ length: BACKGROUND }, () =>
    codesOf(space, drawConfiguration(space, random)),
  );
  const whole = varianceOf(predictOutputs(ensemble, rowsOf(background)));
  const shares = space.map(({ name }, d) => {
    const means = background.slice(0, VALUES).map((from) => {
      const rows = background.map((row) => {
        const changed = row.slice();
        changed[d] = from[d]!;
        return changed;
      });
      return meanOf(predictOutputs(ensemble, rowsOf(rows)));
    });
    const share = whole > 0 ? varianceOf(Float64Array.from(means)) / whole : 0;
    return { option: name, share: Math.min(1, share) };
  });
  return shares.sort((a, b) => b.share - a.share);
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (const value of values) sum += (value - mean) * (value - mean);
  return sum / values.length;
}
