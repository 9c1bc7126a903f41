import * as layout from "../kernels/trees/layout.ts";
import { ZERO_THRESHOLD } from "./ensemble.ts";

/** How one feature's values become bins. */
export interface FeatureBins {
  readonly kind: "numerical" | "categorical";
  /** Bins in all, the missing bin included; 1 when the feature is constant. */
  readonly binCount: number;
  /**
   * Numerical: upper bounds of the bins, ascending, the last one infinite. Bin b holds
   * bounds[b - 1] < x <= bounds[b]; the missing bin, if any, comes after them.
   */
  readonly bounds: Float64Array;
  /** Numerical: whether the last bin holds missing values. */
  readonly hasMissing: boolean;
  /** Categorical: category of each bin; -1 for the one that holds missing, rare and unknown ones, at first bin 0. */
  readonly categories: Int32Array;
}

/** Values that occur, ascending, with their counts. */
export interface DistinctValues {
  readonly values: Float64Array;
  readonly counts: Int32Array;
  /** How many of the entries are in use. */
  length: number;
}

export function distinctRoom(rows: number): DistinctValues {
  return { values: new Float64Array(rows), counts: new Int32Array(rows), length: 0 };
}

/**
 * Collect distinct values of a sorted column; neighbours in float64 count as one, the greater of them.
 *
 * @param sorted ascending, NaN last
 * @returns how many of the values are NaN
 */
export function collectDistinct(sorted: Float32Array | Float64Array, into: DistinctValues): number {
  const { values, counts } = into;
  let end = sorted.length;
  while (end > 0 && Number.isNaN(sorted[end - 1]!)) end--;
  let length = 0;
  let last = NaN;
  for (let i = 0; i < end; i++) {
    const value = sorted[i]!;
    if (value === last || isNextTo(last, value)) {
      values[length - 1] = value;
      counts[length - 1]!++;
    } else {
      values[length] = value;
      counts[length] = 1;
      length++;
    }
    last = value;
  }
  into.length = length;
  return sorted.length - end;
}

/**
 * Bounds of a numerical feature's bins as LightGBM finds them: zero has a bin of its own, the negative and the
 * positive side share the rest by their rows.
 *
 * @param maxBin most bins, the missing bin included
 * @see lightgbm/src/io/bin.cpp, BinMapper::FindBin and FindBinWithZeroAsOneBin
 */
export function numericalBins(
  distinct: DistinctValues,
  missing: number,
  maxBin: number,
  minDataInBin: number,
): FeatureBins {
  const hasMissing = missing > 0;
  const bounds = boundsAroundZero(distinct, hasMissing ? maxBin - 1 : maxBin, minDataInBin);
  return {
    kind: "numerical",
    binCount: bounds.length + (hasMissing ? 1 : 0),
    bounds: Float64Array.from(bounds),
    hasMissing,
    categories: new Int32Array(0),
  };
}

function boundsAroundZero(distinct: DistinctValues, maxBin: number, minDataInBin: number): number[] {
  const { values, counts, length } = distinct;
  let leftEnd = 0;
  let leftRows = 0;
  while (leftEnd < length && values[leftEnd]! <= -ZERO_THRESHOLD) leftRows += counts[leftEnd++]!;
  let rightStart = leftEnd;
  while (rightStart < length && values[rightStart]! <= ZERO_THRESHOLD) rightStart++;
  let rightRows = 0;
  for (let i = rightStart; i < length; i++) rightRows += counts[i]!;

  const bounds: number[] = [];
  if (leftEnd > 0 && maxBin > 1) {
    const share = Math.max(1, Math.trunc((leftRows / (leftRows + rightRows)) * (maxBin - 1)));
    bounds.push(...greedyBounds(distinct, 0, leftEnd, share, leftRows, minDataInBin));
    bounds[bounds.length - 1] = -ZERO_THRESHOLD;
  }
  const rest = maxBin - 1 - bounds.length;
  if (rightStart < length && rest > 0) {
    bounds.push(ZERO_THRESHOLD);
    bounds.push(...greedyBounds(distinct, rightStart, length, rest, rightRows, minDataInBin));
  } else {
    bounds.push(Infinity);
  }
  return withoutEmptyZero(bounds, distinct);
}

/** A feature that is never zero needs no bin for it: join that bin with its upper neighbour. */
function withoutEmptyZero(bounds: number[], { values, length }: DistinctValues): number[] {
  for (let i = 0; i < length; i++) if (Math.abs(values[i]!) <= ZERO_THRESHOLD) return bounds;
  return bounds.filter(
    (bound, b) => bound !== ZERO_THRESHOLD || bounds.length === 1 || b === bounds.length - 1,
  );
}

