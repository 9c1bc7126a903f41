import { join } from "node:path";
import { seededRandom, type Random } from "../../src/core/random.ts";
import { splitAuthors } from "../../src/domain/catalogue-rows.ts";
import { bareTitle, type TitleRecord } from "../../src/domain/dataset.ts";
import { isbn13Of } from "../../src/domain/isbn.ts";
import { readLanguage } from "../../src/domain/language-text.ts";
import { seriesInTitle } from "../../src/domain/series-text.ts";
import type { Interactions } from "../../src/models/recommendation/task.ts";
import { readParquetRows } from "../parquet.ts";

/** Readers, and the real books of their choices. */
export interface ReadersAndBooks {
  readonly titles: readonly TitleRecord[];
  readonly readers: number;
  /** Pairs of reader and title, a reader's test title apart. */
  readonly train: readonly Choice[];
  readonly test: readonly Choice[];
}

interface Choice {
  readonly reader: number;
  readonly title: number;
}

/** Readers who chose a title of which the training knows nothing but the catalogue. */
export interface ColdSplit {
  readonly interactions: Interactions;
  readonly cold: readonly number[];
  /** One of each reader with a cold title: what they chose. */
  readonly targets: readonly Choice[];
}

const COLD_SHARE = 0.1;

/** goodbooks: 21,621 readers over 1,691 books. */
export async function readReadersAndBooks(data: string): Promise<ReadersAndBooks> {
  const pairs = await readParquetRows<{ user_id: number; book_id: number; split: string }>(
    join(data, "recommendation", "goodbooks_interactions.parquet"),
  );
  const books = await readParquetRows<{
    book_id: bigint;
    title: string;
    authors: string;
    original_publication_year: number | null;
    language_code: string | null;
    isbn13: string | null;
  }>(join(data, "catalog", "goodbooks10k.parquet"), [
    "book_id",
    "title",
    "authors",
    "original_publication_year",
    "language_code",
    "isbn13",
  ]);
  const chosen = new Set(pairs.map((pair) => pair.book_id));
  const kept = books.filter((book) => chosen.has(Number(book.book_id)));
  const indexOf = new Map(kept.map((book, i) => [Number(book.book_id), i]));
  const titles = kept.map((book): TitleRecord => {
    const found = seriesInTitle(book.title);
    return {
      ...bareTitle(String(book.book_id), found?.title ?? book.title),
      authors: splitAuthors(book.authors),
      year: book.original_publication_year,
      isbn: isbn13Of(book.isbn13 ?? ""),
      language: readLanguage(book.language_code ?? ""),
      series: found?.series ?? null,
    };
  });
  const choices = (isTest: boolean): Choice[] =>
    pairs
      .filter(({ split }) => (split === "test") === isTest)
      .map((pair) => ({ reader: pair.user_id, title: indexOf.get(pair.book_id)! }));
  const readers = 1 + pairs.reduce((most, pair) => Math.max(most, pair.user_id), 0);
  return { titles, readers, train: choices(false), test: choices(true) };
}

/**
 * A tenth of the titles made new: none of their choices is left. The targets are the test's choices of new titles.
 *
 * For tuning, the test's new titles are left out altogether, and a tenth of the others is made new in their stead; the
 * targets are then one of each reader's own choices.
 */
export function coldSplit(data: ReadersAndBooks, seed: number, part: "tuning" | "test"): ColdSplit {
  const testCold = draw(
    data.titles.map((_, i) => i),
    seed,
    "cold",
  );
  const left = data.titles.map((_, i) => i).filter((title) => !testCold.includes(title));
  const cold = part === "test" ? testCold : draw(left, seed, "tuning");
  const removed = new Set([...testCold, ...cold]);
  const isCold = new Set(cold);
  const chosen = (part === "test" ? data.test : data.train).filter(({ title }) => isCold.has(title));
  return {
    cold,
    targets: oneOfEach(chosen, seededRandom(seed, "targets")),
    interactions: interactionsOf(
      data,
      data.train.filter(({ title }) => !removed.has(title)),
    ),
  };
}

function draw(from: readonly number[], seed: number, label: string): number[] {
  const random = seededRandom(seed, label);
  const order = [...from];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order.slice(0, Math.floor(COLD_SHARE * order.length)).sort((a, b) => a - b);
}

/** One of each reader's choices, each as likely. */
function oneOfEach(choices: readonly Choice[], random: Random): Choice[] {
  const seen = new Map<number, { readonly choice: Choice; readonly count: number }>();
  for (const choice of choices) {
    const known = seen.get(choice.reader);
    const count = (known?.count ?? 0) + 1;
    const isTaken = known === undefined || random.integer(count) === 0;
    seen.set(choice.reader, { choice: isTaken ? choice : known.choice, count });
  }
  return [...seen.values()].map(({ choice }) => choice);
}

function interactionsOf({ readers, titles }: ReadersAndBooks, choices: readonly Choice[]): Interactions {
  const rows: number[][] = Array.from({ length: readers }, () => []);
  for (const { reader, title } of choices) rows[reader]!.push(title);
  const rowStart = new Int32Array(readers + 1);
  rows.forEach((row, reader) => {
    row.sort((a, b) => a - b);
    rowStart[reader + 1] = rowStart[reader]! + row.length;
  });
  return {
    userCount: readers,
    itemCount: titles.length,
    rowStart,
    items: Int32Array.from(rows.flat()),
    strengths: new Float32Array(rowStart[readers]!).fill(1),
    ordered: false,
  };
}

/**
 * Share of the targets that stand among the first k of the new titles; ties count by their chance.
 *
 * @param scoresOf every title's score for the reader
 */
export function coldHitRate(
  { cold, targets }: ColdSplit,
  k: number,
  scoresOf: (reader: number) => ArrayLike<number>,
): number {
  let hits = 0;
  for (const { reader, title } of targets) {
    const scores = scoresOf(reader);
    let above = 0;
    let level = 1;
    for (const other of cold) {
      if (scores[other]! > scores[title]!) above++;
      else if (other !== title && scores[other] === scores[title]) level++;
    }
    hits += Math.min(1, Math.max(0, (k - above) / level));
  }
  return targets.length === 0 ? NaN : hits / targets.length;
}
