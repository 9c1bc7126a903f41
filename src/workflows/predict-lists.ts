import type { Database } from "../core/ports.ts";
import { guessPairColumns } from "../domain/pair-columns.ts";
import { rankBest } from "../evaluation/ranking-metrics.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import { historyOf } from "../training/rank-readers.ts";
import { readerScorer } from "../training/score-titles.ts";
import type { UserItemMatrix } from "../training/recommender-state.ts";
import { nearestOfFirst, titleFinder } from "./find-title.ts";
import { openVersion, type ModelVersion } from "./model-version.ts";
import { predictError } from "./predict-errors.ts";
import { inputText, movedBy, UnknownCounter, type Prediction, type Predictor } from "./predictor.ts";
import { decodeRecommender, SIMILARITY_FILE, USER_ITEM_FILE } from "./recommender-data.ts";
import { columnNamed, type TextTable } from "./text-table.ts";

export interface ListOptions {
  /** Column of readers; by default the one called like a customer, a receipt or a basket. */
  readonly user: string | undefined;
  /** Column of titles, one or several a cell; by default the one called like a code, a title or a basket. */
  readonly item: string | undefined;
  readonly k: number;
  readonly excludeSeen: boolean;
}

/** What is said where nothing of a file is known. */
interface FirstReader {
  readonly file: string;
  readonly column: string;
  readonly found: string;
  readonly known: string;
}

/** Readers ranked, and kept, together. */
const BATCH_READERS = 256;
const BATCH_ROWS = 4096;
/** Between the titles of one cell. */
const BETWEEN_TITLES = /\s*[;|]\s*/;

/** A reader of the file with the titles beside the name; none where the file names readers alone. */
interface Basket {
  readonly reader: string;
  readonly titles: string[];
  /** Of the file, from 0. */
  readonly firstRow: number;
  rows: number;
}

/**
 * A recommender as a predictor: the best titles of each reader or basket, a row a title with its rank and score. A
 * reader without titles in the file is one of the shop's customers.
 *
 * @throws `artifact.*`
 */
export async function listPredictor(
  database: Database,
  found: ModelVersion,
  options: ListOptions,
): Promise<Predictor> {
  const { name, entry } = found;
  const { version, model } = await openVersion(database, found, decodeRecommender);
  const { recommender, userItems } = model;
  const { itemIds } = recommender;
  const { k, excludeSeen } = options;
  const score = readerScorer(recommender);
  const titles = await titleFinder(database, entry.datasetId, itemIds);
  const nearest = nearestOfFirst(titles);
  const customers = customerHistories(userItems, itemIds);
  const ranked = new Int32Array(Math.min(k, itemIds.length));

  const historyIn = (
    { reader, titles: own, firstRow }: Basket,
    columns: Columns,
    unknown: UnknownCounter,
  ): ReaderHistory => {
    if (columns.item === null) {
      const known = customers.get(reader);
      if (known === undefined) unknown.add(columns.user!, firstRow, reader, () => undefined);
      return known ?? NO_HISTORY;
    }
    const places = new Set<number>();
    for (const text of own) {
      const place = titles.find(text);
      if (place < 0) unknown.add(columns.item, firstRow, text, nearest);
      else {
        // Of a title that comes twice the last counts.
        places.delete(place);
        places.add(place);
      }
    }
    return { items: Int32Array.from(places), strengths: new Float32Array(places.size).fill(1) };
  };
  const make = (baskets: readonly Basket[], columns: Columns): Prediction => {
    const unknown = new UnknownCounter();
    const [users, items]: [string[], string[]] = [[], []];
    const [ranks, scores]: [number[], number[]] = [[], []];
    for (const basket of baskets) {
      const history = historyIn(basket, columns, unknown);
      const values = score(history);
      rankBest(values, excludeSeen ? history.items : [], ranked.length, ranked);
      for (let rank = 0; rank < ranked.length && ranked[rank]! >= 0; rank++) {
        users.push(basket.reader);
        items.push(itemIds[ranked[rank]!]!);
        ranks.push(rank + 1);
        scores.push(values[ranked[rank]!]!);
      }
    }
    return {
      columns: [
        { name: "user", values: users },
        { name: "item", values: items },
        { name: "rank", values: Float64Array.from(ranks), type: "integer" },
        { name: "score", values: Float64Array.from(scores) },
      ],
      unknown: unknown.all(),
    };
  };

  return {
    model: { name, version, type: "recommendation" },
    cached: {
      datasetId: entry.datasetId,
      key: JSON.stringify([
        entry.sha256[SIMILARITY_FILE],
        entry.sha256[USER_ITEM_FILE],
        titles.key,
        k,
        excludeSeen,
      ]),
    },
    batchRows: BATCH_ROWS,
    expected: "a reader, or a reader and a title, a row",
    notices: () => [],
    async *predict(parts, cache) {
      let [named, unknownNames] = [0, 0];
      let first: FirstReader | null = null;
      for await (const { baskets, columns, file } of basketBatches(parts, options)) {
        if (columns.item === null && userItems === null) {
          throw predictError("predict.no-customers", { file, model: `${name} ${version}` });
        }
        // Rows count from the first basket, so that the same baskets elsewhere in a file are found again.
        const from = baskets[0]!.firstRow;
        const near = baskets.map((basket) => ({ ...basket, firstRow: basket.firstRow - from }));
        const input = inputText([
          [columns.user ?? "", columns.item ?? ""],
          ...near.map(({ reader, titles: own, firstRow }) => [String(firstRow), reader, ...own]),
        ]);
        const { value, kept } = await cache.of(input, () => make(near, columns));
        const unknown = movedBy(value.unknown, from);
        named += sumOf(baskets, (basket) => (columns.item === null ? 1 : basket.titles.length));
        unknownNames += sumOf(unknown, ({ count }) => count);
        first ??= {
          file,
          column: columns.item ?? columns.user!,
          found: unknown[0]?.found ?? "",
          known: (columns.item === null ? userItems?.customers[0] : itemIds[0]) ?? "",
        };
        yield { rows: sumOf(baskets, (basket) => basket.rows), kept, columns: value.columns, unknown };
      }
      if (first !== null && named > 0 && unknownNames === named) {
        throw predictError("predict.all-unknown", first);
      }
    },
  };
}

