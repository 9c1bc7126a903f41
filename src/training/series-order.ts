import type { TitleRecord } from "../domain/dataset.ts";

/** A title of a list, and what must be said of its place. */
export interface PlacedTitle {
  readonly item: number;
  readonly note: string | null;
}

/** A volume of a series among the recommender's titles. */
interface Volume {
  readonly item: number;
  readonly number: number;
}

/** Which title takes the place of another in a list; null where none may. Called for one list, in its order. */
export type PlaceTitle = (item: number) => PlacedTitle | null;

/**
 * The order of series: a volume comes only where every earlier volume that the shop has is read, or stands in the list
 * before it; the first missing one takes its place. Who has read a volume is taken to know those before it.
 *
 * @returns starts a list
 */
export function seriesShelf(
  itemIds: readonly string[],
  titleOf: (itemId: string) => TitleRecord | null,
  read: ReadonlySet<number>,
  isOffered: (item: number) => boolean,
): () => PlaceTitle {
  const volumes = new Map<string, Volume[]>();
  const keys = itemIds.map((itemId, item) => {
    const title = titleOf(itemId);
    if (title?.series?.number == null) return null;
    const key = seriesKey(title);
    const shelf = volumes.get(key) ?? [];
    volumes.set(key, [...shelf, { item, number: title.series.number }]);
    return key;
  });
  return () => {
    const placed = new Set<number>();
    return (item) => {
      if (placed.has(item)) return null;
      const key = keys[item] ?? null;
      const place = key === null ? { item, note: null } : nextVolume(volumes.get(key)!, item, placed);
      if (place === null || placed.has(place.item)) return null;
      placed.add(place.item);
      return place;
    };
  };

  function nextVolume(
    shelf: readonly Volume[],
    item: number,
    placed: ReadonlySet<number>,
  ): PlacedTitle | null {
    const wanted = shelf.find((volume) => volume.item === item)!.number;
    const known = Math.max(
      0,
      ...shelf.filter((volume) => read.has(volume.item)).map((volume) => volume.number),
    );
    const numbersHeld = new Set(
      shelf.filter((volume) => placed.has(volume.item)).map((volume) => volume.number),
    );
    const earlier = shelf
      .filter(({ number }) => number > known && number < wanted && !numbersHeld.has(number))
      .sort((a, b) => a.number - b.number || a.item - b.item);
    if (earlier.length === 0) {
      const first = Math.min(...shelf.map(({ number }) => number));
      const lacksFirst = first === wanted && wanted > 1 && known === 0;
      return {
        item,
        note: lacksFirst ? `Book ${wanted} of its series; the first is not in the catalogue.` : null,
      };
    }
    const lowest = earlier[0]!.number;
    const next = earlier.find((volume) => volume.number === lowest && isOffered(volume.item));
    return next === undefined ? null : { item: next.item, note: `Book ${lowest} of the series comes first.` };
  }
}

function seriesKey({ series, authors }: TitleRecord): string {
  return `${series!.name.toLowerCase()}\n${(authors[0] ?? "").toLowerCase()}`;
}
