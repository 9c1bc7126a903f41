import { cleanCell } from "./cell-text.ts";
import type { StockRecord } from "./dataset.ts";
import type { ColumnRole, ImportPlan } from "./import-plan.ts";
import { explainNumber, readNumber } from "./number-text.ts";
import { itemIdProblem } from "./sale-rows.ts";

/**
 * The stock that a row gives, on top of what is known of the item: a cell that is empty leaves the known value. A
 * negative stock (sold before it was booked in) counts as 0.
 * @returns the stock, or why the row was rejected, as a sentence
 */
export function readStockRow(
  cells: readonly string[],
  plan: ImportPlan,
  knownStock: (itemId: string) => StockRecord | undefined,
): StockRecord | string {
  const itemId = cleanCell(cells[plan.mapping.item!] ?? "");
  const problem = itemIdProblem(itemId);
  if (problem !== null) return problem;
  const known = knownStock(itemId);
  const read: Partial<Record<ColumnRole, number>> = {};
  for (const [role, what, least] of NUMBERS) {
    const column = plan.mapping[role];
    const text = column === undefined ? "" : cleanCell(cells[column] ?? "");
    if (text === "") continue;
    const value = readNumber(text, plan.decimal);
    if (Number.isNaN(value)) return explainNumber(what, text, plan.decimal);
    if (Math.abs(value) > MAX_COPIES) return `The ${what} ${text} is over 1,000,000: is it a barcode?`;
    if (role === "packSize" && (value < 1 || !Number.isInteger(value)))
      return `The ${what} ${text} is no whole number from 1.`;
    if (role === "leadTimeDays" && value > MAX_LEAD_TIME_DAYS)
      return `The ${what} ${text} is over ${MAX_LEAD_TIME_DAYS} days.`;
    read[role] = Math.max(least, role === "leadTimeDays" ? Math.ceil(value) : value);
  }
  if (read.onHand === undefined && known === undefined) return "The stock on hand is empty.";
  return {
    itemId,
    onHand: read.onHand ?? known?.onHand ?? 0,
    onOrder: read.onOrder ?? known?.onOrder ?? 0,
    reserved: read.reserved ?? known?.reserved ?? 0,
    leadTimeDays: read.leadTimeDays ?? known?.leadTimeDays ?? null,
    packSize: read.packSize ?? known?.packSize ?? 1,
  };
}

/** More copies of one title than any shop has: a barcode in the wrong field. */
export const MAX_COPIES = 1_000_000;
/** What takes longer to come is not ordered by a forecast. */
export const MAX_LEAD_TIME_DAYS = 365;

const NUMBERS = [
  ["onHand", "stock on hand", 0],
  ["onOrder", "number on order", 0],
  ["reserved", "number reserved", 0],
  ["leadTimeDays", "delivery time", 0],
  ["packSize", "pack size", 1],
] as const satisfies readonly (readonly [ColumnRole, string, number])[];
