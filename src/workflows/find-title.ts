import type { Database } from "../core/ports.ts";
import { codeForms } from "../domain/book-code.ts";
import { storedTitle, type DatasetRecord, type StoredTitle } from "../domain/dataset.ts";
import { nearestWord } from "../domain/nearest-word.ts";

/** Finds a title by what a file calls it. */
export interface TitleFinder {
  /** Its place among the ids: by code (ISBN in any form, SKU), else by a name that no other title has; -1 where unknown. */
  find(text: string): number;
  /** What was likely meant. */
  nearest(text: string): string | undefined;
  /** Another when the same text may mean another title. */
  readonly key: string;
}

/**
 * A finder among the titles of a model, which takes names from the shop's catalogue where it is here.
 *
 * @param itemIds in the model's order
 */
export async function titleFinder(
  database: Database,
  datasetId: string,
  itemIds: readonly string[],
): Promise<TitleFinder> {
  const catalogue = (await database.read("catalogue", datasetId)) as readonly StoredTitle[] | undefined;
  const places = new Map<string, number>();
  const add = (code: string, place: number): void => {
    for (const form of codeForms(code)) if (!places.has(form)) places.set(form, place);
  };
  itemIds.forEach((id, place) => add(id, place));
  const placeOf = new Map(itemIds.map((id, place) => [id, place]));
  const names = new Map<string, number>();
  for (const stored of catalogue ?? []) {
    const { itemId, isbn, title } = storedTitle(stored);
    const place = placeOf.get(itemId);
    if (place === undefined) continue;
    if (isbn !== null) add(isbn, place);
    const name = plainName(title);
    // A name of two titles says neither.
    names.set(name, names.has(name) ? -1 : place);
  }
  const find = (text: string): number => {
    for (const form of codeForms(text)) {
      const place = places.get(form);
      if (place !== undefined) return place;
    }
    return names.get(plainName(text)) ?? -1;
  };
  const dataset = (await database.read("datasets", datasetId)) as DatasetRecord | undefined;
  return {
    find,
    key: `${dataset?.revision ?? ""}`,
    nearest: (text) => nearestWord(plainName(text), [...names.keys()]) ?? nearestWord(text, itemIds),
  };
}

/** Looked for once: among all titles of a shop that takes a while, and what is said names the first unknown one. */
export function nearestOfFirst(titles: TitleFinder): (text: string) => string | undefined {
  let looked = false;
  return (text) => {
    if (looked) return undefined;
    looked = true;
    return titles.nearest(text);
  };
}

const plainName = (text: string): string => text.normalize("NFC").trim().toLowerCase().replace(/\s+/g, " ");
