/** What happens when rows are told from the rest at a threshold. */
export interface OperatingPoint {
  /** Probability from which on a row counts as found; null: none ever does. */
  readonly threshold: number | null;
  readonly found: number;
  readonly missed: number;
  readonly falseAlarms: number;
  readonly passedOver: number;
  /** In false alarms. */
  readonly costPerRow: number;
}

/**
 * The threshold at which mistakes cost least.
 *
 * @param points threshold, rows found, false alarms
 * @param positives rows to find
 * @param negatives the others
 * @param missCost what a missed row costs, in false alarms
 */
export function cheapestPoint(
  points: readonly (readonly [threshold: number, found: number, falseAlarms: number])[],
  positives: number,
  negatives: number,
  missCost: number,
): OperatingPoint {
  const at = (threshold: number | null, found: number, falseAlarms: number): OperatingPoint => ({
    threshold,
    found,
    missed: positives - found,
    falseAlarms,
    passedOver: negatives - falseAlarms,
    costPerRow: (falseAlarms + missCost * (positives - found)) / (positives + negatives),
  });
  let best = at(null, 0, 0);
  for (const point of points) {
    const candidate = at(...point);
    if (candidate.costPerRow < best.costPerRow) best = candidate;
  }
  return best;
}
