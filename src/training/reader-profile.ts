import type { Reaction, ReaderEntry } from "../domain/recommendation.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import { placesOf } from "./recommender-index.ts";
import type { Recommender } from "./recommender-state.ts";

/** How much a reaction says of the reader's taste; 0 where it says nothing. */
const STRENGTH: Readonly<Record<Reaction, number>> = {
  loved: 2,
  liked: 1,
  bought: 1,
  read: 0,
  disliked: -1,
  "not-for-me": 0,
};

/** A reader in the recommender's numbers. */
export interface ReaderProfile {
  /** What says something of the taste, oldest first. */
  readonly history: ReaderHistory;
  /** Titles that must not come (again): all of the entries. */
  readonly excluded: ReadonlySet<number>;
  /** Titles that the reader knows: all but those that are not for them. */
  readonly read: ReadonlySet<number>;
  readonly unknown: readonly string[];
}

/** The last reaction to a title counts, at the place of the last. */
export function readerProfile(recommender: Recommender, entries: readonly ReaderEntry[]): ReaderProfile {
  const wanted = new Map<string, Reaction>();
  for (const { itemId, reaction } of entries) {
    wanted.delete(itemId);
    wanted.set(itemId, reaction);
  }
  const indexOf = placesOf(recommender);
  const known = [...wanted].flatMap(([itemId, reaction]) => {
    const item = indexOf.get(itemId);
    return item === undefined ? [] : [{ item, reaction }];
  });
  const telling = known.filter(({ reaction }) => STRENGTH[reaction] !== 0);
  return {
    history: {
      items: Int32Array.from(telling, ({ item }) => item),
      strengths: Float32Array.from(telling, ({ reaction }) => STRENGTH[reaction]),
    },
    excluded: new Set(known.map(({ item }) => item)),
    read: new Set(known.filter(({ reaction }) => reaction !== "not-for-me").map(({ item }) => item)),
    unknown: [...wanted.keys()].filter((itemId) => !indexOf.has(itemId)),
  };
}
