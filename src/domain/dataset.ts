/** Days since 1970-01-01, as in `calendar.ts`. */
export type DayNumber = number;

/** What an import did, kept with the dataset for as long as its lines are there. */
export interface ImportRecord {
  readonly importId: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly importedAt: string;
  /** Rows the file held, without the header. */
  readonly rows: number;
  /** Rows that were new and were added. */
  readonly added: number;
  /** Rows that an earlier import had already brought, left out. */
  readonly alreadyKnown: number;
  /** Further identical lines within this file that were counted (or, if so chosen, left out). */
  readonly duplicatesInFile: number;
  readonly returns: number;
  /** Rows that could not be read; they can be looked at and downloaded. */
  readonly rejected: number;
  readonly durationMs: number;
}

export type ImportKind = "sales" | "catalogue" | "stock";

/** One shop's data, in store `datasets` under its id. */
export interface DatasetRecord {
  readonly id: string;
  readonly name: string;
  /** True for the demo shop: every screen then says "simulated". */
  readonly simulated: boolean;
  readonly createdAt: string;
  /** Grows by one with every change of sales, catalogue or stock. */
  readonly revision: number;
  /** ISO 4217 code for showing money, or null when unknown (shown without a sign). */
  readonly currency: string | null;
  readonly firstDay: DayNumber | null;
  readonly lastDay: DayNumber | null;
  readonly itemCount: number;
  readonly lineCount: number;
  readonly imports: readonly ImportRecord[];
}

/**
 * Sale lines as columns, all of one length n; `sales/<datasetId>/lines/<importId>` holds every line of one file.
 *
 * The dataset's sales are the multiset union of its files: of identical lines the largest count in any one file
 * is taken. So the same file twice changes nothing, overlapping files add only what is new, the order of imports
 * does not matter, and taking one import back leaves what the others also held.
 *
 * Text columns are indices into the dataset's dictionaries (`ItemDictionary`, string[] for stores and customers).
 */
export interface SaleColumns {
  readonly day: Int32Array;
  /** Minute of the day, -1 where the file gives none. */
  readonly minute: Int16Array;
  readonly item: Uint32Array;
  /** Copies; negative for a return. */
  readonly quantity: Float64Array;
  /** Price of one copy in hundredths; NaN where unknown. */
  readonly priceCents: Float64Array;
  /** Index + 1 into the stores, 0 where unknown. */
  readonly store: Uint16Array;
  /** Index + 1 into the customers, 0 where unknown. */
  readonly customer: Uint32Array;
  /** Low and high half of the line's 64-bit identity: what makes two lines "the same line". */
  readonly identityLow: Uint32Array;
  readonly identityHigh: Uint32Array;
  /** 1 where the line says that the item was out of stock that day; absent when the file has no such column. */
  readonly stockOut?: Uint8Array;
  /** Names that this file gave to items, so that taking it back takes its names back too. */
  readonly titles?: ItemTitles;
}

/** The most recent name of each item in one file, as columns. */
export interface ItemTitles {
  readonly item: Uint32Array;
  /** Day of the line that gave the name. */
  readonly day: Int32Array;
  readonly text: string[];
}

/** The items a dataset has sold, in order of first appearance; `sales/<datasetId>/items`. */
export interface ItemDictionary {
  /** SKU or ISBN exactly as in the file (trimmed), shape [nItems]. */
  readonly id: string[];
  /** Name from the sales file, the most recent one; "" where none was given. */
  readonly title: string[];
}

/**
 * Copies sold per day and item: one sparse row an item, in the order of `ItemDictionary`.
 * Stored as `sales/<datasetId>/demand`; rebuilt whenever sales change.
 *
 *   row i = day[rowStart[i] .. rowStart[i + 1]) with units of the same positions, days ascending
 */
