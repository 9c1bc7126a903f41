/** How one class is told from the rest as the threshold falls. */
export interface BinaryCurves {
  /** Thresholds from the highest on; row counts as positive at or above. All arrays have this shape. */
  readonly thresholds: Float64Array;
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
  /** Area under the ROC curve: the chance that a row of the class scores above another, ties by half. */
  readonly rocAuc: number;
  /** Σ (recall_n - recall_{n-1}) precision_n, as scikit-learn's `average_precision_score`. */
  readonly averagePrecision: number;
}

/**
 * Count hits and false alarms at every threshold, for class `k` against the rest.
 *
 * @see Fawcett (2006), An introduction to ROC analysis
 */
export function binaryCurves(
  target: ArrayLike<number>,
  probabilities: Float64Array,
  classes: number,
  k: number,
): BinaryCurves {
  const rows = target.length;
  const score = Float64Array.from({ length: rows }, (_, row) => probabilities[row * classes + k]!);
  const order = Array.from({ length: rows }, (_, row) => row).sort((a, b) => score[b]! - score[a]! || a - b);
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  let hits = 0;
  order.forEach((row, i) => {
    if (target[row] === k) hits++;
    if (i + 1 < rows && score[order[i + 1]!] === score[row]) return;
    thresholds.push(score[row]!);
    truePositives.push(hits);
    falsePositives.push(i + 1 - hits);
  });
  const positives = hits;
  const negatives = rows - hits;
  let area = 0;
  let averagePrecision = 0;
  thresholds.forEach((_, i) => {
    const newHits = truePositives[i]! - (truePositives[i - 1] ?? 0);
    const newAlarms = falsePositives[i]! - (falsePositives[i - 1] ?? 0);
    area += newAlarms * ((truePositives[i - 1] ?? 0) + newHits / 2);
    averagePrecision += newHits * (truePositives[i]! / (truePositives[i]! + falsePositives[i]!));
  });
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
    positives,
    negatives,
    rocAuc: positives * negatives === 0 ? NaN : area / (positives * negatives),
    averagePrecision: positives === 0 ? NaN : averagePrecision / positives,
  };
}

/** What mistakes cost, in any one unit. */
export interface MistakeCosts {
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/**
 * The threshold at which mistakes cost least, and what they cost there per row; the higher of equals. Infinity stands
 * for "never".
 */
export function cheapestThreshold(
  curves: BinaryCurves,
  costs: MistakeCosts,
): { readonly threshold: number; readonly costPerRow: number } {
  const rows = curves.positives + curves.negatives;
  let threshold = Infinity;
  let least = curves.positives * costs.falseNegative;
  curves.thresholds.forEach((candidate, i) => {
    const cost =
      curves.falsePositives[i]! * costs.falsePositive +
      (curves.positives - curves.truePositives[i]!) * costs.falseNegative;
    if (cost < least) {
      least = cost;
      threshold = candidate;
    }
  });
  return { threshold, costPerRow: least / rows };
}
