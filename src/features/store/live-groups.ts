import type { DayNumber } from "../../domain/dataset.ts";
import type { GroupPast } from "./group-formula.ts";
import type { LiveTitle } from "./live-title.ts";

interface Totals {
  units: number;
  sellingDays: number;
  priceSum: number;
  priced: number;
}

const nothing = (): Totals => ({ units: 0, sellingDays: 0, priceSum: 0, priced: 0 });

/**
 * The past of titles that share an attribute, or of the shop, as sales come in.
 *
 * Days before `recentFrom` are one sum; those since are kept apart, so that what was known when one of them began can
 * be told at once. Of older days it is gathered from the titles.
 */
export class LiveGroup {
  readonly #members = new Set<LiveTitle>();
  readonly #settled = nothing();
  readonly #recent = new Map<DayNumber, Totals>();

  constructor(private readonly recentFrom: DayNumber) {}

  /** Take a title in with all its days, or out. */
  change(title: LiveTitle, sign: 1 | -1): void {
    if (sign === 1) this.#members.add(title);
    else this.#members.delete(title);
    for (let at = 0; at < title.count; at++) this.changeDay(title, at, sign);
  }

  /** Take one day of a title in, or out: row `at`. */
  changeDay(title: LiveTitle, at: number, sign: 1 | -1): void {
    const day = title.day[at]!;
    const totals = this.#totals(day);
    totals.units += sign * title.units[at]!;
    totals.sellingDays += sign;
    this.changePrice(title, at, sign);
  }

  /** Take in, or out, by how much the last price rose on row `at`. */
  changePrice(title: LiveTitle, at: number, sign: 1 | -1): void {
    const price = title.priceCents[at]!;
    if (Number.isNaN(price)) return;
    const before = title.priceBefore(at);
    const totals = this.#totals(title.day[at]!);
    totals.priceSum += sign * (Number.isNaN(before) ? price : price - before);
    if (Number.isNaN(before)) totals.priced += sign;
  }

  /** What is known when a day begins. */
  before(day: DayNumber): GroupPast {
    const past = nothing();
    if (day < this.recentFrom) {
      for (const title of this.#members) addPast(past, title, day);
      return past;
    }
    addTotals(past, this.#settled);
    for (const [own, totals] of this.#recent) if (own < day) addTotals(past, totals);
    return past;
  }

  #totals(day: DayNumber): Totals {
    if (day < this.recentFrom) return this.#settled;
    let totals = this.#recent.get(day);
    if (totals === undefined) this.#recent.set(day, (totals = nothing()));
    return totals;
  }
}

function addTotals(sum: Totals, more: Totals): void {
  sum.units += more.units;
  sum.sellingDays += more.sellingDays;
  sum.priceSum += more.priceSum;
  sum.priced += more.priced;
}

function addPast(sum: Totals, title: LiveTitle, day: DayNumber): void {
  const end = title.firstFrom(day);
  for (let at = 0; at < end; at++) sum.units += title.units[at]!;
  sum.sellingDays += end;
  const price = title.priceBefore(end);
  if (Number.isNaN(price)) return;
  sum.priceSum += price;
  sum.priced += 1;
}
