import { pow } from "../../core/elementary.ts";
import { dayFeature } from "./day-features.ts";
import type { FeatureDefinition, FeatureFormula } from "./definition.ts";
import { categoryOf, interpolatedQuantile, moments, reduceMoments } from "./reductions.ts";
import type { FeatureDays, SaleHistory } from "./sale-history.ts";

/**
 * A feature of every wanted title and day, one pass a title.
 *
 * Only days before the wanted one are read: the day itself and what follows never change its value.
 *
 * @returns shape [nDays], NaN where the feature is missing
 */
export function batchFeature(
  { formula }: FeatureDefinition,
  history: SaleHistory,
  wanted: FeatureDays,
): Float64Array {
  const out = new Float64Array(wanted.day.length);
  if (formula.kind === "calendar" || formula.kind === "holiday" || formula.kind === "days-to-payday") {
    fillByDay(dayFeature(formula), wanted.day, out);
    return out;
  }
  const column = columnEvaluator(formula);
  for (let t = 0; t < history.titles.length; t++) {
    column(history, history.start[t]!, history.start[t + 1]!, wanted, t, out);
  }
  return out;
}

/** Each day's value is computed once and looked up by the day's place in the span: a column holds few days, often. */
function fillByDay(of: (day: number) => number, days: Int32Array, out: Float64Array): void {
  let first = Infinity;
  let last = -Infinity;
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const known = new Float64Array(Math.max(0, last - first + 1)).fill(NaN);
  for (let i = 0; i < days.length; i++) {
    const at = days[i]! - first;
    if (Number.isNaN(known[at])) known[at] = of(days[i]!);
    out[i] = known[at]!;
  }
}

/** Fills `out` for the wanted days of title t, whose history is rows [from, to). */
type ColumnEvaluator = (
  history: SaleHistory,
  from: number,
  to: number,
  wanted: FeatureDays,
  t: number,
  out: Float64Array,
) => void;

type SaleFormula = Exclude<FeatureFormula, { kind: "calendar" | "holiday" | "days-to-payday" }>;

function columnEvaluator(formula: SaleFormula): ColumnEvaluator {
  switch (formula.kind) {
    case "lag":
      return lagColumn(formula.days);
    case "decayed-sum":
      return decayedColumn(formula.halfLifeDays);
    case "days-since-sale":
      return sinceColumn;
    case "last-price":
      return priceColumn((price) => price);
    case "price-category":
      return priceColumn((price) => categoryOf(price, formula.boundsCents));
    case "discount":
      return discountColumn(formula.days);
    case "rolling":
      if (typeof formula.statistic === "object")
        return quantileColumn(formula.days, formula.statistic.quantile);
      if (formula.statistic === "min" || formula.statistic === "max") {
        return extremeColumn(formula.days, formula.statistic === "max" ? 1 : -1);
      }
      return momentColumn(formula.days, formula.statistic);
  }
}

const lagColumn =
  (days: number): ColumnEvaluator =>
  (history, from, to, wanted, t, out) => {
    let at = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const target = wanted.day[i]! - days;
      while (at < to && history.day[at]! < target) at++;
      const isKnown = from < to && target >= history.day[from]!;
      out[i] = !isKnown ? NaN : at < to && history.day[at] === target ? history.units[at]! : 0;
    }
  };

const momentColumn =
  (days: number, statistic: "count" | "sum" | "mean" | "std"): ColumnEvaluator =>
  (history, from, to, wanted, t, out) => {
    const m = moments();
    let first = from;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const day = wanted.day[i]!;
      for (; next < to && history.day[next]! < day; next++) m.add(history.units[next]!);
      for (; first < next && history.day[first]! < day - days; first++) m.remove(history.units[first]!);
      out[i] = reduceMoments(m, statistic);
    }
  };

/** A deque of rows whose units descend (times `sign`): its head is the extreme of the window. */
const extremeColumn =
  (days: number, sign: 1 | -1): ColumnEvaluator =>
  (history, from, to, wanted, t, out) => {
    const deque = new Uint32Array(to - from);
    let head = 0;
    let tail = 0;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const day = wanted.day[i]!;
      for (; next < to && history.day[next]! < day; next++) {
        while (tail > head && sign * history.units[deque[tail - 1]!]! <= sign * history.units[next]!) tail--;
        deque[tail++] = next;
      }
      while (head < tail && history.day[deque[head]!]! < day - days) head++;
      out[i] = head < tail ? history.units[deque[head]!]! : NaN;
    }
  };

/** The window kept in order, one insertion and one removal a row. */
const quantileColumn =
  (days: number, level: number): ColumnEvaluator =>
  (history, from, to, wanted, t, out) => {
    const sorted: number[] = [];
    let first = from;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const day = wanted.day[i]!;
      for (; next < to && history.day[next]! < day; next++) {
        sorted.splice(lowerBound(sorted, history.units[next]!), 0, history.units[next]!);
      }
      for (; first < next && history.day[first]! < day - days; first++) {
        sorted.splice(lowerBound(sorted, history.units[first]!), 1);
      }
      out[i] = interpolatedQuantile(sorted, level);
    }
  };

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const decayedColumn =
  (halfLife: number): ColumnEvaluator =>
  (history, from, to, wanted, t, out) => {
    let sum = 0;
    let last = 0;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const day = wanted.day[i]!;
      for (; next < to && history.day[next]! < day; next++) {
        sum = sum * pow(2, (last - history.day[next]!) / halfLife) + history.units[next]!;
        last = history.day[next]!;
      }
      out[i] = next === from ? NaN : sum * pow(2, (last - day) / halfLife);
    }
  };

const sinceColumn: ColumnEvaluator = (history, from, to, wanted, t, out) => {
  let next = from;
  for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
    while (next < to && history.day[next]! < wanted.day[i]!) next++;
    out[i] = next === from ? NaN : wanted.day[i]! - history.day[next - 1]!;
  }
};

const priceColumn =
  (of: (priceCents: number) => number): ColumnEvaluator =>
  (history, from, to, wanted, t, out) => {
    let price = NaN;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      for (; next < to && history.day[next]! < wanted.day[i]!; next++) {
        if (!Number.isNaN(history.priceCents[next])) price = history.priceCents[next]!;
      }
      out[i] = Number.isNaN(price) ? NaN : of(price);
    }
  };

const discountColumn =
  (days: number): ColumnEvaluator =>
  (history, from, to, wanted, t, out) => {
    const deque = new Uint32Array(to - from);
    let head = 0;
    let tail = 0;
    let price = NaN;
    let next = from;
    for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
      const day = wanted.day[i]!;
      for (; next < to && history.day[next]! < day; next++) {
        if (Number.isNaN(history.priceCents[next])) continue;
        price = history.priceCents[next]!;
        while (tail > head && history.priceCents[deque[tail - 1]!]! <= price) tail--;
        deque[tail++] = next;
      }
      while (head < tail && history.day[deque[head]!]! < day - days) head++;
      const highest = head < tail ? history.priceCents[deque[head]!]! : NaN;
      out[i] = highest > 0 ? (highest - price) / highest : NaN;
    }
  };
