import type { TitleRecord } from "../../../src/domain/dataset.ts";
import type { Provenance } from "../../../src/domain/provenance.ts";
import type {
  CustomerCard,
  Reason,
  RecommendAnswer,
  Recommendation,
  RecommendFilters,
  RecommendQuestion,
  RelatedTitles,
} from "../../../src/domain/recommendation.ts";
import {
  RANKING_METRICS,
  type MethodScores,
  type RankingScores,
  type RecommenderOverview,
} from "../../../src/domain/recommender-report.ts";

/** The books of a memory shop as a recommender sees them. */
export interface MemoryBooks {
  readonly count: number;
  readonly titleOf: (row: number) => TitleRecord;
  readonly onHandOf: (row: number) => number | null;
  readonly rowOf: (itemId: string) => number;
}

export const CARDS: readonly CustomerCard[] = [
  { customer: "L2034", titles: 14, lastDay: 20_700 },
  { customer: "L2101", titles: 3, lastDay: 20_512 },
  { customer: "M0001", titles: 1, lastDay: null },
];

/**
 * A recommender simple enough to check by eye: a title scores for each liked title of its author (.6) or genre (.3), and
 * a little for standing early in the list.
 */
export function memoryRecommend(
  books: MemoryBooks,
  provenance: Provenance,
  version: string | null,
  question: RecommendQuestion,
): RecommendAnswer {
  const { reader } = question;
  const entries =
    "customer" in reader
      ? [0, 1].map((row) => ({ itemId: books.titleOf(row).itemId, reaction: "bought" as const }))
      : reader.entries;
  const known = new Set(entries.map((entry) => entry.itemId));
  const liked = entries
    .filter(
      (entry) => entry.reaction === "loved" || entry.reaction === "liked" || entry.reaction === "bought",
    )
    .map((entry) => books.rowOf(entry.itemId))
    .filter((row) => row >= 0);
  const items: Recommendation[] = [];
  for (let row = 0; row < books.count; row++) {
    const title = books.titleOf(row);
    const onHand = books.onHandOf(row);
    if (known.has(title.itemId) || !passes(title, onHand, question.filters)) continue;
    const parts: Reason[] = [{ kind: "popular", itemId: null, title: null, share: 0.1 - row / 1000 }];
    for (const other of liked) {
      const by = books.titleOf(other);
      const named = { itemId: by.itemId, title: by.title };
      if (by.authors[0] === title.authors[0]) parts.push({ kind: "read", ...named, share: 0.6 });
      if (by.genre === title.genre)
        parts.push({ kind: "content", ...named, share: 0.3, terms: [title.genre ?? ""] });
    }
    const score = parts.reduce((sum, part) => sum + part.share, 0);
    items.push({
      ...cardOf(title, onHand),
      rank: 0,
      score,
      reasons: parts
        .map((part) => ({ ...part, share: part.share / score }))
        .sort((a, b) => b.share - a.share),
      note: title.title.endsWith("copy 2") ? "Book 1 of the series comes first." : null,
    });
  }
  items.sort((a, b) => b.score - a.score);
  const { diversity, novelty } = question;
  const plain = { diversity: 0.63, novelty: 0.88, relevance: 1, serendipity: 0.2 };
  return {
    provenance,
    version,
    items: items.slice(0, question.k).map((item, i) => ({ ...item, rank: i + 1 })),
    quality: {
      shown: {
        ...plain,
        diversity: plain.diversity + 0.2 * diversity,
        novelty: plain.novelty + 0.1 * novelty,
        relevance: 1 - 0.1 * diversity - 0.1 * novelty,
      },
      plain,
    },
    unknown: entries.map((entry) => entry.itemId).filter((itemId) => books.rowOf(itemId) < 0),
  };
}

