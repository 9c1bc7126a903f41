import type {
  ListQuality,
  ReaderEntry,
  Recommendation,
  RecommendFilters,
  RelatedTitles,
} from "../domain/recommendation.ts";
import { diverseOrder, measureList, noveltyRanks } from "./list-quality.ts";
import { selectLargest } from "../math/sparse/select-largest.ts";
import { placesOf, seriesOf } from "./recommender-index.ts";
import { reasonsFor, relatedReasons } from "./recommend-reasons.ts";
import { unitsOnHand } from "../domain/dataset.ts";
import { passesFilters, type ShopShelf } from "./shop-shelf.ts";
import type { Recommender, UserItemMatrix } from "./recommender-state.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import { readerProfile } from "./reader-profile.ts";
import { scoreTitles } from "./score-titles.ts";
import { inSeriesOrder, type PlacedTitle } from "./series-order.ts";

export interface ListRequest {
  /** Oldest first. */
  readonly entries: readonly ReaderEntry[];
  readonly k: number;
  readonly filters: RecommendFilters;
  readonly diversity: number;
  readonly novelty: number;
}

export interface TitleList {
  readonly items: readonly Recommendation[];
  readonly quality: { readonly shown: ListQuality; readonly plain: ListQuality };
  /** Titles of the request that the recommender does not know. */
  readonly unknown: readonly string[];
}

/** The sliders choose among so many best titles, so that no list strays from what suits the reader. */
const poolSize = (k: number): number => Math.max(60, 5 * k);

/** What a title in a language that the reader has read nothing in counts beside one in hers. */
const OTHER_LANGUAGE = 0.25;

/** Looked at for a pool, so that titles in the reader's languages come into it. */
const CANDIDATES_OF_POOL = 4;

/** The best `k` titles for a reader, with reasons, and what the sliders did to the list. */
export function recommendTitles(recommender: Recommender, shelf: ShopShelf, request: ListRequest): TitleList {
  const { k, filters, diversity, novelty } = request;
  const profile = readerProfile(recommender, request.entries);
  const scores = scoreTitles(recommender, profile.history);
  const isOffered = (item: number): boolean => {
    const itemId = recommender.itemIds[item]!;
    const title = shelf.titleOf(itemId);
    return (
      !profile.excluded.has(item) && title !== null && passesFilters(title, shelf.stockOf(itemId), filters)
    );
  };
  const candidates = bestTitles(scores, CANDIDATES_OF_POOL * poolSize(k), isOffered);
  const languageOf = (item: number): string | null =>
    shelf.titleOf(recommender.itemIds[item]!)?.language ?? null;
  const ordering = inReadersLanguages(scores, candidates, profile.history, languageOf);
  const pool = candidates.toSorted((a, b) => ordering[b]! - ordering[a]! || a - b).slice(0, poolSize(k));
  const series = inSeriesOrder(seriesOf(recommender, shelf), profile.read, isOffered);
  const list = (diverse: number, novel: number): readonly PlacedTitle[] => {
    const values = relevances(ordering, pool, novel === 0 ? null : noveltyRanks(recommender, pool), novel);
    return diverseOrder(recommender, pool, values, { k, diversity: diverse, place: series() });
  };
  const plain = list(0, 0);
  const shown = diversity === 0 && novelty === 0 ? plain : list(diversity, novelty);
  const best = pool.slice(0, k);
  const measured = (titles: readonly PlacedTitle[]): ListQuality =>
    measureList(
      recommender,
      profile.history.items,
      titles.map(({ item }) => item),
      ordering,
      best,
    );
  return {
    items: shown.map(({ item, inPlaceOf, note }, at) => ({
      ...titleCard(recommender, shelf, item),
      rank: at + 1,
      score: scores[item]!,
      reasons: reasonsFor(recommender, shelf, profile.history, inPlaceOf),
      note,
    })),
    quality: { shown: measured(shown), plain: measured(plain) },
    unknown: profile.unknown,
  };
}

