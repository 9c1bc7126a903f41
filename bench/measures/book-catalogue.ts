import { join } from "node:path";
import { readLanguage } from "../../src/domain/language-text.ts";
import { seriesInTitle } from "../../src/domain/series-text.ts";
import { bareTitle, type TitleRecord } from "../../src/domain/dataset.ts";
import { shopTable, type ShopTable } from "../../src/features/table-query/shop-table.ts";
import { readParquetRows } from "../parquet.ts";

interface BookRow {
  readonly book_id: bigint | number;
  readonly isbn13: string | null;
  readonly authors: string;
  readonly original_publication_year: number | null;
  readonly title: string;
  readonly language_code: string | null;
  readonly average_rating: number;
  readonly ratings_count: bigint | number;
}

/** Path of the goodbooks catalogue under the shared data. */
export const booksPath = (data: string): string => join(data, "catalog", "goodbooks10k.parquet");

/** The 10,000 books of goodbooks as a shop's titles: no prices, pages, genres, stock or sales, but ratings. */
export async function bookTable(data: string): Promise<ShopTable> {
  return tableOf((await readParquetRows<BookRow>(booksPath(data))).map(bookOf));
}

function bookOf(row: BookRow): TitleRecord {
  const inTitle = seriesInTitle(row.title);
  const year = row.original_publication_year;
  return {
    ...bareTitle(String(row.book_id), inTitle?.title ?? row.title),
    // As the file writes them; one of the names may be a single word.
    authors: row.authors.split(", "),
    year: year === null || Number.isNaN(year) ? null : year,
    isbn: row.isbn13,
    language: readLanguage(row.language_code ?? ""),
    series: inTitle?.series ?? null,
    rating: row.average_rating,
    ratings: Number(row.ratings_count),
  };
}

interface GutenbergRow {
  readonly gutenberg_id: number;
  readonly title: string | null;
  readonly author: string | null;
  readonly language: string;
  readonly gutenberg_bookshelf: string | null;
  readonly subjects: string | null;
}

/** The 82,415 titles of the Gutenberg catalogue as a shop's. */
export async function gutenbergTable(data: string): Promise<ShopTable> {
  const rows = await readParquetRows<GutenbergRow>(join(data, "catalog", "gutenberg_catalog.parquet"));
  return tableOf(
    rows.map((row) => ({
      ...bareTitle(String(row.gutenberg_id), row.title ?? ""),
      authors: row.author === null ? [] : [row.author],
      genre: row.gutenberg_bookshelf?.replaceAll("Category: ", "").replaceAll("/", "; ") || null,
      language: readLanguage(row.language),
      subjects: row.subjects?.split("; ") ?? [],
    })),
  );
}

function tableOf(titles: readonly TitleRecord[]): ShopTable {
  const nothing = { expected: null, stockOutDay: null, toOrder: null, why: null };
  return shopTable({ titles, currency: null, demand: null, stock: new Map(), ...nothing });
}
