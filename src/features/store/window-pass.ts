import type { FeatureValues } from "./feature-values.ts";
import { firstRowFrom, type FeatureDays, type SaleHistory } from "./sale-history.ts";

/** Columns made of one window, the `days` days before; those that nobody wants are null. */
export interface WindowColumns {
  readonly days: number;
  count: FeatureValues | null;
  sum: FeatureValues | null;
  mean: FeatureValues | null;
  std: FeatureValues | null;
  min: FeatureValues | null;
  max: FeatureValues | null;
  readonly quantiles: { readonly level: number; readonly out: FeatureValues }[];
}

/** Rows [from, to) of titles. */
export type TitleRange = readonly [from: number, to: number];

/** All columns of one window: the moments in one pass, then each extreme, then all quantiles in one. */
export function fillWindow(
  window: WindowColumns,
  history: SaleHistory,
  wanted: FeatureDays,
  titles: TitleRange,
): void {
  const { days, min, max, quantiles } = window;
  if (window.count !== null || window.sum !== null || window.mean !== null || window.std !== null) {
    fillMoments(window, history, wanted, titles);
  }
  if (min !== null) fillExtreme(days, -1, min, history, wanted, titles);
  if (max !== null) fillExtreme(days, 1, max, history, wanted, titles);
  if (quantiles.length > 0) fillQuantiles(days, quantiles, history, wanted, titles);
}

/**
 * Count, sum, mean and sample deviation from the integers n, Σx and Σx²: exact as long as n Σx² stays below 2^53, so for
 * a window of a month up to three million copies a day.
 *
 * Count and sum of an empty window are 0; its mean, and a deviation of fewer than two days, are missing.
 */
function fillMoments(
  { days, count, sum, mean, std }: WindowColumns,
  history: SaleHistory,
  wanted: FeatureDays,
  [fromTitle, toTitle]: TitleRange,
): void {
  const { start, day, units } = history;
  const { start: wantedStart, day: wantedDay } = wanted;
  for (let t = fromTitle; t < toTitle; t++) {
    const to = start[t + 1]!;
    const end = wantedStart[t + 1]!;
    let first = firstRowFrom(history, t, wantedDay[wantedStart[t]!]! - days);
    let next = first;
    let total = 0;
    let squares = 0;
    for (let i = wantedStart[t]!; i < end; i++) {
      const today = wantedDay[i]!;
      for (; next < to && day[next]! < today; next++) {
        const x = units[next]!;
        total += x;
        squares += x * x;
      }
      for (const oldest = today - days; first < next && day[first]! < oldest; first++) {
        const x = units[first]!;
        total -= x;
        squares -= x * x;
      }
      const n = next - first;
      if (count !== null) count[i] = n;
      if (sum !== null) sum[i] = total;
      if (mean !== null) mean[i] = n === 0 ? NaN : total / n;
      if (std !== null) {
        std[i] = n < 2 ? NaN : Math.sqrt((n * squares - total * total) / (n * (n - 1)));
      }
    }
  }
}

/** A ring of the window's rows whose units descend (times `sign`): its head is the extreme. */
function fillExtreme(
  days: number,
  sign: 1 | -1,
  out: FeatureValues,
  history: SaleHistory,
  wanted: FeatureDays,
  [fromTitle, toTitle]: TitleRange,
): void {
  const { start, day, units } = history;
  const { start: wantedStart, day: wantedDay } = wanted;
  const mask = ringLength(days) - 1;
  const ringUnits = new Int32Array(mask + 1);
  const ringDay = new Int32Array(mask + 1);
  for (let t = fromTitle; t < toTitle; t++) {
    const to = start[t + 1]!;
    const end = wantedStart[t + 1]!;
    let next = firstRowFrom(history, t, wantedDay[wantedStart[t]!]! - days);
    let head = 0;
    let tail = 0;
    for (let i = wantedStart[t]!; i < end; i++) {
      const today = wantedDay[i]!;
      const oldest = today - days;
      for (; next < to && day[next]! < today; next++) {
        const own = day[next]!;
        // Rows that no wanted day sees are passed by, so that the ring never holds more than one window.
        if (own < oldest) continue;
        const x = sign * units[next]!;
        while (head < tail && ringDay[head & mask]! < oldest) head++;
        while (head < tail && ringUnits[(tail - 1) & mask]! <= x) tail--;
        ringUnits[tail & mask] = x;
        ringDay[tail & mask] = own;
        tail++;
      }
      while (head < tail && ringDay[head & mask]! < oldest) head++;
      out[i] = head < tail ? sign * ringUnits[head & mask]! : NaN;
    }
  }
}

/** A power of two that holds one row a day. */
function ringLength(days: number): number {
  let length = 1;
  while (length < days) length *= 2;
  return length;
}

/** The window kept in order, one insertion and one removal a row. */
function fillQuantiles(
  days: number,
  quantiles: WindowColumns["quantiles"],
  history: SaleHistory,
  wanted: FeatureDays,
  [fromTitle, toTitle]: TitleRange,
): void {
  const { start, day, units } = history;
  const { start: wantedStart, day: wantedDay } = wanted;
  const sorted = new Int32Array(days);
  for (let t = fromTitle; t < toTitle; t++) {
    const to = start[t + 1]!;
    const end = wantedStart[t + 1]!;
    let first = firstRowFrom(history, t, wantedDay[wantedStart[t]!]! - days);
    let next = first;
    let n = 0;
    for (let i = wantedStart[t]!; i < end; i++) {
      const today = wantedDay[i]!;
      for (const oldest = today - days; first < next && day[first]! < oldest; first++) {
        n = removeFrom(sorted, n, units[first]!);
      }
      for (; next < to && day[next]! < today; next++) {
        if (day[next]! >= today - days) n = insertInto(sorted, n, units[next]!);
        else first = next + 1;
      }
      for (const { level, out } of quantiles) out[i] = interpolatedQuantile(sorted, n, level);
    }
  }
}

function insertInto(sorted: Int32Array, n: number, value: number): number {
  let at = n;
  for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
  sorted[at] = value;
  return n + 1;
}

function removeFrom(sorted: Int32Array, n: number, value: number): number {
  let at = 0;
  while (sorted[at] !== value) at++;
  for (; at < n - 1; at++) sorted[at] = sorted[at + 1]!;
  return n - 1;
}

/** Linear between the neighbours of position (n − 1) q, as numpy's default; NaN for no value. */
function interpolatedQuantile(sorted: Int32Array, n: number, level: number): number {
  if (n === 0) return NaN;
  const position = (n - 1) * level;
  const low = Math.floor(position);
  const below = sorted[low]!;
  return low + 1 < n ? below + (sorted[low + 1]! - below) * (position - low) : below;
}
