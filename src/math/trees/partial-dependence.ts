import { checkAtLeastOne, checkedRowCount } from "./feature-matrix.ts";
import { treeTrainingError } from "./training-errors.ts";

/**
 * The mean prediction over the rows with one feature set to each value of a grid in turn: what the model makes of that
 * feature, whatever the others are. Where features are correlated it also averages over rows that cannot be.
 *
 * @param predict outputs of a table, shape [n, outputs]
 * @param x rows, shape [n, featureCount], n >= 1
 * @param grid values of the feature; NaN asks for "missing"
 * @returns shape [grid.length, outputs]
 * @throws `trees.bad-rows`, `trees.bad-option`
 * @see Friedman (2001), "Greedy function approximation", section 8.2
 */
export function partialDependence(
  predict: (x: Float64Array) => Float64Array,
  x: Float64Array,
  featureCount: number,
  feature: number,
  grid: Float64Array,
): Float64Array {
  const n = checkedRowCount(x, featureCount);
  checkFeature(feature, featureCount);
  const changed = x.slice();
  const means: Float64Array[] = [];
  for (const value of grid) {
    for (let r = 0; r < n; r++) changed[r * featureCount + feature] = value;
    const outputs = predict(changed);
    const width = outputs.length / n;
    const mean = new Float64Array(width);
    for (let i = 0; i < outputs.length; i++) mean[i % width]! += outputs[i]!;
    means.push(mean.map((sum) => sum / n));
  }
  return Float64Array.from(means.flatMap((mean) => [...mean]));
}

/**
 * Where to look at a feature: all its values when they are few, else evenly from its 5th to its 95th percentile.
 * Missing and infinite values are left out.
 *
 * @param x rows, shape [n, featureCount]
 * @param points 1 or more
 * @throws `trees.bad-rows`, `trees.bad-option`
 * @returns ascending, at most `points` values; empty when the feature has none
 */
export function dependenceGrid(
  x: Float64Array,
  featureCount: number,
  feature: number,
  points: number,
): Float64Array {
  if (x.length > 0) checkedRowCount(x, featureCount);
  checkFeature(feature, featureCount);
  checkAtLeastOne("points", points);
  const sorted = x.filter((value, i) => i % featureCount === feature && Number.isFinite(value)).sort();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length <= points) return distinct;
  const low = percentile(sorted, 0.05);
  const high = percentile(sorted, 0.95);
  return Float64Array.from({ length: points }, (_, i) => low + ((high - low) * i) / Math.max(1, points - 1));
}

function checkFeature(feature: number, featureCount: number): void {
  if (Number.isInteger(feature) && feature >= 0 && feature < featureCount) return;
  const expected = `a whole number from 0 to ${featureCount - 1}`;
  throw treeTrainingError("trees.bad-option", { option: "feature", found: `${feature}`, expected });
}

/** By linear interpolation between the two nearest ranks (Hyndman and Fan's type 7). */
function percentile(sorted: Float64Array, p: number): number {
  const rank = p * (sorted.length - 1);
  const below = Math.floor(rank);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (rank - below) * (sorted[above]! - sorted[below]!);
}