const sumOf = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0);
const NO_HISTORY: ReaderHistory = { items: new Int32Array(0), strengths: new Float32Array(0) };

/** Histories of the shop's customers in the titles of the recommender. */
function customerHistories(
  userItems: UserItemMatrix | null,
  itemIds: readonly string[],
): { get(customer: string): ReaderHistory | undefined } {
  if (userItems === null) return new Map();
  const placeOf = new Map(itemIds.map((id, place) => [id, place]));
  const places = userItems.itemIds.map((id) => placeOf.get(id) ?? -1);
  const rowOf = new Map(userItems.customers.map((customer, row) => [customer, row]));
  return {
    get: (customer) => {
      const row = rowOf.get(customer);
      if (row === undefined) return undefined;
      const { items, strengths } = historyOf(userItems.interactions, row);
      const known = Array.from(items.keys()).filter((at) => places[items[at]!]! >= 0);
      return {
        items: Int32Array.from(known, (at) => places[items[at]!]!),
        strengths: Float32Array.from(known, (at) => strengths[at]!),
      };
    },
  };
}

interface Columns {
  readonly user: string | null;
  readonly item: string | null;
}

/** A column that holds whole baskets, by name. */
const BASKET_NAMES = /^(?:baskets?|carts?|items|titles|books|isbns|history)$/i;

/** @throws `predict.column`, `table.no-column` */
function columnsOf(part: TextTable, options: Pick<ListOptions, "user" | "item">): Columns {
  const { columns } = part;
  for (const role of ["user", "item"] as const) {
    const named = options[role];
    if (named !== undefined) columnNamed(part, named, `--${role}`);
  }
  const given = { user: options.user ?? null, item: options.item ?? null };
  if (given.user !== null && given.item !== null) return given;
  const taken = new Set(
    [given.user, given.item].flatMap((name) => (name === null ? [] : columns.indexOf(name))),
  );
  const basket = columns.findIndex((name, c) => BASKET_NAMES.test(name) && !taken.has(c));
  if (basket >= 0) taken.add(basket);
  const guessed = guessPairColumns(columns, ["user", "item"], taken);
  const nameOf = (at: number | undefined): string | null =>
    at === undefined || at < 0 ? null : columns[at]!;
  const item = given.item ?? nameOf(basket) ?? nameOf(guessed.get("item"));
  const user = given.user ?? nameOf(guessed.get("user"));
  if (user !== null || item !== null) return { user, item };
  throw predictError("predict.column", {
    file: part.fileName,
    columns: columns.join(", "),
    expected: "readers (user, customer, …) or of titles (item, isbn, basket, …)",
    option: "--user or --item",
  });
}

/** Readers in the order of the file, some at a time; the rows of one stand together. @throws `predict.scattered-basket` */
async function* basketBatches(
  parts: AsyncIterable<TextTable>,
  options: Pick<ListOptions, "user" | "item">,
): AsyncGenerator<{
  readonly baskets: readonly Basket[];
  readonly columns: Columns;
  readonly file: string;
}> {
  let ready: Basket[] = [];
  let open: Basket | null = null;
  let last: { readonly columns: Columns; readonly file: string } | null = null;
  const seen = new Set<string>();
  for await (const part of parts) {
    const columns: Columns = last?.columns ?? columnsOf(part, options);
    const file = part.fileName;
    last = { columns, file };
    const users = columns.user === null ? null : columnNamed(part, columns.user, "--user");
    const items = columns.item === null ? null : columnNamed(part, columns.item, "--item");
    for (let row = 0; row < (users ?? items)!.length; row++) {
      const firstRow = (part.firstRow ?? 0) + row;
      const reader = users?.[row] ?? String(firstRow + 1);
      const own = items === null ? [] : items[row]!.split(BETWEEN_TITLES).filter((text) => text !== "");
      if (open !== null && open.reader === reader) {
        open.titles.push(...own);
        open.rows++;
        continue;
      }
      if (open !== null) ready.push(open);
      if (users !== null && seen.has(reader)) {
        throw predictError("predict.scattered-basket", {
          file,
          row: firstRow + 1,
          column: columns.user!,
          found: reader,
        });
      }
      if (users !== null) seen.add(reader);
      open = { reader, titles: own, firstRow, rows: 1 };
      if (ready.length >= BATCH_READERS) {
        yield { ...last, baskets: ready };
        ready = [];
      }
    }
  }
  if (open !== null) ready.push(open);
  if (ready.length > 0) yield { ...last!, baskets: ready };
}