export function memoryRelated(books: MemoryBooks, itemId: string): RelatedTitles {
  const row = books.rowOf(itemId);
  if (row < 0 || books.count < 2) return { goesWith: [], similar: [] };
  const title = books.titleOf(row);
  const related = (by: number, kind: "read" | "content", rank: number): Recommendation => ({
    ...cardOf(books.titleOf((row + by) % books.count), books.onHandOf((row + by) % books.count)),
    rank,
    score: 1 / rank,
    reasons: [
      {
        kind,
        itemId,
        title: title.title,
        share: 1,
        ...(kind === "content" ? { terms: [title.genre ?? "", "19th century"] } : {}),
      },
    ],
    note: null,
  });
  return {
    goesWith: [1, 2, 3, 4, 5, 6].map((by, i) => related(by, "read", i + 1)),
    similar: [10, 20, 4, 7].map((by, i) => related(by, "content", i + 1)),
  };
}

function passes(title: TitleRecord, onHand: number | null, filters: RecommendFilters): boolean {
  if (filters.inStock === true && (onHand === null || onHand <= 0)) return false;
  if (filters.maxPriceCents != null && (title.priceCents ?? 0) > filters.maxPriceCents) return false;
  if (filters.maxPages != null && (title.pages ?? 0) > filters.maxPages) return false;
  if (
    filters.genres !== undefined &&
    filters.genres.length > 0 &&
    !filters.genres.includes(title.genre ?? "")
  )
    return false;
  return !title.authors.some((author) => filters.excludeAuthors?.includes(author) ?? false);
}

export function cardOf(
  title: TitleRecord,
  onHand: number | null,
): Omit<Recommendation, "rank" | "score" | "reasons" | "note"> {
  const { itemId, title: name, authors, genre, year, pages, priceCents, series } = title;
  return { itemId, title: name, authors, genre, year, pages, priceCents, series, onHand };
}

/** A recommender's report with every part there is. */
export function memoryOverview(stale: boolean): RecommenderOverview {
  return {
    version: "1.0.0",
    trainedAt: "2026-09-28T07:12:00.000Z",
    stale,
    readers: 412,
    titles: 298,
    pairs: 9_204,
    method: "Directed item–item family",
    options: { alpha: 0.6, beta: 0.35, topK: 100, ordered: true },
    report: {
      format: 1,
      split: {
        kind: "temporal",
        note: "titles first bought after 2026-05-30",
        trainReaders: 405,
        trainPairs: 7_321,
        testReaders: 301,
        testPairs: 1_490,
      },
      k: 20,
      methods: [
        methodScores("recommender", "Recommender", 1),
        methodScores("popularity", "Popularity", 0.4),
        methodScores("item-knn", "Item-kNN", 0.8),
      ],
    },
    files: [
      { name: "similarity_matrix.bin", bytes: 128_000, local: false },
      { name: "user_item_matrix.bin", bytes: 64_000, local: true },
      { name: "metadata.json", bytes: 2_100, local: false },
    ],
    warnings: [],
  };
}

function methodScores(id: string, label: string, strength: number): MethodScores {
  const scores = (by: number): RankingScores =>
    Object.fromEntries(
      RANKING_METRICS.map((metric, i) => [
        metric,
        { value: (strength * by * (0.3 + 0.02 * i)) / 1.5, standardError: 0.011 },
      ]),
    ) as unknown as RankingScores;
  return {
    id,
    label,
    users: 301,
    scores: scores(1),
    coverage: 0.9 * strength,
    exposureGini: 1 - 0.5 * strength,
    diversity: { value: 0.6, standardError: 0.01 },
    novelty: { value: 4.1, standardError: 0.05 },
    popularity: { value: 0.07, standardError: 0.002 },
    byActivity: [
      { fromTitles: 2, toTitles: 9, users: 100, scores: scores(0.8) },
      { fromTitles: 10, toTitles: 24, users: 101, scores: scores(1) },
      { fromTitles: 25, toTitles: 80, users: 100, scores: scores(1.2) },
    ],
    newTitles:
      id === "popularity"
        ? null
        : {
            belowReaders: 5,
            users: 37,
            recall: { value: 0.2 * strength, standardError: 0.04 },
            hitRate: { value: 0.25 * strength, standardError: 0.05 },
          },
  };
}
