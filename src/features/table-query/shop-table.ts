import {
  unitsOnHand,
  type DayNumber,
  type DemandTable,
  type StockRecord,
  type TitleRecord,
} from "../../domain/dataset.ts";
import type { QueryField } from "../../domain/table-query.ts";
import { genresIn } from "../../domain/catalogue-rows.ts";

/** Where a shop's columns come from; all arrays by the row of `titles`. */
export interface ShopTableSource {
  readonly titles: readonly TitleRecord[];
  readonly currency: string | null;
  /** null: the shop has no sales. Joined by item. */
  readonly demand: DemandTable | null;
  /** Empty: stock is not kept. */
  readonly stock: ReadonlyMap<string, StockRecord>;
  /** Copies expected in the next 28 days, NaN without a forecast; null: no forecast. Shape [titles]. */
  readonly expected: Float64Array | null;
  /** First day without stock, NaN where none is foreseen or known. Shape [titles]. */
  readonly stockOutDay: Float64Array | null;
  /** Copies of today's order, 0 where nothing is to be ordered, NaN without a forecast. Shape [titles]. */
  readonly toOrder: Float64Array | null;
  /** Why a title is ordered or not, or what is expected of it, in sentences; null where nothing is known. */
  readonly why: ((row: number, about: "order" | "forecast") => string | null) | null;
}

export const NUMBER_FIELDS = [
  "seriesNumber",
  "year",
  "price",
  "pages",
  "ageFrom",
  "rating",
  "ratings",
  "lastSale",
  "onHand",
  "onOrder",
  "stockOutDay",
  "expected",
  "cover",
  "toOrder",
] as const satisfies readonly QueryField[];
export type NumberField = (typeof NUMBER_FIELDS)[number];

export const NAME_FIELDS = [
  "title",
  "author",
  "genre",
  "language",
  "series",
  "format",
  "publisher",
  "isbn",
] as const satisfies readonly QueryField[];
export type NameField = (typeof NAME_FIELDS)[number];

/** Names of each title as codes: those of row i are `codes[start[i] .. start[i + 1])`, each once. */
export interface NameColumn {
  readonly values: readonly string[];
  readonly codeOf: ReadonlyMap<string, number>;
  readonly start: Uint32Array;
  readonly codes: Uint32Array;
}

/** Sales of the titles: row i's are row `demandRow[i]` of the demand table, none where that is -1. */
export interface SalesColumns {
  readonly demand: DemandTable;
  readonly demandRow: Int32Array;
  /** Price at which revenue is counted, in hundredths: of the last sale, else the list price; NaN unknown. */
  readonly priceCents: Float64Array;
}

/**
 * The columns of a shop's titles. Made once for a state of its data; queries read it and copy nothing.
 * A field that no title has is not there at all: questions over it cannot be answered, and are not answered with 0.
 */
export interface ShopTable {
  readonly count: number;
  readonly currency: string | null;
  readonly titles: readonly TitleRecord[];
  readonly rowOf: ReadonlyMap<string, number>;
  /** NaN where unknown. */
  readonly numbers: ReadonlyMap<NumberField, Float64Array>;
  readonly names: ReadonlyMap<NameField, NameColumn>;
  readonly sales: SalesColumns | null;
  /** The day after the last sale, from which "today" is told; null without sales. */
  readonly asOfDay: DayNumber | null;
  /** Items of which copies are kept for customers: those are not on hand. */
  readonly reserved: ReadonlySet<string>;
  readonly why: ShopTableSource["why"];
  /** Things derived from these columns, made when first asked for. */
  readonly derived: Map<string, unknown>;
}

/** Something derived from the columns, made once. */
export function derived<T>(table: ShopTable, name: string, make: () => T): T {
  if (!table.derived.has(name)) table.derived.set(name, make());
  return table.derived.get(name) as T;
}

/** Days of the forecast in `expected`. */
export const EXPECTED_DAYS = 28;

