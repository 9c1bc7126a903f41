import type { Random } from "../../core/random.ts";
import { checkAtLeastOne, checkedRowCount } from "./feature-matrix.ts";

/** What losing each feature costs; both of shape [featureCount], in units of the score. */
export interface PermutationImportance {
  readonly mean: Float64Array;
  /** Over the repeats; 0 for one repeat. */
  readonly standardDeviation: Float64Array;
}

/**
 * How far a score falls when one feature's values are shuffled among the rows, which keeps its distribution and breaks
 * its tie to the target. Features that tell the same story share the fall: each alone may look unimportant.
 *
 * @param score of a table, shape [n, featureCount]; higher is better. Give rows that were not trained on.
 * @param repeats shuffles per feature, 1 or more
 * @throws `trees.bad-rows`, `trees.bad-option`
 * @see Breiman (2001), "Random forests", section 10; scikit-learn's `permutation_importance`
 */
export function permutationImportance(
  score: (x: Float64Array) => number,
  x: Float64Array,
  featureCount: number,
  repeats: number,
  random: Random,
): PermutationImportance {
  const n = checkedRowCount(x, featureCount);
  checkAtLeastOne("repeats", repeats);
  const whole = score(x);
  const shuffled = x.slice();
  const mean = new Float64Array(featureCount);
  const standardDeviation = new Float64Array(featureCount);
  for (let feature = 0; feature < featureCount; feature++) {
    const stream = random.fork(`feature ${feature}`);
    const falls = new Float64Array(repeats);
    for (let repeat = 0; repeat < repeats; repeat++) {
      shuffleColumn(shuffled, featureCount, feature, n, stream);
      falls[repeat] = whole - score(shuffled);
      mean[feature]! += falls[repeat]! / repeats;
    }
    for (let r = 0; r < n; r++) shuffled[r * featureCount + feature] = x[r * featureCount + feature]!;
    let squares = 0;
    for (const fall of falls) squares += (fall - mean[feature]!) * (fall - mean[feature]!);
    standardDeviation[feature] = Math.sqrt(squares / repeats);
  }
  return { mean, standardDeviation };
}

/** Fisher and Yates's shuffle of one column, in place. */
function shuffleColumn(
  x: Float64Array,
  featureCount: number,
  feature: number,
  n: number,
  random: Random,
): void {
  for (let r = n - 1; r > 0; r--) {
    const here = r * featureCount + feature;
    const there = random.integer(r + 1) * featureCount + feature;
    const held = x[here]!;
    x[here] = x[there]!;
    x[there] = held;
  }
}
