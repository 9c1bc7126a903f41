import type { StockRecord, DayNumber } from "../domain/dataset.ts";
import { civilDate } from "../domain/calendar.ts";
import { csvRow } from "../domain/csv-row.ts";
import type { OrderLine, ShopSettings, TodayPage } from "../domain/order.ts";
import { MAX_COPIES, MAX_LEAD_TIME_DAYS } from "../domain/stock-rows.ts";
import { expectedShortage, meanBetween, meanOfDay, quantileOfSum } from "../training/demand-outlook.ts";
import { datasetLock } from "./import-context.ts";
import { readDataset } from "./datasets.ts";
import { orderError } from "./order-errors.ts";
import {
  derive,
  openForecastData,
  priceCentsOf,
  type ForecastData,
  type ScreenContext,
} from "./forecast-data.ts";

export const DEFAULT_SETTINGS: ShopSettings = { serviceLevel: 0.9, leadTimeDays: 7, reviewDays: 7 };
/** How far ahead a stock-out is looked for. */
const OUTLOOK_DAYS = 28;

/** What people decided about the order, in store `shop` under `<datasetId>/orders`. */
interface OrderDecisions {
  /** Item -> copies, in place of the advice. */
  readonly edits: Readonly<Record<string, number>>;
  /** Item -> first day on which the line shows again. */
  readonly snoozed: Readonly<Record<string, DayNumber>>;
}

/**
 * What to order now, the most money at risk first.
 *
 * @param offset first line wanted
 * @param limit lines wanted, at most
 * @throws `import.unknown-dataset`
 */
export async function todayPage(
  context: ScreenContext,
  datasetId: string,
  offset: number,
  limit: number,
): Promise<TodayPage> {
  const { data, settings, decisions, advice, shown, snoozed } = await openOrder(context, datasetId);
  let totalCopies = 0;
  let totalCents = 0;
  let atRiskCents = 0;
  for (const row of shown) {
    const copies = copiesOf(data, advice, decisions, row);
    totalCopies += copies;
    totalCents += copies * zeroIfUnknown(advice.priceCents[row]!);
    atRiskCents += zeroIfUnknown(riskCents(advice, row));
  }
  return {
    provenance: data.provenance,
    settings,
    total: shown.length,
    totalCopies,
    totalCents: Math.round(totalCents),
    atRiskCents: Math.round(atRiskCents),
    snoozed,
    lines: shown
      .slice(offset, offset + limit)
      .map((row) => orderLine(data, settings, advice, decisions, row)),
  };
}

/** The order line of one title, whether or not it needs ordering; null without a forecast. */
export async function orderLineOf(
  context: ScreenContext,
  datasetId: string,
  itemId: string,
): Promise<OrderLine | null> {
  const { data, settings, decisions, advice } = await openOrder(context, datasetId);
  const row = data.rowOf.get(itemId);
  if (row === undefined || Number.isNaN(advice.target[row])) return null;
  return orderLine(data, settings, advice, decisions, row);
}

/** The order as columns over the rows of the data. */
export interface OrderColumns {
  readonly data: ForecastData;
  /** Changes with every decision that changes the columns. */
  readonly key: string;
  /** Copies to order now; 0 for none, NaN without a forecast. Shape [rows] each. */
  readonly toOrder: Float64Array;
  /** First day without stock within four weeks, NaN where there is none or it is not known. */
  readonly stockOutDay: Float64Array;
  /** Why a row is to be ordered or not, in sentences; null without a forecast. */
  readonly why: (row: number) => string | null;
}

/** Today's order by rows, for questions about it. @throws `import.unknown-dataset` */
export async function orderColumns(context: ScreenContext, datasetId: string): Promise<OrderColumns> {
  const order = await openOrder(context, datasetId);
  const key = JSON.stringify([order.settings, order.decisions]);
  const kept = derive(order.data, "order-columns", (): { latest: OrderColumns | null } => ({ latest: null }));
  if (kept.latest?.key !== key) kept.latest = columnsOf(order, key);
  return kept.latest;
}

