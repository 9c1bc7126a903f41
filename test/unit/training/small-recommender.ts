import { csrFromEntries, type CsrMatrix } from "../../../src/math/sparse/csr-matrix.ts";
import type { StockRecord, TitleRecord } from "../../../src/domain/dataset.ts";
import type { Recommender } from "../../../src/training/recommender-state.ts";
import type { ShopShelf } from "../../../src/training/shop-shelf.ts";
import { titleRecord } from "../workflows/forecast-shop.ts";

/** The matrix of these entries [row, column, value]. */
export function sparse(size: number, entries: readonly (readonly [number, number, number])[]): CsrMatrix {
  return csrFromEntries(
    size,
    size,
    entries.map(([row]) => row),
    entries.map(([, column]) => column),
    entries.map(([, , value]) => value),
  );
}

/** Six titles a to f, read by 9, 6, 4, 2, 0 and 1 of 10 readers. */
export function smallRecommender(changed: Partial<Recommender> = {}): Recommender {
  return {
    itemIds: ["a", "b", "c", "d", "e", "f"],
    modelId: "item-item",
    collaborative: sparse(6, [
      [0, 1, 1],
      [0, 2, 0.5],
      [1, 0, 1],
      [1, 3, 0.25],
      [2, 0, 0.5],
      [3, 1, 0.5],
    ]),
    content: sparse(6, [
      [0, 4, 1],
      [1, 4, 0.5],
      [2, 4, 0.25],
      [3, 5, 0.5],
      [4, 0, 1],
    ]),
    popularity: Float32Array.of(1, 0.75, 0.5, 0.25, 0, 0.125),
    support: Int32Array.of(9, 6, 4, 2, 0, 1),
    readers: 10,
    terms: {
      names: ["Austen", "gothic"],
      weights: csrFromEntries(6, 2, [0, 0, 2, 4, 4], [0, 1, 1, 0, 1], [1, 0.5, 0.5, 1, 0.5]),
    },
    blend: { supportHalf: 1, contentKnown: 0.5, contentCold: 1, popular: 0.1, recency: 0 },
    ...changed,
  };
}

/** A shelf with these titles, each with one copy unless said otherwise. */
export function shelfOf(
  titles: Readonly<Record<string, Partial<TitleRecord>>>,
  onHand: Readonly<Record<string, number>> = {},
): ShopShelf {
  const stockOf = (itemId: string): StockRecord | undefined =>
    itemId in titles
      ? { itemId, onHand: onHand[itemId] ?? 1, onOrder: 0, reserved: 0, leadTimeDays: null, packSize: 1 }
      : undefined;
  return {
    titleOf: (itemId) => (itemId in titles ? titleRecord(itemId, titles[itemId]) : null),
    stockOf,
  };
}

export const FULL_SHELF = shelfOf({ a: {}, b: {}, c: {}, d: {}, e: {}, f: {} });
