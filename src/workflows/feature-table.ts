import type { Threads } from "../core/ports.ts";
import { isoDate } from "../domain/calendar.ts";
import type { DayNumber, TitleRecord } from "../domain/dataset.ts";
import { guessDateOrder } from "../domain/date-order.ts";
import { dayOf, explainDate, readDateTime } from "../domain/date-text.ts";
import { headerFit } from "../domain/header-words.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import { catalogueColumns } from "../features/store/catalogue-columns.ts";
import { definitionHash, type FeatureDefinition } from "../features/store/definition.ts";
import type { FeatureValues } from "../features/store/feature-values.ts";
import type { FeatureDays, SaleHistory } from "../features/store/sale-history.ts";
import { saleHistoryOf } from "../features/store/sale-lines.ts";
import { SHOP_FEATURES } from "../features/store/shop-features.ts";
import { featureColumns } from "./feature-columns.ts";
import { featureError } from "./feature-errors.ts";
import { columnNamed, numberInCell, type TextTable } from "./text-table.ts";

/** Columns of a till file; those not named are guessed by their headers. */
export interface TillColumns {
  readonly item?: string | undefined;
  readonly date?: string | undefined;
  readonly quantity?: string | undefined;
  readonly price?: string | undefined;
}

/** Features as columns, one row a title and day, title after title. */
export interface FeatureTable {
  readonly ids: readonly string[];
  /** "2026-03-14". */
  readonly dates: readonly string[];
  readonly features: readonly { readonly definition: FeatureDefinition; readonly data: FeatureValues }[];
  readonly titles: number;
}

/** A definition with the hash that is its version. */
export interface ListedFeature extends FeatureDefinition {
  readonly hash: string;
}

/** The catalogue of definitions. */
export function listFeatures(): Promise<readonly ListedFeature[]> {
  return Promise.all(
    SHOP_FEATURES.map(async (definition) => ({ ...definition, hash: await definitionHash(definition) })),
  );
}

/** Definitions by name, in the order named. @throws `feature.unknown-name` */
export function featuresNamed(names: readonly string[]): readonly FeatureDefinition[] {
  return names.map((name) => {
    const found = SHOP_FEATURES.find((definition) => definition.name === name);
    if (found !== undefined) return found;
    const known = SHOP_FEATURES.map((definition) => definition.name);
    throw featureError("feature.unknown-name", { found: name, nearest: nearestWord(name, known) ?? "" });
  });
}

/** Rows of a feature table: one a title and selling day, one a title and day since its first sale, or one a title. */
export type FeatureRows = "selling-days" | "every-day" | { readonly asOf: DayNumber };

/**
 * The features of a till file.
 *
 * @param rows of `asOf`: as known when that day began; only sales before a row's day count for it
 * @param catalogue by title, null where there is none
 * @throws `feature.*`, `table.*` where columns or cells do not suit
 */
export async function featureTable(
  table: TextTable,
  columns: TillColumns,
  definitions: readonly FeatureDefinition[],
  rows: FeatureRows,
  threads: Threads,
  catalogue: ReadonlyMap<string, TitleRecord> | null = null,
): Promise<FeatureTable> {
  const sold = saleHistory(table, columns);
  const history =
    catalogue === null ? sold : { ...sold, catalogue: catalogueColumns(sold.titles, catalogue) };
  const wanted = wantedDays(history, rows);
  const data = await featureColumns(definitions, history, wanted, threads);
  const { titles } = history;
  return {
    ids: titles.flatMap((title, t) => Array<string>(wanted.start[t + 1]! - wanted.start[t]!).fill(title)),
    dates: Array.from(wanted.day, isoDate),
    features: definitions.map((definition, f) => ({ definition, data: data[f]! })),
    titles: titles.filter((_, t) => wanted.start[t]! < wanted.start[t + 1]!).length,
  };
}

/** Titles that never sold have no row. */
function wantedDays(history: SaleHistory, rows: FeatureRows): FeatureDays {
  if (rows === "selling-days") return history;
  const { start, day } = history;
  let last = -Infinity;
  for (const own of day) if (own > last) last = own;
  const of = (t: number): readonly [first: DayNumber, count: number] => {
    if (start[t] === start[t + 1]) return [0, 0];
    if (rows !== "every-day") return [rows.asOf, 1];
    const first = day[start[t]!]!;
    return [first, last - first + 1];
  };
  const wantedStart = new Uint32Array(start.length);
  for (let t = 0; t + 1 < start.length; t++) wantedStart[t + 1] = wantedStart[t]! + of(t)[1];
  const wanted = new Int32Array(wantedStart[start.length - 1]!);
  for (let t = 0; t + 1 < start.length; t++) {
    const [first, count] = of(t);
    for (let d = 0; d < count; d++) wanted[wantedStart[t]! + d] = first + d;
  }
  return { start: wantedStart, day: wanted };
}

/**
 * Copies and prices by title and day in a till file, titles in the order of their text, so that the order of rows does
 * not count.
 *
 * @throws `feature.*`, `table.*`
 */
function saleHistory(table: TextTable, columns: TillColumns): SaleHistory {
  const item = columnOf(table, columns.item, "item", "--id")!;
  const date = columnOf(table, columns.date, "date", "--time")!;
  const quantity = columnOf(table, columns.quantity, "quantity", "--target")!;
  const price = columnOf(table, columns.price, "price", "--price");
  const ids = columnNamed(table, item, "--id");
  const copies = columnNamed(table, quantity, "--target");
  const prices = price === null ? null : columnNamed(table, price, "--price");
  const titles = [...new Set(ids)].sort();
  const place = new Map(titles.map((title, t) => [title, t]));
  return saleHistoryOf(titles, {
    title: Uint32Array.from(ids, (id) => place.get(id)!),
    day: daysOf(table, columnNamed(table, date, "--time")),
    units: Int32Array.from(copies, (text, row) => {
      const units = numberInCell(table, quantity, row, text);
      if (Number.isNaN(units)) return 0;
      if (Number.isInteger(units) && Math.abs(units) < 1e6) return units;
      throw featureError("feature.fraction", { file: table.fileName, row: row + 1, found: text });
    }),
    priceCents: Float64Array.from(ids, (_, row) =>
      prices === null ? NaN : Math.round(numberInCell(table, price ?? "", row, prices[row]!) * 100),
    ),
  });
}

function columnOf(
  table: TextTable,
  named: string | undefined,
  role: "item" | "date" | "quantity" | "price",
  option: string,
): string | null {
  if (named !== undefined) return named;
  const fits = table.columns.map((name) => headerFit(name, role));
  const best = Math.max(0, ...fits);
  if (best > 0.4) return table.columns[fits.indexOf(best)]!;
  if (role === "price") return null;
  throw featureError("feature.no-column", {
    file: table.fileName,
    columns: table.columns.join(", "),
    role,
    option,
  });
}

function daysOf(table: TextTable, texts: readonly string[]): Int32Array {
  const { order } = guessDateOrder(texts.slice(0, 10_000));
  return Int32Array.from(texts, (text, row) => {
    const packed = readDateTime(text, order);
    if (!Number.isNaN(packed)) return dayOf(packed);
    throw featureError("feature.bad-date", {
      file: table.fileName,
      row: row + 1,
      why: explainDate(text, order),
    });
  });
}