function columnsOf({ data, settings, decisions, advice, shown }: OpenOrder, key: string): OrderColumns {
  const toOrder = advice.target.map((target) => (Number.isNaN(target) ? NaN : 0));
  for (const row of shown) toOrder[row] = copiesOf(data, advice, decisions, row);
  const runsOut = data.itemId.map((itemId, row) => {
    const stock = data.stock.get(itemId);
    const known = stock !== undefined && !Number.isNaN(advice.target[row]);
    return (known ? stockOutDay(data, data.forecastRow[row]!, stock) : null) ?? NaN;
  });
  return {
    data,
    key,
    toOrder,
    stockOutDay: Float64Array.from(runsOut),
    why: (row) =>
      Number.isNaN(advice.target[row]) ? null : orderLine(data, settings, advice, decisions, row).why,
  };
}

export async function readSettings(
  context: Pick<ScreenContext, "database">,
  datasetId: string,
): Promise<ShopSettings> {
  const stored = (await context.database.read("shop", `${datasetId}/settings`)) as ShopSettings | undefined;
  return stored ?? DEFAULT_SETTINGS;
}

/** @throws `order.bad-settings` naming the value that cannot be */
export async function saveSettings(
  context: ScreenContext,
  datasetId: string,
  settings: ShopSettings,
): Promise<void> {
  const { serviceLevel, leadTimeDays, reviewDays } = settings;
  if (!(serviceLevel > 0 && serviceLevel < 1)) {
    throw orderError("order.bad-settings", {
      name: "service level",
      found: serviceLevel,
      expected: "between 0 and 1",
    });
  }
  for (const [name, days] of [
    ["lead time", leadTimeDays],
    ["days between orders", reviewDays],
  ] as const) {
    if (!(Number.isInteger(days) && days >= 0 && days <= MAX_LEAD_TIME_DAYS)) {
      throw orderError("order.bad-settings", { name, found: days, expected: "whole days from 0 to 365" });
    }
  }
  await writeShop(context, `${datasetId}/settings`, () => ({ serviceLevel, leadTimeDays, reviewDays }));
}

/** Order another number of copies than advised; null takes that back. @throws `order.bad-copies` */
export async function editOrder(
  context: ScreenContext,
  datasetId: string,
  itemId: string,
  copies: number | null,
): Promise<void> {
  if (copies !== null && !(Number.isInteger(copies) && copies >= 0 && copies <= MAX_COPIES)) {
    throw orderError("order.bad-copies", { found: copies });
  }
  await changeDecisions(context, datasetId, ({ edits, snoozed }) => ({
    edits: withEntry(edits, itemId, copies),
    snoozed,
  }));
}

/** Hide a line until a day of the data; null wakes it. */
export async function snoozeOrder(
  context: ScreenContext,
  datasetId: string,
  itemId: string,
  untilDay: DayNumber | null,
): Promise<void> {
  await changeDecisions(context, datasetId, ({ edits, snoozed }) => ({
    edits,
    snoozed: withEntry(snoozed, itemId, untilDay),
  }));
}

/** Show every hidden line again. */
export async function wakeAll(context: ScreenContext, datasetId: string): Promise<void> {
  await changeDecisions(context, datasetId, ({ edits }) => ({ edits, snoozed: {} }));
}

