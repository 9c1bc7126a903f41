import type { SeriesPlace } from "./dataset.ts";
import type { Provenance } from "./provenance.ts";

/** What a reader says of a title. "read" says only that it must not come again; "not-for-me" keeps it away, too. */
export const REACTIONS = ["loved", "liked", "bought", "read", "disliked", "not-for-me"] as const;
export type Reaction = (typeof REACTIONS)[number];

export interface ReaderEntry {
  readonly itemId: string;
  readonly reaction: Reaction;
}

/** Who asks: a list of titles (a kiosk, a private profile), or a customer of the shop's own loyalty data. */
export type Reader = { readonly entries: readonly ReaderEntry[] } | { readonly customer: string };

/** Only titles that pass every filter are recommended; what a title does not say fails no filter but `inStock`. */
export interface RecommendFilters {
  readonly inStock?: boolean;
  readonly maxPriceCents?: number | null;
  readonly maxPages?: number | null;
  readonly genres?: readonly string[];
  readonly languages?: readonly string[];
  /** Youngest age, in years, for which every title must be suitable. */
  readonly age?: number | null;
  readonly excludeAuthors?: readonly string[];
}

export interface RecommendQuestion {
  readonly datasetId: string;
  readonly reader: Reader;
  /** Titles asked for. */
  readonly k: number;
  readonly filters: RecommendFilters;
  /** 0: by score alone; 1: as unlike one another as can be (maximal marginal relevance). */
  readonly diversity: number;
  /** 0: as they are; 1: little known titles first. */
  readonly novelty: number;
}

/** A title as a card shows it. */
export interface TitleCard {
  readonly itemId: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly genre: string | null;
  readonly year: number | null;
  readonly pages: number | null;
  readonly priceCents: number | null;
  readonly series: SeriesPlace | null;
  /** Copies on the shelf; null where stock is not kept. */
  readonly onHand: number | null;
}

/**
 * What speaks for a title, largest first: its shares of the score's positive parts, which add up to 1.
 *
 * - `read`: readers of `itemId` chose this one, too
 * - `content`: like `itemId` by author, series, genre or words, named in `terms`; with `via`, like that title, which
 *   readers of `itemId` chose
 * - `popular`: much read in this shop; the only reason there is where nothing else speaks for the title
 * - `rest`: all smaller parts together
 */
export interface Reason {
  readonly kind: "read" | "content" | "popular" | "rest";
  readonly itemId: string | null;
  readonly title: string | null;
  readonly share: number;
  readonly terms?: readonly string[];
  readonly via?: { readonly itemId: string; readonly title: string };
}

export interface Recommendation extends TitleCard {
  /** From 1. */
  readonly rank: number;
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** A sentence where something must be said: "Book 1 of the series comes first." */
  readonly note: string | null;
}

/** What the sliders did to the list, each from 0 to 1; `plain` is the same list without them. */
export interface ListQuality {
  /** Mean unlikeness of two titles of the list. */
  readonly diversity: number;
  /** Mean share of readers who do not have the title. */
  readonly novelty: number;
  /** Sum of scores as a share of that of the best possible list. */
  readonly relevance: number;
  /** Pleasant surprise: mean over the list of relevance (share of the best score) × unlikeness to every title read. */
  readonly serendipity: number;
}

export interface RecommendAnswer {
  readonly provenance: Provenance;
  /** Version of the recommender, or null: none is trained yet, popular titles stand in. */
  readonly version: string | null;
  readonly items: readonly Recommendation[];
  readonly quality: { readonly shown: ListQuality; readonly plain: ListQuality };
  /** Titles of the request that the catalogue does not have. */
  readonly unknown: readonly string[];
}

/** Beside a title. */
export interface RelatedTitles {
  /** Bought by the same readers. */
  readonly goesWith: readonly Recommendation[];
  /** Alike by what the catalogue says. */
  readonly similar: readonly Recommendation[];
}

/** A customer of the shop's own loyalty data, under its own identifier. */
export interface CustomerCard {
  readonly customer: string;
  readonly titles: number;
  readonly lastDay: number | null;
}
