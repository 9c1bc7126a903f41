import { bareTitle } from "../../src/domain/dataset.ts";
import { join } from "node:path";
import type { ItemContent } from "../../src/features/item-content.ts";
import { titleContent } from "../../src/features/title-terms.ts";
import type { CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import { CsrRows } from "../../src/math/sparse/csr-rows.ts";
import type { ReaderTitles } from "../../src/privacy/pair-counts.ts";
import { NO_LIKENESS, type Likeness } from "../../src/privacy/shrink-counts.ts";
import { readParquetRows } from "../parquet.ts";

/** Readers' books, one of each held back to be found. */
export interface HeldOut {
  readonly readers: ReaderTitles;
  /** Shape [userCount]; -1 where none is held back. */
  readonly held: Int32Array;
}

export interface GoodbooksReaders {
  /** Books in the order of the item numbers. */
  readonly books: readonly number[];
  /** `train` to find `valid`. */
  readonly tuning: HeldOut;
  /** `train` and `valid` to find `test`. */
  readonly testing: HeldOut;
}

/** The goodbooks interactions, as split by their own column. */
export async function goodbooksReaders(data: string): Promise<GoodbooksReaders> {
  const path = join(data, "recommendation", "goodbooks_interactions.parquet");
  const rows = await readParquetRows<{ user_id: number; book_id: number; split: string }>(path);
  const books = [...new Set(rows.map((row) => row.book_id))].sort((a, b) => a - b);
  const itemOf = new Map(books.map((book, item) => [book, item]));
  const userCount = rows.reduce((most, row) => Math.max(most, row.user_id + 1), 0);
  const part = (isTrain: (split: string) => boolean, heldSplit: string): HeldOut => {
    const lists: number[][] = Array.from({ length: userCount }, () => []);
    const held = new Int32Array(userCount).fill(-1);
    for (const { user_id: user, book_id: book, split } of rows) {
      const item = itemOf.get(book)!;
      if (isTrain(split)) lists[user]!.push(item);
      else if (split === heldSplit) held[user] = item;
    }
    const rowStart = new Int32Array(userCount + 1);
    lists.forEach((list, user) => (rowStart[user + 1] = rowStart[user]! + list.length));
    return {
      readers: { userCount, itemCount: books.length, rowStart, items: Int32Array.from(lists.flat()) },
      held,
    };
  };
  return {
    books,
    tuning: part((split) => split === "train", "valid"),
    testing: part((split) => split !== "test", "test"),
  };
}

/** Titles by terms of the public catalogue: words of the title, authors, series. */
export async function goodbooksTerms(data: string, books: readonly number[]): Promise<ItemContent> {
  const path = join(data, "catalog", "goodbooks10k.parquet");
  const rows = await readParquetRows<{ book_id: number; title: string; authors: string }>(path);
  const byBook = new Map(rows.map((row) => [row.book_id, row]));
  return titleContent(
    books.map((book) => {
      const { title, authors } = byBook.get(book)!;
      const series = /\((.+?),? #([\d.]+)/.exec(title);
      return {
        ...bareTitle(String(book), title.replace(/ *\(.*$/, "")),
        authors: authors.split(", "),
        series: series === null ? null : { name: series[1]!, number: Number(series[2]) },
      };
    }),
  );
}

/** Share of the readers with a book held back for whom it is among the k best of those they do not have. */
export function hitRate(
  { readers, held }: HeldOut,
  weights: CsrMatrix,
  sizes: Float64Array,
  k: number,
): number {
  const scores = new Float64Array(readers.itemCount);
  let hits = 0;
  let asked = 0;
  for (let user = 0; user < readers.userCount; user++) {
    const target = held[user]!;
    if (target < 0) continue;
    asked++;
    // Popularity decides where the weights say nothing.
    for (let item = 0; item < scores.length; item++) scores[item] = sizes[item]! * 1e-12;
    const own = readers.items.subarray(readers.rowStart[user], readers.rowStart[user + 1]);
    for (const item of own) {
      for (let at = weights.rowStart[item]!; at < weights.rowStart[item + 1]!; at++)
        scores[weights.columns[at]!]! += weights.values[at]!;
    }
    for (const item of own) scores[item] = -Infinity;
    let better = 0;
    for (let item = 0; item < scores.length && better < k; item++)
      if (scores[item]! > scores[target]!) better++;
    if (better < k) hits++;
  }
  return hits / asked;
}

/** The same share, for the most read books that the reader does not have. */
export function popularityHitRate(heldOut: HeldOut, k: number): number {
  return catalogueHitRate(heldOut, NO_LIKENESS, k);
}

/** The same share, for the books that are most alike by the catalogue, and between those the most read. */
export function catalogueHitRate(heldOut: HeldOut, likeness: Likeness, k: number): number {
  const { items, itemCount } = heldOut.readers;
  const sizes = new Float64Array(itemCount);
  for (const item of items) sizes[item]!++;
  const matrix = new CsrRows(itemCount, itemCount);
  const columns = new Int32Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    let count = 0;
    for (let other = 0; other < itemCount; other++)
      if (likeness.classOf(item, other) > 0) columns[count++] = other;
    matrix.append(columns, count, (other) => likeness.classOf(item, other));
  }
  return hitRate(heldOut, matrix.matrix(), sizes, k);
}
