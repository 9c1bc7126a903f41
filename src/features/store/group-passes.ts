import type { DayNumber } from "../../domain/dataset.ts";
import type { CatalogueAttribute, FeatureDefinition } from "./definition.ts";
import type { FeatureValues } from "./feature-values.ts";
import { groupFeature, isGroupFormula, NO_PAST, type GroupFormula, type GroupPast } from "./group-formula.ts";
import type { FeatureDays, SaleHistory } from "./sale-history.ts";
import { fillTitles } from "./title-passes.ts";

interface AskedColumn {
  readonly formula: GroupFormula;
  readonly out: FeatureValues;
}

/** The features that read the past of several titles: one pass a group, over days. */
export function fillGroups(
  definitions: readonly FeatureDefinition[],
  history: SaleHistory,
  wanted: FeatureDays,
  columns: readonly FeatureValues[],
): void {
  const byAttribute = new Map<CatalogueAttribute, AskedColumn[]>();
  definitions.forEach(({ formula }, c) => {
    if (!isGroupFormula(formula)) return;
    const asked = byAttribute.get(formula.attribute) ?? [];
    asked.push({ formula, out: columns[c]! });
    byAttribute.set(formula.attribute, asked);
  });
  if (byAttribute.size === 0) return;
  const titles = history.start.length - 1;
  const shop = new DayTotals(history);
  for (let t = 0; t < titles; t++) shop.add(history, t);
  shop.accumulate();
  const prices = new Float64Array(wanted.day.length);
  fillTitles({ kind: "last-price" }, history, wanted, [0, titles], prices);
  const group = new DayTotals(history);
  for (const [attribute, asked] of byAttribute) {
    const groups = titlesByText(history.catalogue?.attributes[attribute], titles);
    for (const [text, members] of groups) {
      group.clear();
      if (text !== null) for (const t of members) group.add(history, t);
      group.accumulate();
      for (const t of members) {
        for (let i = wanted.start[t]!; i < wanted.start[t + 1]!; i++) {
          const day = wanted.day[i]!;
          const past = text === null ? NO_PAST : group.before(day);
          const shopPast = shop.before(day);
          for (const { formula, out } of asked) out[i] = groupFeature(formula, past, shopPast, prices[i]!);
        }
      }
    }
  }
}

/** Places of the titles that share a text; those of which it is unknown under null. */
function titlesByText(
  texts: readonly (string | null)[] | undefined,
  titles: number,
): ReadonlyMap<string | null, readonly number[]> {
  const groups = new Map<string | null, number[]>();
  for (let t = 0; t < titles; t++) {
    const text = texts?.[t] ?? null;
    const members = groups.get(text);
    if (members === undefined) groups.set(text, [t]);
    else members.push(t);
  }
  return groups;
}

/** Totals of some titles up to each day, the day included; index 0 is the first day of the whole history. */
class DayTotals {
  readonly #first: DayNumber;
  readonly #units: Float64Array;
  readonly #sellingDays: Float64Array;
  readonly #priceSum: Float64Array;
  readonly #priced: Float64Array;
  /** Places that hold something. */
  #from = Infinity;
  #to = -1;

  constructor({ start, day }: SaleHistory) {
    let first = Infinity;
    let last = -Infinity;
    for (let t = 0; t + 1 < start.length; t++) {
      if (start[t] === start[t + 1]) continue;
      first = Math.min(first, day[start[t]!]!);
      last = Math.max(last, day[start[t + 1]! - 1]!);
    }
    const span = Math.max(0, last - first + 1);
    this.#first = first;
    this.#units = new Float64Array(span);
    this.#sellingDays = new Float64Array(span);
    this.#priceSum = new Float64Array(span);
    this.#priced = new Float64Array(span);
  }

  clear(): void {
    if (this.#to < 0) return;
    for (const column of [this.#units, this.#sellingDays, this.#priceSum, this.#priced]) {
      column.fill(0, this.#from, this.#to + 1);
    }
    this.#from = Infinity;
    this.#to = -1;
  }

  /** A title's days: what it sold, and by how much its last price rose. */
  add({ start, day, units, priceCents }: SaleHistory, t: number): void {
    const [from, to] = [start[t]!, start[t + 1]!];
    if (from === to) return;
    this.#from = Math.min(this.#from, day[from]! - this.#first);
    this.#to = Math.max(this.#to, day[to - 1]! - this.#first);
    let price = NaN;
    for (let i = from; i < to; i++) {
      const at = day[i]! - this.#first;
      this.#units[at]! += units[i]!;
      this.#sellingDays[at]! += 1;
      if (Number.isNaN(priceCents[i])) continue;
      if (Number.isNaN(price)) this.#priced[at]! += 1;
      this.#priceSum[at]! += priceCents[i]! - (Number.isNaN(price) ? 0 : price);
      price = priceCents[i]!;
    }
  }

  accumulate(): void {
    for (const column of [this.#units, this.#sellingDays, this.#priceSum, this.#priced]) {
      for (let at = this.#from + 1; at <= this.#to; at++) column[at]! += column[at - 1]!;
    }
  }

  before(day: DayNumber): GroupPast {
    const at = Math.min(day - 1 - this.#first, this.#to);
    if (!(at >= this.#from)) return NO_PAST;
    return {
      units: this.#units[at]!,
      sellingDays: this.#sellingDays[at]!,
      priceSum: this.#priceSum[at]!,
      priced: this.#priced[at]!,
    };
  }
}
