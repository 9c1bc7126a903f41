import { join } from "node:path";
import type { TitleRecord } from "../../src/domain/dataset.ts";
import type { TitleLists } from "../../src/evaluation/ranking-metrics.ts";
import type { Interactions } from "../../src/models/recommendation/task.ts";
import { readParquetRows } from "../parquet.ts";
import { readReadersAndBooks, type ReadersAndBooks } from "./cold-titles.ts";

/** A public data set in its published split. */
export interface BookChoices {
  readonly name: string;
  readonly train: Interactions;
  /** Titles to find, a row for each reader of `train`. */
  readonly test: TitleLists;
  /** What the catalogue says of them; null where there is none. */
  readonly titles: readonly TitleRecord[] | null;
}

type Pair = readonly [user: number, item: number];

/** Amazon-book as KGAT split it. */
export async function amazonBook(data: string): Promise<BookChoices> {
  const read = async (part: string): Promise<Pair[]> => {
    const path = join(data, "recommendation", `amazonbook_${part}.parquet`);
    const rows = await readParquetRows<{ user: number; item: number }>(path);
    return rows.map(({ user, item }) => [user, item] as const);
  };
  const [train, test] = [await read("train"), await read("test")];
  const count = (side: 0 | 1): number =>
    [...train, ...test].reduce((most, pair) => Math.max(most, pair[side] + 1), 0);
  return splitOf("Amazon-book", train, test, count(0), count(1));
}

/** The readers of goodbooks: train and valid to learn from, one title each to find. */
export async function goodbooks(data: string): Promise<BookChoices> {
  const { titles, readers, train, test } = await readReadersAndBooks(data);
  const pairs = (choices: ReadersAndBooks["train"]): Pair[] =>
    choices.map(({ reader, title }) => [reader, title] as const);
  return { ...splitOf("goodbooks", pairs(train), pairs(test), readers, titles.length), titles };
}

function splitOf(
  name: string,
  train: readonly Pair[],
  test: readonly Pair[],
  users: number,
  items: number,
): BookChoices {
  const learnt = listsOf(train, users);
  return {
    name,
    titles: null,
    train: {
      userCount: users,
      itemCount: items,
      ...learnt,
      strengths: new Float32Array(train.length).fill(1),
      ordered: false,
    },
    test: listsOf(test, users),
  };
}

function listsOf(pairs: readonly Pair[], users: number): { rowStart: Int32Array; items: Int32Array } {
  const sorted = pairs.toSorted(([u, i], [v, j]) => u - v || i - j);
  const rowStart = new Int32Array(users + 1);
  for (const [user] of sorted) rowStart[user + 1]!++;
  for (let user = 0; user < users; user++) rowStart[user + 1]! += rowStart[user]!;
  return { rowStart, items: Int32Array.from(sorted, ([, item]) => item) };
}