export interface DemandTable {
  readonly revision: number;
  readonly firstDay: DayNumber;
  readonly lastDay: DayNumber;
  readonly itemId: string[];
  readonly rowStart: Uint32Array;
  readonly day: Int32Array;
  /** Copies demanded that day, > 0. Returns are left out; see `features/demand.ts` for the rule. */
  readonly units: Float64Array;
  /** Days on which the item is known to have been out of stock, rows as above. */
  readonly stockOutStart: Uint32Array;
  readonly stockOutDay: Int32Array;
  /** Price of the most recent line in hundredths, NaN where unknown, shape [nItems]. */
  readonly lastPriceCents: Float64Array;
}

/** One title of the catalogue. */
export interface TitleRecord {
  /** Joins the sales: the SKU or ISBN of the till. */
  readonly itemId: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly year: number | null;
  readonly genre: string | null;
  readonly priceCents: number | null;
  /** ISBN-13 without hyphens, or null. */
  readonly isbn: string | null;
  readonly pages: number | null;
  readonly description: string | null;
  /** Code (ISO 639-1 where there is one, such as "en") or, where the file's word is unknown, that word. */
  readonly language: string | null;
  readonly series: SeriesPlace | null;
  /** Youngest age in years for which the title is meant. */
  readonly ageFrom: number | null;
  /** As `readFormat` has it ("hardback", "paperback", "ebook", "audiobook"), or the file's own word for another. */
  readonly format: string | null;
  readonly publisher: string | null;
  /** What it is about, in the words of a classification, finer than `genre`; empty where unknown. */
  readonly subjects: readonly string[];
  /** Whether the publisher can deliver, as `readAvailability` has it. */
  readonly availability: string | null;
  /** Mean of the readers' ratings, on the scale of whoever gathered them. */
  readonly rating: number | null;
  /** How many ratings there are. */
  readonly ratings: number | null;
}

/** A title of which nothing but its name is known. */
export function bareTitle(itemId: string, title: string): TitleRecord {
  return {
    itemId,
    title,
    authors: [],
    year: null,
    genre: null,
    priceCents: null,
    isbn: null,
    pages: null,
    description: null,
    language: null,
    series: null,
    ageFrom: null,
    format: null,
    publisher: null,
    subjects: [],
    availability: null,
    rating: null,
    ratings: null,
  };
}

/** A volume's place: 1, 2, 2.5 for a story between; null where the number is unknown. */
export interface SeriesPlace {
  readonly name: string;
  readonly number: number | null;
}

/** A stored title, whichever version wrote it: what older ones did not know is null. */
export function storedTitle(record: StoredTitle): TitleRecord {
  return {
    ...record,
    language: record.language ?? null,
    series: record.series ?? null,
    ageFrom: record.ageFrom ?? null,
    format: record.format ?? null,
    publisher: record.publisher ?? null,
    subjects: record.subjects ?? [],
    availability: record.availability ?? null,
    rating: record.rating ?? null,
    ratings: record.ratings ?? null,
  };
}

type LaterField =
  | "language"
  | "series"
  | "ageFrom"
  | "format"
  | "publisher"
  | "subjects"
  | "availability"
  | "rating"
  | "ratings";
export type StoredTitle = Omit<TitleRecord, LaterField> & { readonly [K in LaterField]?: TitleRecord[K] };

/** What is on the shelf and on its way, for one item. */
export interface StockRecord {
  readonly itemId: string;
  readonly onHand: number;
  readonly onOrder: number;
  readonly reserved: number;
  /** Days from ordering to delivery, or null for the shop's usual. */
  readonly leadTimeDays: number | null;
  /** Copies come in multiples of this; 1 where unknown. */
  readonly packSize: number;
}

/** Copies that a customer may take home; null where stock is not kept. */
export function unitsOnHand(stock: StockRecord | undefined): number | null {
  return stock === undefined ? null : Math.max(0, stock.onHand - stock.reserved);
}

/** A row that could not be imported: nothing is lost, it can be mended and imported again. */
export interface RejectedRow {
  /** Line (CSV: physical line; XLSX, Parquet: row) in the file, from 1. */
  readonly line: number;
  /** Why, as a sentence: what was found and what was expected. */
  readonly reason: string;
  /** The cells as they were read. */
  readonly cells: readonly string[];
}
