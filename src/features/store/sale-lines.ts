import { orderByItemAndDay } from "../demand.ts";
import type { SaleHistory } from "./sale-history.ts";

/** Lines of a till as columns of one length. */
export interface TillLines {
  /** Place of the line's title. */
  readonly title: Uint32Array;
  readonly day: Int32Array;
  /** Whole copies; negative for a return. */
  readonly units: Int32Array;
  /** NaN where unknown. */
  readonly priceCents: Float64Array;
}

/**
 * Copies and highest price of each title and selling day.
 *
 * A line of -n copies takes back one of n copies of the same title, day and price; other returns change nothing. The
 * order of lines does not count.
 *
 * @param titles in the order the history is to have
 */
export function saleHistoryOf(titles: readonly string[], lines: TillLines): SaleHistory {
  let first = Infinity;
  let last = -Infinity;
  for (const day of lines.day) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const n = lines.day.length;
  const order =
    n === 0 ? new Uint32Array() : orderByItemAndDay(lines.title, lines.day, titles.length, first, last);
  const start = new Uint32Array(titles.length + 1);
  const day = new Int32Array(n);
  const units = new Int32Array(n);
  const priceCents = new Float64Array(n);
  let rows = 0;
  for (let from = 0; from < n;) {
    const [title, own] = [lines.title[order[from]!]!, lines.day[order[from]!]!];
    let to = from + 1;
    while (to < n && lines.title[order[to]!] === title && lines.day[order[to]!] === own) to++;
    const sold = daySum(lines, order.subarray(from, to));
    from = to;
    if (sold.units === 0) continue;
    day[rows] = own;
    units[rows] = sold.units;
    priceCents[rows] = sold.priceCents;
    start[title + 1]!++;
    rows++;
  }
  for (let t = 0; t < titles.length; t++) start[t + 1]! += start[t]!;
  return {
    titles,
    start,
    day: day.slice(0, rows),
    units: units.slice(0, rows),
    priceCents: priceCents.slice(0, rows),
  };
}

function daySum(lines: TillLines, rows: Uint32Array): { units: number; priceCents: number } {
  const key = (row: number): string => `${Math.abs(lines.units[row]!)}/${lines.priceCents[row]!}`;
  const returned = new Map<string, number>();
  for (const row of rows) {
    if (lines.units[row]! < 0) returned.set(key(row), (returned.get(key(row)) ?? 0) + 1);
  }
  const sum = { units: 0, priceCents: NaN };
  for (const row of rows) {
    if (lines.units[row]! <= 0) continue;
    const left = returned.size === 0 ? 0 : (returned.get(key(row)) ?? 0);
    if (left > 0) {
      returned.set(key(row), left - 1);
      continue;
    }
    sum.units += lines.units[row]!;
    const price = lines.priceCents[row]!;
    if (Number.isNaN(sum.priceCents) || price > sum.priceCents) sum.priceCents = price;
  }
  return sum;
}