/** Bins of about equal rows over distinct values; a value with more than its share gets a bin of its own. */
function greedyBounds(
  { values, counts }: DistinctValues,
  begin: number,
  end: number,
  maxBin: number,
  rows: number,
  minDataInBin: number,
): number[] {
  const bounds: number[] = [];
  const push = (lower: number, upper: number): boolean => {
    const bound = boundBetween(lower, upper);
    const last = bounds.at(-1);
    if (last !== undefined && (bound <= last || isNextTo(last, bound))) return false;
    bounds.push(bound);
    return true;
  };
  let inBin = 0;
  if (end - begin <= maxBin) {
    for (let i = begin; i < end - 1; i++) {
      inBin += counts[i]!;
      if (inBin >= minDataInBin && push(values[i]!, values[i + 1]!)) inBin = 0;
    }
    bounds.push(Infinity);
    return bounds;
  }
  let bins = maxBin;
  if (minDataInBin > 0) bins = Math.max(1, Math.min(bins, Math.trunc(rows / minDataInBin)));
  const bigFrom = rows / bins;
  let restBins = bins;
  let restRows = rows;
  for (let i = begin; i < end; i++) {
    if (counts[i]! < bigFrom) continue;
    restBins--;
    restRows -= counts[i]!;
  }
  let wanted = restRows / restBins;
  for (let i = begin, made = 0; i < end - 1 && made < bins - 1; i++) {
    const big = counts[i]! >= bigFrom;
    if (!big) restRows -= counts[i]!;
    inBin += counts[i]!;
    const beforeBig = counts[i + 1]! >= bigFrom && inBin >= Math.max(1, wanted * 0.5);
    if (!(big || inBin >= wanted || beforeBig)) continue;
    push(values[i]!, values[i + 1]!);
    made++;
    inBin = 0;
    if (!big) {
      restBins--;
      wanted = restRows / restBins;
    }
  }
  bounds.push(Infinity);
  return bounds;
}

/** Add a column's categories to their counts. As when predicting, values between -1 and 0 are category 0. */
export function countCategories(column: Iterable<number>, counts: Map<number, number>): void {
  for (const value of column) {
    if (!(value > -1 && value < 2 ** 31)) continue;
    const category = Math.trunc(value);
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
}

/** Categories of a feature that have bins of their own: with the bin of all others these are what a byte holds. */
export const MOST_CATEGORIES = layout.BINS - 1;

/**
 * Bins of a categorical feature: the most frequent categories (ties: the lower number first), at most
 * `MOST_CATEGORIES` of them; of those past the second, only ones with `minRows` rows.
 *
 * @see lightgbm/src/io/bin.cpp, BinMapper::FindBin
 */
export function categoricalBins(counts: ReadonlyMap<number, number>, minRows: number): FeatureBins {
  const frequent = [...counts]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b)
    .slice(0, MOST_CATEGORIES)
    .filter(([, count], i) => i < 2 || count >= minRows);
  return {
    kind: "categorical",
    binCount: frequent.length + 1,
    bounds: new Float64Array(0),
    hasMissing: true,
    categories: Int32Array.from([-1, ...frequent.map(([category]) => category)]),
  };
}

/**
 * Of the bins from `bin` to before `next`, the one whose bound is nearest to the middle of the gap between the two; the
 * last real bin where `next` is the missing one. Of ordered categories, the middle one. A split between values far apart is put half-way, as it is where
 * thresholds are found from the values themselves.
 */
export function middleBin(feature: FeatureBins, bin: number, next: number): number {
  const { kind, bounds, hasMissing, binCount } = feature;
  if (next === bin + 1) return bin;
  if (kind === "categorical") return next === binCount - 1 ? next - 1 : (bin + next - 1) >> 1;
  if (hasMissing && next === binCount - 1) return bounds.length - 1;
  const middle = bounds[bin]! / 2 + bounds[next - 1]! / 2;
  let low = bin;
  while (low + 1 < next && bounds[low + 1]! <= middle) low++;
  if (low + 1 >= next) return low;
  return middle - bounds[low]! <= bounds[low + 1]! - middle ? low : low + 1;
}

/** LightGBM writes no threshold beyond this; values beyond it share the outermost bins. */
const GREATEST_BOUND = 1e300;

function boundBetween(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  if (Number.isNaN(middle)) return 0;
  if (Math.abs(middle) >= GREATEST_BOUND) return Math.sign(middle) * GREATEST_BOUND;
  return nextUp(Number.isFinite(lower + upper) ? (lower + upper) / 2 : middle);
}

const oneFloat = new Float64Array(1);
const oneInteger = new BigInt64Array(oneFloat.buffer);

/** The next greater float64. */
function nextUp(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x === 0) return Number.MIN_VALUE;
  oneFloat[0] = x;
  oneInteger[0]! += x > 0 ? 1n : -1n;
  return oneFloat[0];
}

function isNextTo(lower: number, upper: number): boolean {
  if (!(upper - lower <= Math.abs(upper) * 3e-16)) return false;
  return upper <= nextUp(lower);
}
