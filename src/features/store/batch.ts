import type { DayNumber } from "../../domain/dataset.ts";
import { dayFeature, isDayFormula } from "./day-features.ts";
import type { FeatureDefinition, RollingStatistic } from "./definition.ts";
import { allocateValues, type FeatureValues } from "./feature-values.ts";
import { isGroupFormula } from "./group-formula.ts";
import { fillGroups } from "./group-passes.ts";
import type { FeatureDays, SaleHistory } from "./sale-history.ts";
import { fillTitles } from "./title-passes.ts";
import { fillWindow, type TitleRange, type WindowColumns } from "./window-pass.ts";

/**
 * Features of every wanted title and day.
 *
 * Only days before the wanted one are read: the day itself and what follows never change a value.
 *
 * @returns one column a definition, each of shape [nDays], NaN where the feature is missing
 */
export function batchFeatures(
  definitions: readonly FeatureDefinition[],
  history: SaleHistory,
  wanted: FeatureDays,
): FeatureValues[] {
  const columns = definitions.map((definition) => allocateValues(definition, wanted.day.length));
  fillFeatures(definitions, history, wanted, columns, [0, history.start.length - 1]);
  fillGroups(definitions, history, wanted, columns);
  return columns;
}

/**
 * What needs one title's own past, into columns that are there, for some of the titles: threads share them so. Columns
 * of groups (`fillGroups`) are left as they are.
 *
 * Columns that share a window are made together; a day's value is computed once.
 */
export function fillFeatures(
  definitions: readonly FeatureDefinition[],
  history: SaleHistory,
  wanted: FeatureDays,
  columns: readonly FeatureValues[],
  titles: TitleRange,
): void {
  const windows: WindowColumns[] = [];
  definitions.forEach(({ formula }, c) => {
    const out = columns[c]!;
    if (formula.kind === "rolling") addToWindow(windows, formula.days, formula.statistic, out);
    else if (isDayFormula(formula)) fillByDay(dayFeature(formula), wanted, titles, out);
    else if (!isGroupFormula(formula)) fillTitles(formula, history, wanted, titles, out);
  });
  for (const window of windows) fillWindow(window, history, wanted, titles);
}

/** A column asked for twice gets a window of its own. */
function addToWindow(
  windows: WindowColumns[],
  days: number,
  statistic: RollingStatistic,
  out: FeatureValues,
): void {
  const isQuantile = typeof statistic === "object";
  let window = windows.find((known) => known.days === days && (isQuantile || known[statistic] === null));
  if (window === undefined) {
    window = { days, count: null, sum: null, mean: null, std: null, min: null, max: null, quantiles: [] };
    windows.push(window);
  }
  if (isQuantile) window.quantiles.push({ level: statistic.quantile, out });
  else window[statistic] = out;
}

/** Each day's value is computed once and looked up by the day's place in the span: a column holds few days, often. */
function fillByDay(
  of: (day: DayNumber) => number,
  { start, day }: FeatureDays,
  [fromTitle, toTitle]: TitleRange,
  out: FeatureValues,
): void {
  const [from, to] = [start[fromTitle]!, start[toTitle]!];
  let first = Infinity;
  let last = -Infinity;
  for (let t = fromTitle; t < toTitle; t++) {
    if (start[t] === start[t + 1]) continue;
    first = Math.min(first, day[start[t]!]!);
    last = Math.max(last, day[start[t + 1]! - 1]!);
  }
  const known = Float64Array.from({ length: Math.max(0, last - first + 1) }, (_, d) => of(first + d));
  for (let i = from; i < to; i++) out[i] = known[day[i]! - first]!;
}
