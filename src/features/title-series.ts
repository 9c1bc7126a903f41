import type { DayNumber, DemandTable } from "../domain/dataset.ts";

/**
 * Copies of one title demanded on each day, zeros filled in, shape [to - from].
 *
 * @param title row of the table
 * @param from first day
 * @param to day after the last
 */
export function dailyUnits(table: DemandTable, title: number, from: DayNumber, to: DayNumber): Float64Array {
  const y = new Float64Array(Math.max(0, to - from));
  for (let i = table.rowStart[title]!; i < table.rowStart[title + 1]!; i++) {
    const at = table.day[i]! - from;
    if (at >= 0 && at < y.length) y[at] = table.units[i]!;
  }
  return y;
}

/** 1 on each day the title is known to have been out of stock, shape [to - from]. */
export function dailyStockOuts(
  table: DemandTable,
  title: number,
  from: DayNumber,
  to: DayNumber,
): Uint8Array {
  const out = new Uint8Array(Math.max(0, to - from));
  for (let i = table.stockOutStart[title]!; i < table.stockOutStart[title + 1]!; i++) {
    const at = table.stockOutDay[i]! - from;
    if (at >= 0 && at < out.length) out[at] = 1;
  }
  return out;
}

/** Same-weekday days looked at on each side of a stock-out. */
const NEIGHBOURS = 4;

/**
 * Fill stock-out days with what would likely have sold: the mean of the nearest days of the same weekday, up to
 * four before and four after, on which the title was in stock. A day that sold more all the same keeps its sales,
 * as does one without such neighbours.
 *
 * Without this a title that sold out looks as if nobody wanted it (censored demand).
 *
 * @param y copies a day, shape [n]
 * @param stockOut 1 on stock-out days, shape [n]
 * @param end days from here on are neither read nor filled: a forecast made then would not know them
 * @returns a new array, shape [end]
 */
export function fillStockOuts(y: Float64Array, stockOut: Uint8Array, end: number): Float64Array {
  const filled = y.slice(0, end);
  for (let t = 0; t < end; t++) {
    if (stockOut[t] === 0) continue;
    let sum = 0;
    let count = 0;
    for (const direction of [-7, 7]) {
      let found = 0;
      for (let s = t + direction; s >= 0 && s < end && found < NEIGHBOURS; s += direction) {
        if (stockOut[s] === 1) continue;
        sum += y[s]!;
        found++;
      }
      count += found;
    }
    if (count > 0) filled[t] = Math.max(y[t]!, sum / count);
  }
  return filled;
}