/** Put down what is on the shelf for one item. Raises the dataset's revision. @throws `order.bad-stock` */
export async function saveStock(
  context: ScreenContext,
  datasetId: string,
  stock: StockRecord,
): Promise<void> {
  const { onHand, onOrder, reserved, packSize, leadTimeDays } = stock;
  const days = leadTimeDays ?? 0;
  if (
    ![onHand, onOrder, reserved].every((copies) => copies >= 0 && copies <= MAX_COPIES) ||
    !(Number.isInteger(packSize) && packSize >= 1 && packSize <= MAX_COPIES) ||
    !(Number.isInteger(days) && days >= 0 && days <= MAX_LEAD_TIME_DAYS)
  ) {
    throw orderError("order.bad-stock", { itemId: stock.itemId });
  }
  await context.locks.hold(datasetLock(datasetId), { wait: true }, async () => {
    const dataset = await readDataset(context.database, datasetId);
    const known = ((await context.database.read("stock", datasetId)) as StockRecord[] | undefined) ?? [];
    const at = known.findIndex((record) => record.itemId === stock.itemId);
    const next = at < 0 ? [...known, stock] : known.with(at, stock);
    await context.database.write([
      { store: "stock", key: datasetId, value: next },
      { store: "datasets", key: datasetId, value: { ...dataset, revision: dataset.revision + 1 } },
    ]);
  });
}

/** Columns of the exported order. */
export const ORDER_COLUMNS = [
  "item",
  "title",
  "authors",
  "copies",
  "price",
  "amount",
  "on hand",
  "on order",
] as const;
export type OrderCell = string | number | null;

/** The order as rows under ORDER_COLUMNS, lines of 0 copies left out; money in whole units. */
export async function orderRows(context: ScreenContext, datasetId: string): Promise<OrderCell[][]> {
  const { data, decisions, advice, shown } = await openOrder(context, datasetId);
  const rows: OrderCell[][] = [];
  for (const row of shown) {
    const copies = copiesOf(data, advice, decisions, row);
    if (copies === 0) continue;
    const { itemId, title, authors } = data.titleOf(row);
    const price = advice.priceCents[row]!;
    const known = !Number.isNaN(price);
    const stock = data.stock.get(itemId);
    rows.push([
      itemId,
      title,
      authors.join(", "),
      copies,
      known ? price / 100 : null,
      known ? Math.round(copies * price) / 100 : null,
      stock?.onHand ?? null,
      stock?.onOrder ?? null,
    ]);
  }
  return rows;
}

/** The order as CSV, safe to open in a spreadsheet. */
export async function orderCsv(context: ScreenContext, datasetId: string): Promise<string> {
  const rows = await orderRows(context, datasetId);
  const money = new Set<string>(["price", "amount"]);
  const cell = (value: OrderCell, column: number): string =>
    typeof value === "number" && money.has(ORDER_COLUMNS[column]!) ? value.toFixed(2) : String(value ?? "");
  // The mark in front makes spreadsheets read the file as UTF-8.
  return `\uFEFF${csvRow(ORDER_COLUMNS)}${rows.map((row) => csvRow(row.map(cell))).join("")}`;
}

/** Advice for all rows, as columns; NaN in `target` where a row has no forecast. */
interface OrderAdvice {
  readonly advised: Float64Array;
  readonly target: Float64Array;
  readonly expected: Float64Array;
  /** Copies asked for in vain without an order. */
  readonly shortage: Float64Array;
  readonly priceCents: Float64Array;
  readonly days: Int32Array;
  /** Rows with an advice above 0, most money at risk first. */
  readonly ranked: readonly number[];
}

interface OpenOrder {
  readonly data: ForecastData;
  readonly settings: ShopSettings;
  readonly decisions: OrderDecisions;
  readonly advice: OrderAdvice;
  /** Rows of the order, best first: advised or edited, not hidden. */
  readonly shown: readonly number[];
  readonly snoozed: number;
}

