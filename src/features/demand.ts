import type { DayNumber, DemandTable, ItemDictionary, SaleColumns } from "../domain/dataset.ts";
import { finish, mixHigh, mixLow } from "../domain/line-identity.ts";
import { LineMultiset, unionSelections } from "../domain/line-multiset.ts";

/**
 * Demand per item and day out of sale lines.
 *
 * - The lines are the multiset union of the files (`SaleColumns`).
 * - Negative quantities are returns. A return that exactly reverses a sale of the same day (same item, customer,
 *   copies and price) is a keying correction: it cancels that sale. Any other return leaves demand as it is: someone
 *   did want the copy.
 * - Demand is the copies on the remaining positive lines.
 * - A day with a stock-out line of an item is a stock-out day of that item.
 * - The last price is the one of the most recent positive line with a price above 0; of several at the same minute
 *   the highest.
 *
 * The result does not depend on the order of files or lines. Sums of fractional copies are rounded to a millionth,
 * so that not even rounding errors depend on it.
 *
 * @param chunks one entry a file
 * @param selections which lines belong to the union, as `unionSelections` gives them
 */
export function buildDemand(
  items: ItemDictionary,
  chunks: readonly SaleColumns[],
  revision: number,
  selections: readonly (Uint8Array | null)[] = unionSelections(chunks),
): DemandTable {
  const nItems = items.id.length;
  const { firstDay, lastDay } = salesSummary(chunks, selections);
  const demand = demandLines(chunks, selections);
  const order = orderByItemAndDay(demand.item, demand.day, nItems, firstDay, lastDay);
  const { rowStart, day, units } = summedRows(demand, order, nItems);
  const stockOut = stockOutRows(chunks, selections, nItems, firstDay, lastDay);
  return {
    revision,
    firstDay,
    lastDay,
    itemId: [...items.id],
    rowStart,
    day,
    units,
    stockOutStart: stockOut.rowStart,
    stockOutDay: stockOut.day,
    lastPriceCents: lastPrices(chunks, selections, nItems),
  };
}

/** Lines of the union and the days they span; first day 0 and last day -1 when there are none. */
export function salesSummary(
  chunks: readonly SaleColumns[],
  selections: readonly (Uint8Array | null)[],
): { readonly lineCount: number; readonly firstDay: DayNumber; readonly lastDay: DayNumber } {
  let lineCount = 0;
  let firstDay = Infinity;
  let lastDay = -Infinity;
  chunks.forEach(({ day }, c) => {
    const selected = selections[c] ?? null;
    for (let i = 0; i < day.length; i++) {
      if (selected !== null && selected[i] === 0) continue;
      lineCount++;
      const d = day[i]!;
      if (d < firstDay) firstDay = d;
      if (d > lastDay) lastDay = d;
    }
  });
  return lineCount === 0 ? { lineCount, firstDay: 0, lastDay: -1 } : { lineCount, firstDay, lastDay };
}

/** Lines that are demand, as columns of one length. */
interface DemandLines {
  readonly item: Uint32Array;
  readonly day: Int32Array;
  readonly units: Float64Array;
}

function demandLines(
  chunks: readonly SaleColumns[],
  selections: readonly (Uint8Array | null)[],
): DemandLines {
  const returned = countReturns(chunks, selections);
  const cancelled = new LineMultiset();
  let capacity = 0;
  for (const chunk of chunks) capacity += chunk.day.length;
  const item = new Uint32Array(capacity);
  const day = new Int32Array(capacity);
  const units = new Float64Array(capacity);
  let n = 0;
  chunks.forEach((chunk, c) => {
    const selected = selections[c] ?? null;
    for (let i = 0; i < chunk.day.length; i++) {
      const quantity = chunk.quantity[i]!;
      if (quantity <= 0 || (selected !== null && selected[i] === 0)) continue;
      if (returned.size > 0) {
        const low = reversalLow(chunk, i);
        const high = reversalHigh(chunk, i);
        const reversals = returned.get(low, high);
        if (reversals > 0 && cancelled.get(low, high) < reversals) {
          cancelled.increment(low, high);
          continue;
        }
      }
      item[n] = chunk.item[i]!;
      day[n] = chunk.day[i]!;
      units[n] = quantity;
      n++;
    }
  });
  return { item: item.subarray(0, n), day: day.subarray(0, n), units: units.subarray(0, n) };
}

/** How many returns of the same day there are that would reverse a sale. */
function countReturns(
  chunks: readonly SaleColumns[],
  selections: readonly (Uint8Array | null)[],
): LineMultiset {
  const returned = new LineMultiset();
  chunks.forEach((chunk, c) => {
    const selected = selections[c] ?? null;
    for (let i = 0; i < chunk.day.length; i++) {
      if (chunk.quantity[i]! >= 0 || (selected !== null && selected[i] === 0)) continue;
      returned.increment(reversalLow(chunk, i), reversalHigh(chunk, i));
    }
  });
  return returned;
}

const amounts = new Float64Array(2);
const amountWords = new Int32Array(amounts.buffer);