/** The scores, but those of candidates in languages that no title of the history is in count less. */
function inReadersLanguages(
  scores: Float64Array,
  candidates: readonly number[],
  { items, strengths }: ReaderHistory,
  languageOf: (item: number) => string | null,
): Float64Array {
  const read = new Set(
    Array.from(items)
      .filter((_, at) => strengths[at]! > 0)
      .map(languageOf),
  );
  read.delete(null);
  if (read.size === 0) return scores;
  const ordering = scores.slice();
  for (const item of candidates) {
    const language = languageOf(item);
    if (scores[item]! > 0 && language !== null && !read.has(language)) ordering[item]! *= OTHER_LANGUAGE;
  }
  return ordering;
}

/** What goes with a title, and what is like it; both empty for a title that the recommender does not know. */
export function relatedTitles(
  recommender: Recommender,
  shelf: ShopShelf,
  itemId: string,
  request: { readonly k: number; readonly filters: RecommendFilters },
): RelatedTitles {
  const own = placesOf(recommender).get(itemId);
  if (own === undefined) return { goesWith: [], similar: [] };
  const related = (kind: "read" | "content"): Recommendation[] => {
    const { rowStart, columns, values } = kind === "read" ? recommender.collaborative : recommender.content;
    const scores = new Float64Array(recommender.itemIds.length);
    for (let at = rowStart[own]!; at < rowStart[own + 1]!; at++) scores[columns[at]!] = values[at]!;
    const isOffered = (item: number): boolean => {
      const id = recommender.itemIds[item]!;
      const title = shelf.titleOf(id);
      return (
        item !== own &&
        scores[item]! > 0 &&
        title !== null &&
        passesFilters(title, shelf.stockOf(id), request.filters)
      );
    };
    return bestTitles(scores, request.k, isOffered).map((item, at) => ({
      ...titleCard(recommender, shelf, item),
      rank: at + 1,
      score: scores[item]!,
      reasons: relatedReasons(recommender, shelf, own, item, kind),
      note: null,
    }));
  };
  return { goesWith: related("read"), similar: related("content") };
}

/** What a loyalty customer chose, oldest first where the order is known; null for an unknown customer. */
export function customerEntries(matrix: UserItemMatrix, customer: string): ReaderEntry[] | null {
  const row = matrix.customers.indexOf(customer);
  if (row < 0) return null;
  const { rowStart, items } = matrix.interactions;
  return Array.from(items.subarray(rowStart[row], rowStart[row + 1]), (item) => ({
    itemId: matrix.itemIds[item]!,
    reaction: "bought",
  }));
}

/** Indices of the offered titles with the highest scores, best first; between equal ones the lower index. */
function bestTitles(
  scores: Float64Array,
  count: number,
  isOffered: (item: number) => boolean,
): readonly number[] {
  const values = scores.slice();
  const items = Int32Array.from(scores.keys());
  // Most titles pass the filters: looking at four times as many is mostly enough.
  for (let looked = 4 * count; ; looked *= 4) {
    const brought = selectLargest(values, items, scores.length, looked);
    const order = items.slice(0, brought).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const best: number[] = [];
    for (const item of order) {
      if (best.length === count) break;
      if (isOffered(item)) best.push(item);
    }
    if (best.length === count || brought === scores.length) return best;
  }
}

/** What a title of the pool is worth, from 0 to 1: its share of the best score, mixed with how little known it is. */
function relevances(
  scores: Float64Array,
  pool: readonly number[],
  novelties: Float64Array | null,
  novelty: number,
): Float64Array {
  const top = pool.length === 0 ? 0 : scores[pool[0]!]!;
  return Float64Array.from(pool, (item, at) => {
    const relevance = top > 0 ? Math.max(0, scores[item]! / top) : 0;
    return novelties === null ? relevance : (1 - novelty) * relevance + novelty * novelties[at]!;
  });
}

function titleCard(
  recommender: Recommender,
  shelf: ShopShelf,
  item: number,
): Omit<Recommendation, "rank" | "score" | "reasons" | "note"> {
  const itemId = recommender.itemIds[item]!;
  const { title, authors, genre, year, pages, priceCents, series } = shelf.titleOf(itemId)!;
  return {
    itemId,
    title,
    authors,
    genre,
    year,
    pages,
    priceCents,
    series,
    onHand: unitsOnHand(shelf.stockOf(itemId)),
  };
}