async function openOrder(context: ScreenContext, datasetId: string): Promise<OpenOrder> {
  const data = await openForecastData(context, datasetId);
  const settings = await readSettings(context, datasetId);
  const decisions = await readDecisions(context, datasetId);
  const { serviceLevel, leadTimeDays, reviewDays } = settings;
  const advice = derive(data, `advice ${serviceLevel} ${leadTimeDays} ${reviewDays}`, () =>
    advise(data, settings),
  );
  const listed = new Set(advice.ranked);
  const added = Object.keys(decisions.edits)
    .map((itemId) => data.rowOf.get(itemId))
    .filter(
      (row): row is number => row !== undefined && !listed.has(row) && !Number.isNaN(advice.target[row]),
    );
  const all = [...advice.ranked, ...added.sort((a, b) => a - b)];
  const asleep = (row: number): boolean => (decisions.snoozed[data.itemId[row]!] ?? -Infinity) > data.asOfDay;
  const shown = all.filter((row) => !asleep(row));
  return { data, settings, decisions, advice, shown, snoozed: all.length - shown.length };
}

function advise(data: ForecastData, settings: ShopSettings): OrderAdvice {
  const count = data.itemId.length;
  const advice = {
    advised: new Float64Array(count),
    target: new Float64Array(count).fill(NaN),
    expected: new Float64Array(count),
    shortage: new Float64Array(count),
    priceCents: Float64Array.from(data.itemId, (_, row) => priceCentsOf(data, row) ?? NaN),
    days: new Int32Array(count),
  };
  const { forecast, asOfDay } = data;
  const ranked: number[] = [];
  if (!forecast) return { ...advice, ranked };
  for (let row = 0; row < count; row++) {
    const at = data.forecastRow[row]!;
    if (at < 0 || data.service[row] === 1) continue;
    const stock = data.stock.get(data.itemId[row]!);
    const days = (stock?.leadTimeDays ?? settings.leadTimeDays) + settings.reviewDays;
    const expected = meanBetween(forecast, at, asOfDay, asOfDay + days);
    const target = quantileOfSum(forecast, at, expected, days, settings.serviceLevel);
    const position = stock ? stock.onHand + stock.onOrder - stock.reserved : 0;
    advice.days[row] = days;
    advice.expected[row] = expected;
    advice.target[row] = target;
    advice.advised[row] = inPacks(Math.max(0, Math.ceil(target - position)), stock?.packSize ?? 1);
    if (advice.advised[row] === 0) continue;
    advice.shortage[row] = expectedShortage(forecast, at, expected, days, position);
    ranked.push(row);
  }
  ranked.sort(
    (a, b) =>
      zeroIfUnknown(riskCents(advice, b)) - zeroIfUnknown(riskCents(advice, a)) ||
      advice.shortage[b]! - advice.shortage[a]! ||
      a - b,
  );
  return { ...advice, ranked };
}

function orderLine(
  data: ForecastData,
  settings: ShopSettings,
  advice: OrderAdvice,
  decisions: OrderDecisions,
  row: number,
): OrderLine {
  const forecast = data.forecast!;
  const at = data.forecastRow[row]!;
  const { itemId, title, authors } = data.titleOf(row);
  const stock = data.stock.get(itemId) ?? null;
  const days = advice.days[row]!;
  const expected = advice.expected[row]!;
  const risk = riskCents(advice, row);
  const line = {
    itemId,
    title,
    authors,
    priceCents: Number.isNaN(advice.priceCents[row]) ? null : advice.priceCents[row]!,
    advised: advice.advised[row]!,
    edited: decisions.edits[itemId] ?? null,
    onHand: stock?.onHand ?? null,
    onOrder: stock?.onOrder ?? 0,
    reserved: stock?.reserved ?? 0,
    expected,
    target: advice.target[row]!,
    low: quantileOfSum(forecast, at, expected, days, 0.1),
    high: quantileOfSum(forecast, at, expected, days, 0.9),
    stockOutDay: stock && stockOutDay(data, at, stock),
    atRiskCents: Number.isNaN(risk) ? null : Math.round(risk),
    lowConfidence: forecast.lowConfidence[at] === 1,
  };
  return { ...line, why: explain(line, settings, stock, data.asOfDay, days) };
}