/** What a sale and its reversal have in common: day, item, customer, copies without their sign, price. */
function reversalLow(chunk: SaleColumns, i: number): number {
  let h = mixLow(mixLow(mixLow(0, chunk.day[i]!), chunk.item[i]!), chunk.customer[i]!);
  setAmounts(chunk, i);
  for (let w = 0; w < 4; w++) h = mixLow(h, amountWords[w]!);
  return finish(h);
}

function reversalHigh(chunk: SaleColumns, i: number): number {
  let h = mixHigh(mixHigh(mixHigh(0, chunk.day[i]!), chunk.item[i]!), chunk.customer[i]!);
  setAmounts(chunk, i);
  for (let w = 0; w < 4; w++) h = mixHigh(h, amountWords[w]!);
  return finish(h);
}

function setAmounts(chunk: SaleColumns, i: number): void {
  const price = chunk.priceCents[i]!;
  amounts[0] = Math.abs(chunk.quantity[i]!);
  // An unknown price equals an unknown price; no known one is -Infinity.
  amounts[1] = Number.isNaN(price) ? -Infinity : price;
}

/**
 * Positions of the lines sorted by item, then day: two stable counting sorts, in time linear in the lines.
 */
export function orderByItemAndDay(
  item: Uint32Array,
  day: Int32Array,
  nItems: number,
  firstDay: DayNumber,
  lastDay: DayNumber,
): Uint32Array {
  const n = item.length;
  const byDay = new Uint32Array(n);
  const dayStart = new Uint32Array(lastDay - firstDay + 2);
  for (let i = 0; i < n; i++) dayStart[day[i]! - firstDay + 1]!++;
  for (let d = 1; d < dayStart.length; d++) dayStart[d]! += dayStart[d - 1]!;
  for (let i = 0; i < n; i++) byDay[dayStart[day[i]! - firstDay]!++] = i;

  const order = new Uint32Array(n);
  const itemStart = new Uint32Array(nItems + 1);
  for (let i = 0; i < n; i++) itemStart[item[i]! + 1]!++;
  for (let t = 1; t <= nItems; t++) itemStart[t]! += itemStart[t - 1]!;
  for (let k = 0; k < n; k++) {
    const i = byDay[k]!;
    order[itemStart[item[i]!]!++] = i;
  }
  return order;
}

function summedRows(
  lines: DemandLines,
  order: Uint32Array,
  nItems: number,
): { rowStart: Uint32Array; day: Int32Array; units: Float64Array } {
  const rowStart = new Uint32Array(nItems + 1);
  const day = new Int32Array(order.length);
  const units = new Float64Array(order.length);
  let n = 0;
  let lastItem = -1;
  let lastDay = NaN;
  for (const i of order) {
    const item = lines.item[i]!;
    if (item !== lastItem || lines.day[i] !== lastDay) {
      lastItem = item;
      lastDay = lines.day[i]!;
      day[n] = lastDay;
      rowStart[item + 1]!++;
      n++;
    }
    units[n - 1]! += lines.units[i]!;
  }
  for (let t = 1; t <= nItems; t++) rowStart[t]! += rowStart[t - 1]!;
  for (let k = 0; k < n; k++) {
    if (!Number.isInteger(units[k])) units[k] = Math.round(units[k]! * 1e6) / 1e6;
  }
  return { rowStart, day: day.slice(0, n), units: units.slice(0, n) };
}

function stockOutRows(
  chunks: readonly SaleColumns[],
  selections: readonly (Uint8Array | null)[],
  nItems: number,
  firstDay: DayNumber,
  lastDay: DayNumber,
): { rowStart: Uint32Array; day: Int32Array } {
  const items: number[] = [];
  const days: number[] = [];
  chunks.forEach((chunk, c) => {
    const selected = selections[c] ?? null;
    const { stockOut } = chunk;
    if (!stockOut) return;
    for (let i = 0; i < stockOut.length; i++) {
      if (stockOut[i] === 0 || (selected !== null && selected[i] === 0)) continue;
      items.push(chunk.item[i]!);
      days.push(chunk.day[i]!);
    }
  });
  const item = Uint32Array.from(items);
  const day = Int32Array.from(days);
  const order = orderByItemAndDay(item, day, nItems, firstDay, lastDay);
  const units = new Float64Array(item.length);
  const { rowStart, day: distinctDay } = summedRows({ item, day, units }, order, nItems);
  return { rowStart, day: distinctDay };
}

function lastPrices(
  chunks: readonly SaleColumns[],
  selections: readonly (Uint8Array | null)[],
  nItems: number,
): Float64Array {
  const price = new Float64Array(nItems).fill(NaN);
  const at = new Float64Array(nItems).fill(-1);
  chunks.forEach((chunk, c) => {
    const selected = selections[c] ?? null;
    for (let i = 0; i < chunk.day.length; i++) {
      const cents = chunk.priceCents[i]!;
      if (!(cents > 0) || chunk.quantity[i]! <= 0 || (selected !== null && selected[i] === 0)) continue;
      const item = chunk.item[i]!;
      const time = chunk.day[i]! * 1441 + chunk.minute[i]! + 1;
      if (time > at[item]! || (time === at[item] && cents > price[item]!)) {
        at[item] = time;
        price[item] = cents;
      }
    }
  });
  return price;
}
