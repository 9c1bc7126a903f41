import { unitsOnHand, type StockRecord, type TitleRecord } from "../domain/dataset.ts";
import type { RecommendFilters } from "../domain/recommendation.ts";
import { genresIn } from "../domain/catalogue-rows.ts";

/** What the shop knows of its titles now; a recommender may be older. */
export interface ShopShelf {
  /** null for a title that the shop no longer knows: it is never recommended. */
  readonly titleOf: (itemId: string) => TitleRecord | null;
  /** undefined where stock is not kept. */
  readonly stockOf: (itemId: string) => StockRecord | undefined;
}

/** Whether a title passes every filter; what it does not say fails none but `inStock`. */
export function passesFilters(
  title: TitleRecord,
  stock: StockRecord | undefined,
  filters: RecommendFilters,
): boolean {
  const { inStock, maxPriceCents, maxPages, genres, languages, age, excludeAuthors } = filters;
  if (inStock === true && !((unitsOnHand(stock) ?? 0) > 0)) return false;
  if (isOver(title.priceCents, maxPriceCents)) return false;
  if (isOver(title.pages, maxPages)) return false;
  if (isOver(title.ageFrom, age)) return false;
  if (title.genre !== null && isOther(genresIn(title.genre), genres)) return false;
  if (title.language !== null && isOther([title.language], languages)) return false;
  return !(excludeAuthors ?? []).some((author) => title.authors.some((own) => sameText(own, author)));
}

const isOver = (value: number | null, limit: number | null | undefined): boolean =>
  value !== null && limit !== null && limit !== undefined && value > limit;

/** No list, or an empty one, asks for nothing. */
const isOther = (own: readonly string[], wanted: readonly string[] | undefined): boolean =>
  wanted !== undefined &&
  wanted.length > 0 &&
  !own.some((value) => wanted.some((one) => sameText(value, one)));

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
