/**
 * What the tree kernel computes, written to be read. Slow; tests compare the kernel with it.
 */

/** Binned rows, by column. */
export interface ReferenceTable {
  /** Bin of each row, per feature. */
  readonly columns: readonly Uint8Array[];
  /** Bins of each feature. */
  readonly binCounts: readonly number[];
  /** Whether a feature's last bin holds missing values. */
  readonly hasMissing: readonly boolean[];
}

/** Integer gradients and hessians, and what one of either is worth. */
export interface ReferenceSums {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly gradientUnit: number;
  readonly hessianUnit: number;
}

export interface ReferenceRules {
  readonly minRows: number;
  readonly minHessian: number;
  readonly lambda: number;
}

export interface ReferenceSplit {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
}

/** The bin of a value: the first whose upper bound is not below it. NaN has its own. */
export function referenceBin(value: number, bounds: ArrayLike<number>, missingBin: number): number {
  if (Number.isNaN(value)) return missingBin;
  let bin = 0;
  while (value > bounds[bin]!) bin++;
  return bin;
}

/** Whether a row of that bin goes left. */
export function referenceGoesLeft(split: ReferenceSplit, bin: number, table: ReferenceTable): boolean {
  const isMissing = table.hasMissing[split.feature]! && bin === table.binCounts[split.feature]! - 1;
  return isMissing ? split.missingLeft : bin <= split.bin;
}

/**
 * The numerical split that lowers the loss most, or null when none is allowed or gains anything.
 *
 * Of equal gains the lowest feature wins, then missing values to the right, then the lowest bin.
 *
 * @param rows row numbers of the leaf
 * @see Chen and Guestrin (2016), equation 7
 */
export function referenceBestSplit(
  table: ReferenceTable,
  rows: readonly number[],
  sums: ReferenceSums,
  rules: ReferenceRules,
): ReferenceSplit | null {
  const all = sumOf(rows, sums);
  const own = gainOf(all, sums, rules);
  let best: ReferenceSplit | null = null;
  for (let feature = 0; feature < table.columns.length; feature++) {
    const bins = table.binCounts[feature]!;
    for (const missingLeft of table.hasMissing[feature]! ? [false, true] : [false]) {
      for (let bin = 0; bin < bins - 1; bin++) {
        const split = { gain: 0, feature, bin, missingLeft };
        const goesLeft = (row: number): boolean =>
          referenceGoesLeft(split, table.columns[feature]![row]!, table);
        const leftRows = rows.filter(goesLeft);
        const left = sumOf(leftRows, sums);
        const right = { gradient: all.gradient - left.gradient, hessian: all.hessian - left.hessian };
        const rightCount = rows.length - leftRows.length;
        if (leftRows.length < Math.max(1, rules.minRows) || rightCount < Math.max(1, rules.minRows)) continue;
        if (left.hessian * sums.hessianUnit < rules.minHessian) continue;
        if (right.hessian * sums.hessianUnit < rules.minHessian) continue;
        const gain = gainOf(left, sums, rules) + gainOf(right, sums, rules) - own;
        if (gain > (best?.gain ?? 1e-9 * Math.abs(own))) best = { ...split, gain };
      }
    }
  }
  return best;
}

interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

function sumOf(rows: readonly number[], { gradients, hessians }: ReferenceSums): Sums {
  let gradient = 0;
  let hessian = 0;
  for (const row of rows) {
    gradient += gradients[row]!;
    hessian += hessians[row]!;
  }
  return { gradient, hessian };
}

/** Twice what the best constant takes off the leaf's loss. */
function gainOf({ gradient, hessian }: Sums, sums: ReferenceSums, { lambda }: ReferenceRules): number {
  const g = gradient * sums.gradientUnit;
  return (g * g) / (hessian * sums.hessianUnit + lambda);
}
