import type { Threads } from "../core/ports.ts";
import { isoDate } from "../domain/calendar.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import type { ListedFeature } from "../domain/feature-view.ts";
import { guessDateOrder } from "../domain/date-order.ts";
import { dayOf, explainDate, readDateTime } from "../domain/date-text.ts";
import { headerFit } from "../domain/header-words.ts";
import { catalogueColumns } from "../features/store/catalogue-columns.ts";
import { definitionHash, type FeatureDefinition } from "../features/store/definition.ts";
import type { FeatureValues } from "../features/store/feature-values.ts";
import type { SaleHistory } from "../features/store/sale-history.ts";
import { saleHistoryOf } from "../features/store/sale-lines.ts";
import { SHOP_FEATURES } from "../features/store/shop-features.ts";
import { featureColumns } from "./feature-columns.ts";
import { featureError } from "./feature-errors.ts";
import { wantedDays, type FeatureRows } from "./feature-rows.ts";
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

/** Definitions, each with the hash that is its version. */
export function listFeatures(
  definitions: readonly FeatureDefinition[] = SHOP_FEATURES,
): Promise<readonly ListedFeature[]> {
  return Promise.all(
    definitions.map(async (definition) => {
      const { formula, ...said } = definition;
      return { ...said, kind: formula.kind, hash: await definitionHash(definition) };
    }),
  );
}

/**
 * Features as a table.
 *
 * @param rows of `asOf`: as known when that day began; only sales before a row's day count for it
 */
export async function featureTable(
  history: SaleHistory,
  definitions: readonly FeatureDefinition[],
  rows: FeatureRows,
  threads: Threads,
): Promise<FeatureTable> {
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

/**
 * Copies and prices by title and day in a till file, with what a catalogue says of the titles. Titles stand in the order
 * of their text, so that the order of rows does not count.
 *
 * @throws `feature.*`, `table.*`
 */
export function tillHistory(
  table: TextTable,
  columns: TillColumns,
  catalogue: ReadonlyMap<string, TitleRecord> | null,
): SaleHistory {
  const item = columnOf(table, columns.item, "item", "--id")!;
  const date = columnOf(table, columns.date, "date", "--time")!;
  const quantity = columnOf(table, columns.quantity, "quantity", "--target")!;
  const price = columnOf(table, columns.price, "price", "--price");
  const ids = columnNamed(table, item, "--id");
  const copies = columnNamed(table, quantity, "--target");
  const prices = price === null ? null : columnNamed(table, price, "--price");
  const titles = [...new Set(ids)].sort();
  const place = new Map(titles.map((title, t) => [title, t]));
  const sold = saleHistoryOf(titles, {
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
  return catalogue === null ? sold : { ...sold, catalogue: catalogueColumns(titles, catalogue) };
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
