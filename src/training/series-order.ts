import type { TitleRecord } from "../domain/dataset.ts";

/** A title of a list, and what must be said of its place. */
export interface PlacedTitle {
  readonly item: number;
  /** The title whose place it takes: itself, or a later volume. */
  readonly inPlaceOf: number;
  readonly note: string | null;
}

/** A volume of a series among the recommender's titles. */
interface Volume {
  readonly item: number;
  readonly number: number;
}

/** Volumes of the same series, by any of their titles; titles without a place in a series are absent. */
export type SeriesIndex = ReadonlyMap<number, readonly Volume[]>;

/** Which title takes the place of another in a list; null where none may. Called for one list, in its order. */
export type PlaceTitle = (item: number) => PlacedTitle | null;

/** The series of titles. Volumes without a number have no order, and are left alone. */
export function seriesIndex(
  itemIds: readonly string[],
  titleOf: (itemId: string) => TitleRecord | null,
): SeriesIndex {
  const shelves = new Map<string, Volume[]>();
  const index = new Map<number, readonly Volume[]>();
  itemIds.forEach((itemId, item) => {
    const title = titleOf(itemId);
    const number = title?.series?.number ?? null;
    if (title === null || number === null) return;
    const key = seriesKey(title);
    const shelf = shelves.get(key) ?? [];
    shelf.push({ item, number });
    shelves.set(key, shelf);
    index.set(item, shelf);
  });
  return index;
}

/**
 * The order of series: a volume comes only where every earlier volume that the shop has is read, or stands in the list
 * before it; the first missing one takes its place. Who has read a volume is taken to know those before it.
 *
 * @returns starts a list
 */
export function inSeriesOrder(
  index: SeriesIndex,
  read: ReadonlySet<number>,
  isOffered: (item: number) => boolean,
): () => PlaceTitle {
  return () => {
    const placed = new Set<number>();
    return (item) => {
      if (placed.has(item)) return null;
      const shelf = index.get(item);
      const place =
        shelf === undefined
          ? { item, inPlaceOf: item, note: null }
          : nextVolume(shelf, item, placed, read, isOffered);
      if (place === null || placed.has(place.item)) return null;
      placed.add(place.item);
      return place;
    };
  };
}

function nextVolume(
  shelf: readonly Volume[],
  item: number,
  placed: ReadonlySet<number>,
  read: ReadonlySet<number>,
  isOffered: (item: number) => boolean,
): PlacedTitle | null {
  const wanted = shelf.find((volume) => volume.item === item)!.number;
  const numbersOf = (items: ReadonlySet<number>): number[] =>
    shelf.filter((volume) => items.has(volume.item)).map(({ number }) => number);
  const known = Math.max(0, ...numbersOf(read));
  const listed = new Set(numbersOf(placed));
  const earlier = shelf
    .filter(({ number }) => number > known && number < wanted && !listed.has(number))
    .sort((a, b) => a.number - b.number || a.item - b.item);
  if (earlier.length > 0) {
    const lowest = earlier[0]!.number;
    const next = earlier.find((volume) => volume.number === lowest && isOffered(volume.item));
    return next === undefined
      ? null
      : { item: next.item, inPlaceOf: item, note: comesFirst(lowest, missing(shelf, known, lowest)) };
  }
  const lacking = missing(shelf, known, wanted);
  const which = lacking === 1 ? "the first" : `book ${lacking}`;
  return {
    item,
    inPlaceOf: item,
    note: lacking === null ? null : `Book ${wanted} of its series; ${which} is not in the catalogue.`,
  };
}

const comesFirst = (number: number, lacking: number | null): string =>
  lacking === null
    ? `Book ${number} of the series comes first.`
    : `Book ${number} is the next of its series that the catalogue has; book ${lacking} is not in it.`;

/** The first volume between two that no title of the shelf is; null where none is missing. */
function missing(shelf: readonly Volume[], after: number, before: number): number | null {
  const numbers = new Set(shelf.map(({ number }) => number));
  for (let number = Math.floor(after) + 1; number < before; number++) if (!numbers.has(number)) return number;
  return null;
}

function seriesKey({ series, authors }: TitleRecord): string {
  return `${series!.name.toLowerCase()}\n${(authors[0] ?? "").toLowerCase()}`;
}
