import type { Recommender } from "./recommender-state.ts";
import { seriesIndex, type SeriesIndex } from "./series-order.ts";
import type { ShopShelf } from "./shop-shelf.ts";

const places = new WeakMap<Recommender, ReadonlyMap<string, number>>();
const series = new WeakMap<ShopShelf, { readonly of: Recommender; readonly index: SeriesIndex }>();

/** Where each title stands; made once a recommender. */
export function placesOf(recommender: Recommender): ReadonlyMap<string, number> {
  let found = places.get(recommender);
  if (found === undefined) {
    found = new Map(recommender.itemIds.map((itemId, item) => [itemId, item]));
    places.set(recommender, found);
  }
  return found;
}

/** The series among the recommender's titles; made once a shelf, whose titles must stay as they are. */
export function seriesOf(recommender: Recommender, shelf: ShopShelf): SeriesIndex {
  const known = series.get(shelf);
  if (known?.of === recommender) return known.index;
  const index = seriesIndex(recommender.itemIds, shelf.titleOf);
  series.set(shelf, { of: recommender, index });
  return index;
}
