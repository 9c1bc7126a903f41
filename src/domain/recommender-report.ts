import type { Preset } from "./training.ts";

/**
 * Measures of a ranked list, each a mean over readers with at least one title to find:
 *
 * - `recall`: hits / titles to find
 * - `precision`: hits / k
 * - `ndcg`: discounted gain / gain of min(k, titles to find) hits at the top (the standard formula)
 * - `ndcgRetrieved`: discounted gain / gain of the same list with its hits at the top (as KGAT's published figures)
 * - `map`: precision at each hit, summed / min(k, titles to find)
 * - `hitRate`: share of readers with at least one hit
 * - `mrr`: 1 / rank of the first hit, 0 without one
 */
export const RANKING_METRICS = [
  "recall",
  "precision",
  "ndcg",
  "ndcgRetrieved",
  "map",
  "hitRate",
  "mrr",
] as const;
export type RankingMetric = (typeof RANKING_METRICS)[number];

/** A mean over readers with its standard error from resampled readers; NaN where there is none to take it over. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

export type RankingScores = Readonly<Record<RankingMetric, Estimate>>;

/** The same over a part of the readers. */
export interface ActivityScores {
  /** Titles that these readers' histories hold, both ends included. */
  readonly fromTitles: number;
  readonly toTitles: number;
  readonly users: number;
  readonly scores: RankingScores;
}

/** How well titles are found that hardly any reader of the training data had. */
export interface NewTitleScores {
  /** Titles with fewer readers than this count as new. */
  readonly belowReaders: number;
  /** Readers who had such a title to find. */
  readonly users: number;
  readonly recall: Estimate;
  readonly hitRate: Estimate;
}

/** One method, measured on the held back titles. */
export interface MethodScores {
  /** "popularity", "item-knn", … */
  readonly id: string;
  readonly label: string;
  readonly users: number;
  readonly scores: RankingScores;
  /** Share of the catalogue that stands in at least one list. */
  readonly coverage: number;
  /** How unevenly the places of the lists go to titles: 0 all alike, 1 all to one. */
  readonly exposureGini: number;
  /** Mean unlikeness of two titles of a list by what the catalogue says; null where it says nothing. */
  readonly diversity: Estimate | null;
  /** Mean self-information of a title of the list, in bits: 0 when everyone has it, 10 when one in 1,024 has. */
  readonly novelty: Estimate;
  /** Mean share of the readers who have a title of the list. */
  readonly popularity: Estimate;
  /** Readers in thirds by length of history, shortest first. */
  readonly byActivity: readonly ActivityScores[];
  /** null where nobody had a new title to find. */
  readonly newTitles: NewTitleScores | null;
}

/**
 * How titles were held back:
 *
 * - `temporal`: everything after one day
 * - `leave-one-out`: the last title of each reader
 * - `held-out-users`: a part of the readers, each with a part to start from and a part to find
 * - `random`: a part of each reader's titles
 */
export type SplitKind = "temporal" | "leave-one-out" | "held-out-users" | "random";

/** Kept beside a version of the recommender. */
export interface RecommenderReport {
  readonly format: 1;
  readonly split: {
    readonly kind: SplitKind;
    /** In words, with its numbers: "titles first bought after 2025-10-03". */
    readonly note: string;
    readonly trainReaders: number;
    readonly trainPairs: number;
    readonly testReaders: number;
    readonly testPairs: number;
  };
  /** Length of the lists. */
  readonly k: number;
  /** The recommender first, then popularity and item-kNN, always. */
  readonly methods: readonly MethodScores[];
}

/** What the workshop shows of the recommender in use. */
export interface RecommenderOverview {
  readonly version: string;
  readonly trainedAt: string;
  /** Sales or catalogue changed since it was trained. */
  readonly stale: boolean;
  readonly readers: number;
  readonly titles: number;
  readonly pairs: number;
  /** Label of the collaborative part, and the options that the tuning chose. */
  readonly method: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** null where too few readers have bought anything to hold titles back. */
  readonly report: RecommenderReport | null;
  /** Bytes of each file of the version; `user_item_matrix.bin` never leaves the device. */
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly local: boolean }[];
  readonly warnings: readonly string[];
}

export interface TrainRecommenderRequest {
  readonly datasetId: string;
  /** "fast": settings that do on most shops, a few seconds; others try more of them. */
  readonly preset: Preset;
  /** Stop trying after this time; without it a fixed number of settings is tried, so that results repeat. */
  readonly timeLimitMs?: number;
}

export interface TrainRecommenderReport {
  readonly version: string;
  /** Customers with at least two titles, their titles, and pairs of the two. */
  readonly readers: number;
  readonly titles: number;
  readonly pairs: number;
  readonly durationMs: number;
  readonly method: string;
  readonly metrics: Readonly<Record<string, number>>;
}