/** A shop's data as columns. */
export function shopTable(source: ShopTableSource): ShopTable {
  const { titles, stock } = source;
  const sales = salesColumns(source);
  const onHand = titles.map(({ itemId }) => unitsOnHand(stock.get(itemId)) ?? NaN);
  const numbers = new Map<NumberField, Float64Array>();
  const add = (field: NumberField, values: Iterable<number> | null): void => {
    const column = values && Float64Array.from(values);
    if (column?.some((value) => !Number.isNaN(value))) numbers.set(field, column);
  };
  const known = (of: (title: TitleRecord) => number | null | undefined): number[] =>
    titles.map((title) => of(title) ?? NaN);
  add(
    "seriesNumber",
    known(({ series }) => series?.number),
  );
  add(
    "year",
    known(({ year }) => year),
  );
  add(
    "price",
    known(({ priceCents }) => priceCents).map((price, row) => orElse(price, lastPrice(sales, row))),
  );
  add(
    "pages",
    known(({ pages }) => (pages === 0 ? null : pages)),
  );
  add(
    "ageFrom",
    known(({ ageFrom }) => ageFrom),
  );
  add(
    "rating",
    known(({ rating }) => rating),
  );
  add(
    "ratings",
    known(({ ratings }) => ratings),
  );
  add("lastSale", sales && titles.map((_, row) => lastSale(sales, row)));
  add("onHand", onHand);
  add(
    "onOrder",
    titles.map(({ itemId }) => stock.get(itemId)?.onOrder ?? NaN),
  );
  add("stockOutDay", source.stockOutDay);
  add("expected", source.expected);
  add("cover", source.expected && coverDays(onHand, source.expected));
  add("toOrder", source.toOrder);

  const names = new Map<NameField, NameColumn>();
  const addNames = (field: NameField, of: (title: TitleRecord) => readonly string[]): void => {
    const column = nameColumn(titles, of);
    if (column.values.length > 0) names.set(field, column);
  };
  const single = (name: string | null | undefined): string[] => (name ? [name] : []);
  addNames("title", ({ title }) => single(title));
  addNames("author", ({ authors }) => authors);
  addNames("genre", ({ genre }) => (genre === null ? [] : genresIn(genre)));
  addNames("language", ({ language }) => single(language));
  addNames("series", ({ series }) => single(series?.name));
  addNames("format", ({ format }) => single(format));
  addNames("publisher", ({ publisher }) => single(publisher));
  addNames("isbn", ({ isbn }) => single(isbn));
  return {
    count: titles.length,
    currency: source.currency,
    titles,
    rowOf: new Map(titles.map(({ itemId }, row) => [itemId, row])),
    numbers,
    names,
    sales,
    asOfDay: sales === null ? null : sales.demand.lastDay + 1,
    reserved: new Set([...stock.values()].filter(({ reserved }) => reserved > 0).map(({ itemId }) => itemId)),
    why: source.why,
    derived: new Map(),
  };
}

/** Whether the shop's data knows anything of a field. */
export function hasField(table: ShopTable, field: QueryField | "subject"): boolean {
  switch (field) {
    case "item":
    case "title":
    case "titles":
    case "subject":
      return true;
    case "description":
      return table.titles.some(({ description }) => description !== null);
    case "sold":
    case "revenue":
      return table.sales !== null;
    default:
      return table.numbers.has(field as NumberField) || table.names.has(field as NameField);
  }
}

const orElse = (value: number, other: number): number => (Number.isNaN(value) ? other : value);

function salesColumns({ titles, demand }: ShopTableSource): SalesColumns | null {
  if (demand === null || demand.lastDay < demand.firstDay) return null;
  const rows = new Map(demand.itemId.map((itemId, row) => [itemId, row]));
  const demandRow = Int32Array.from(titles, ({ itemId }) => rows.get(itemId) ?? -1);
  const priceCents = Float64Array.from(titles, (title, row) =>
    orElse(demandRow[row]! < 0 ? NaN : demand.lastPriceCents[demandRow[row]!]!, title.priceCents ?? NaN),
  );
  return { demand, demandRow, priceCents };
}

function lastPrice(sales: SalesColumns | null, row: number): number {
  return sales === null || sales.demandRow[row]! < 0 ? NaN : sales.priceCents[row]!;
}

function lastSale({ demand, demandRow }: SalesColumns, row: number): number {
  const at = demandRow[row]!;
  if (at < 0 || demand.rowStart[at] === demand.rowStart[at + 1]) return NaN;
  return demand.day[demand.rowStart[at + 1]! - 1]!;
}

/** Days until the shelf is empty at the expected rate; endless where nothing is expected to sell. */
function coverDays(onHand: readonly number[], expected: Float64Array): number[] {
  return onHand.map((copies, row) => {
    const rate = expected[row]! / EXPECTED_DAYS;
    return copies === 0 ? 0 : rate > 0 ? copies / rate : rate === 0 ? copies / 0 : NaN;
  });
}

function nameColumn(
  titles: readonly TitleRecord[],
  of: (title: TitleRecord) => readonly string[],
): NameColumn {
  const codeOf = new Map<string, number>();
  const values: string[] = [];
  const start = new Uint32Array(titles.length + 1);
  const codes: number[] = [];
  titles.forEach((title, row) => {
    for (const name of of(title)) {
      let code = codeOf.get(name);
      if (code === undefined) {
        code = values.length;
        codeOf.set(name, code);
        values.push(name);
      }
      if (!codes.includes(code, start[row])) codes.push(code);
    }
    start[row + 1] = codes.length;
  });
  return { values, codeOf, start, codes: Uint32Array.from(codes) };
}
