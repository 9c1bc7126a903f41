import type { Threads } from "../core/ports.ts";
import { isoDate } from "../domain/calendar.ts";
import type { DayNumber } from "../domain/dataset.ts";
import { guessDateOrder } from "../domain/date-order.ts";
import { dayOf, explainDate, readDateTime } from "../domain/date-text.ts";
import { headerFit } from "../domain/header-words.ts";
import { nearestWord } from "../domain/nearest-word.ts";
import { definitionHash, type FeatureDefinition } from "../features/store/definition.ts";
import { LiveFeatures } from "../features/store/live.ts";
import type { FeatureValues } from "../features/store/feature-values.ts";
import type { SaleHistory } from "../features/store/sale-history.ts";
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

/**
 * The features of a till file: of every title and selling day, or of every title on one day.
 *
 * @param asOf the one day, or null; only sales before a row's day count for it
 * @throws `feature.*`, `table.*` where columns or cells do not suit
 */
export async function featureTable(
  table: TextTable,
  columns: TillColumns,
  definitions: readonly FeatureDefinition[],
  asOf: DayNumber | null,
  threads: Threads,
): Promise<FeatureTable> {
  const history = saleHistory(table, columns);
  const { titles, start } = history;
  if (asOf !== null) {
    const live = new LiveFeatures(definitions, history);
    const rows = titles.map((title) => live.at(title, asOf));
    return {
      ids: titles,
      dates: titles.map(() => isoDate(asOf)),
      features: definitions.map((definition, f) => ({
        definition,
        data: Float64Array.from(rows, (row) => row[f]!),
      })),
      titles: titles.length,
    };
  }
  const data = await featureColumns(definitions, history, history, threads);
  return {
    ids: titles.flatMap((title, t) => Array<string>(start[t + 1]! - start[t]!).fill(title)),
    dates: Array.from(history.day, isoDate),
    features: definitions.map((definition, f) => ({ definition, data: data[f]! })),
    titles: titles.length,
  };
}

function saleHistory(table: TextTable, columns: TillColumns): SaleHistory {
  const item = columnOf(table, columns.item, "item", "--id")!;
  const date = columnOf(table, columns.date, "date", "--time")!;
  const quantity = columnOf(table, columns.quantity, "quantity", "--target")!;
  const price = columnOf(table, columns.price, "price", "--price");
  const ids = columnNamed(table, item, "--id");
  const days = daysOf(table, columnNamed(table, date, "--time"));
  const copies = columnNamed(table, quantity, "--target");
  const prices = price === null ? null : columnNamed(table, price, "--price");
  const byTitle = new Map<string, Map<DayNumber, { units: number; priceCents: number }>>();
  ids.forEach((id, row) => {
    const units = numberInCell(table, quantity, row, copies[row]!);
    if (!(units > 0)) return;
    if (!Number.isInteger(units) || units >= 1e6) {
      throw featureError("feature.fraction", { file: table.fileName, row: row + 1, found: copies[row]! });
    }
    const cents =
      prices === null ? NaN : Math.round(numberInCell(table, price ?? "", row, prices[row]!) * 100);
    let own = byTitle.get(id);
    if (own === undefined) byTitle.set(id, (own = new Map()));
    const day = own.get(days[row]!);
    if (day === undefined) own.set(days[row]!, { units, priceCents: cents });
    else {
      day.units += units;
      if (Number.isNaN(day.priceCents) || cents > day.priceCents) day.priceCents = cents;
    }
  });
  return columnsOf(byTitle);
}

/** Titles in the order of their text, so that the order of rows does not count. */
function columnsOf(
  byTitle: ReadonlyMap<string, ReadonlyMap<DayNumber, { units: number; priceCents: number }>>,
): SaleHistory {
  const titles = [...byTitle.keys()].sort();
  const start = new Uint32Array(titles.length + 1);
  titles.forEach((title, t) => (start[t + 1] = start[t]! + byTitle.get(title)!.size));
  const rows = start[titles.length]!;
  const day = new Int32Array(rows);
  const units = new Int32Array(rows);
  const priceCents = new Float64Array(rows);
  let at = 0;
  for (const title of titles) {
    for (const [own, sold] of [...byTitle.get(title)!].sort(([a], [b]) => a - b)) {
      day[at] = own;
      units[at] = sold.units;
      priceCents[at++] = sold.priceCents;
    }
  }
  return { titles, start, day, units, priceCents };
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