/** First day on which expected demand has used up what is on the shelf and not reserved, or null within 28 days. */
function stockOutDay(data: ForecastData, at: number, stock: StockRecord): DayNumber | null {
  let left = stock.onHand - stock.reserved;
  for (let day = data.asOfDay; day < data.asOfDay + OUTLOOK_DAYS; day++) {
    left -= meanOfDay(data.forecast!, at, day);
    if (left <= 0) return day;
  }
  return null;
}

function explain(
  line: Omit<OrderLine, "why">,
  settings: ShopSettings,
  stock: StockRecord | null,
  asOfDay: DayNumber,
  days: number,
): string {
  const until = dayAndMonth(asOfDay + days - 1);
  const expected = Math.round(line.expected);
  const range = `between ${grouped(Math.round(line.low))} and ${grouped(Math.round(line.high))}`;
  const sentences = [
    expected === 0
      ? `We expect hardly a sale by ${until} (${range}).`
      : `We expect ${copies(expected)} by ${until} (${range}).`,
  ];
  if (stock) {
    const parts = [`${grouped(line.onHand ?? 0)} on the shelf`];
    if (line.onOrder > 0) parts.push(`${grouped(line.onOrder)} on order`);
    if (line.reserved > 0) parts.push(`${grouped(line.reserved)} reserved`);
    sentences.push(`There ${line.onHand === 1 ? "is" : "are"} ${parts.join(", ")}.`);
  } else {
    sentences.push("Stock is not known and counted as 0.");
  }
  const chance = Math.round(settings.serviceLevel * 100);
  sentences.push(
    line.advised > 0
      ? `With ${copies(line.advised)} more it lasts until then in ${chance} of 100 cases${stock && stock.packSize > 1 ? ` (packs of ${stock.packSize})` : ""}.`
      : `That lasts until then in at least ${chance} of 100 cases.`,
  );
  if (line.lowConfidence) sentences.push("It has sold on too few days to be sure.");
  return sentences.join(" ");
}

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

function dayAndMonth(day: DayNumber): string {
  const date = civilDate(day);
  return `${date.day} ${MONTHS[date.month - 1]!}`;
}

const copies = (count: number): string => (count === 1 ? "1 copy" : `${grouped(count)} copies`);

/** With thousands separators, the same in every engine and place: "2,927". */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

function inPacks(needed: number, packSize: number): number {
  return Math.ceil(needed / packSize) * packSize;
}

function riskCents(advice: Pick<OrderAdvice, "shortage" | "priceCents">, row: number): number {
  return advice.shortage[row]! * advice.priceCents[row]!;
}

function copiesOf(data: ForecastData, advice: OrderAdvice, decisions: OrderDecisions, row: number): number {
  return decisions.edits[data.itemId[row]!] ?? advice.advised[row]!;
}

const zeroIfUnknown = (value: number): number => (Number.isNaN(value) ? 0 : value);

function withEntry(
  entries: Readonly<Record<string, number>>,
  itemId: string,
  value: number | null,
): Record<string, number> {
  const { [itemId]: _removed, ...others } = entries;
  return value === null ? others : { ...others, [itemId]: value };
}

async function readDecisions(
  context: Pick<ScreenContext, "database">,
  datasetId: string,
): Promise<OrderDecisions> {
  const stored = (await context.database.read("shop", `${datasetId}/orders`)) as OrderDecisions | undefined;
  return stored ?? { edits: {}, snoozed: {} };
}

async function changeDecisions(
  context: ScreenContext,
  datasetId: string,
  change: (decisions: OrderDecisions) => OrderDecisions,
): Promise<void> {
  await writeShop(context, `${datasetId}/orders`, async () =>
    change(await readDecisions(context, datasetId)),
  );
}

/** Read, change and write under the lock of the store, so that two tabs do not undo each other. */
async function writeShop(context: ScreenContext, key: string, make: () => unknown): Promise<void> {
  await context.locks.hold("shop", { wait: true }, async () => {
    await context.database.write([{ store: "shop", key, value: await make() }]);
  });
}
