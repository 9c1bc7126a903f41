import { createMemo, createSignal, type Accessor } from "solid-js";
import type { TitleTable } from "../../domain/forecast-view.ts";
import type { AppError } from "../../core/errors.ts";
import { createLoad, type Load } from "./load.ts";
import type { Services } from "./services.ts";
import { createTitleSearch } from "./title-search.ts";

/** What the list is sorted by when nothing is searched for. */
export type TitleOrder = "expected" | "recent" | "short";

export interface Titles {
  readonly table: Load<TitleTable>;
  readonly query: Accessor<string>;
  search(query: string): void;
  readonly searchError: Accessor<AppError | undefined>;
  readonly order: Accessor<TitleOrder>;
  sortBy(order: TitleOrder): void;
  readonly showService: Accessor<boolean>;
  setShowService(show: boolean): void;
  /** Table rows to show, in the order of the list. */
  readonly rows: Accessor<Uint32Array>;
  /** How many rows are service lines. */
  readonly serviceCount: Accessor<number>;
  /** Row of an item, or -1. */
  rowOf(itemId: string): number;
  /** Title and authors of an item, or null while the titles are not read or do not have it. */
  titleOf(itemId: string): PickedTitle | null;
}

/** A title that someone picked. */
export interface PickedTitle {
  readonly itemId: string;
  readonly title: string;
  readonly authors: readonly string[];
}

const NO_ROWS = new Uint32Array(0);

/** The list of titles, kept above the router: search, order and place survive a look at one title. */
export function createTitles(
  services: Services,
  datasetId: Accessor<string | null>,
  wanted: Accessor<boolean>,
): Titles {
  const table = createLoad(
    () => (wanted() ? datasetId() : null),
    async (id: string) => {
      const all = await services.predict.titleTable(id);
      // Reading the message of 30,000 titles and drawing the list are two tasks, so that neither is long.
      await new Promise((resolve) => setTimeout(resolve));
      return all;
    },
  );
  const { query, search, found, error: searchError } = createTitleSearch(services, datasetId);
  const [order, sortBy] = createSignal<TitleOrder>("expected");
  const [showService, setShowService] = createSignal(false);

  const rows = createMemo(() => {
    const all = table.value();
    if (all === undefined) return NO_ROWS;
    const matches = found();
    if (matches === null) return sortedRows(all, order(), showService());
    return matches.filter((row) => row < all.count && (showService() || all.service[row] === 0));
  });
  const serviceCount = createMemo(() => table.value()?.service.reduce((sum, flag) => sum + flag, 0) ?? 0);
  // Built when first asked for: 30,000 numbers take a moment that the list itself does not need.
  let index: { readonly of: TitleTable; readonly rows: ReadonlyMap<string, number> } | null = null;
  const rowOf = (itemId: string): number => {
    const all = table.value();
    if (all === undefined) return -1;
    if (index?.of !== all) {
      const byItem = new Map<string, number>();
      for (let row = 0; row < all.count; row++) byItem.set(itemIdAt(all, row), row);
      index = { of: all, rows: byItem };
    }
    return index.rows.get(itemId) ?? -1;
  };

  return {
    table,
    query,
    search,
    searchError,
    order,
    sortBy,
    showService,
    setShowService,
    rows,
    serviceCount,
    rowOf,
    titleOf(itemId) {
      const all = table.value();
      const row = rowOf(itemId);
      return all === undefined || row < 0 ? null : pickedTitle(all, row);
    },
  };
}

export function pickedTitle(table: TitleTable, row: number): PickedTitle {
  const authors = authorsAt(table, row);
  return {
    itemId: itemIdAt(table, row),
    title: titleAt(table, row),
    authors: authors === "" ? [] : authors.split(", "),
  };
}

export const titleAt = (table: TitleTable, row: number): string =>
  cut(table.titleText, table.titleStart, row);
export const authorsAt = (table: TitleTable, row: number): string =>
  cut(table.authorText, table.authorStart, row);
export const itemIdAt = (table: TitleTable, row: number): string =>
  cut(table.itemIdText, table.itemIdStart, row);

function cut(text: string, start: Uint32Array, row: number): string {
  return text.slice(start[row], start[row + 1]! - 1);
}

/**
 * The rows of the list, largest figure first. The figure and the row are packed into one number, so that 30,000 rows
 * are sorted without a comparison function (4 ms instead of 25).
 */
function sortedRows(table: TitleTable, order: TitleOrder, withService: boolean): Uint32Array {
  const { count, expected, recent, onHand, service } = table;
  const rowsIn = 2 ** Math.ceil(Math.log2(count + 1));
  const packed = new Float64Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (service[row] === 1 && !withService) continue;
    const figure =
      order === "expected"
        ? expected[row]!
        : order === "recent"
          ? recent[row]!
          : expected[row]! - onHand[row]!;
    // Missing figures come last, in the order of the till.
    const rank = Number.isNaN(figure) ? -1e6 : Math.max(-9e5, Math.min(9e5, figure));
    packed[kept++] = Math.round((1e6 - rank) * 100) * rowsIn + row;
  }
  const sorted = packed.subarray(0, kept).sort();
  return Uint32Array.from(sorted, (value) => value % rowsIn);
}
