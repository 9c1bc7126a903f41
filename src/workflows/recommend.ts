import type {
  CustomerCard,
  ReaderEntry,
  RecommendAnswer,
  RecommendQuestion,
  RelatedTitles,
} from "../domain/recommendation.ts";
import type { RecommenderOverview } from "../domain/recommender-report.ts";
import { customerEntries, recommendTitles, relatedTitles } from "../training/recommend-titles.ts";
import { recommendError } from "./recommend-errors.ts";
import { openRecommenderData, type RecommendContext, type RecommenderData } from "./recommender-data.ts";

const MOST_TITLES = 200;
const MOST_CUSTOMERS = 50;
const RELATED_TITLES = 12;

/**
 * What a reader may like next, with reasons.
 *
 * @throws `import.unknown-dataset`, `recommend.unknown-customer`, `recommend.bad-length`
 */
export async function recommend(
  context: RecommendContext,
  question: RecommendQuestion,
): Promise<RecommendAnswer> {
  const { k, filters, diversity, novelty } = question;
  if (!Number.isInteger(k) || k < 1 || k > MOST_TITLES) {
    throw recommendError("recommend.bad-length", { found: k, most: MOST_TITLES });
  }
  const data = await openRecommenderData(context, question.datasetId);
  const entries = await entriesOf(data, question);
  const list = recommendTitles(data.recommender, data.shelf, { entries, k, filters, diversity, novelty });
  return { provenance: data.provenance, version: data.published?.metadata.version ?? null, ...list };
}

async function entriesOf(
  data: RecommenderData,
  { reader }: RecommendQuestion,
): Promise<readonly ReaderEntry[]> {
  if ("entries" in reader) return reader.entries;
  const matrix = await data.customers();
  const entries = customerEntries(matrix, reader.customer);
  if (entries === null) {
    throw recommendError("recommend.unknown-customer", { customers: matrix.customers.length });
  }
  return entries;
}

/** What goes with a title, and what is like it. @throws `import.unknown-dataset` */
export async function related(
  context: RecommendContext,
  datasetId: string,
  itemId: string,
): Promise<RelatedTitles> {
  const { recommender, shelf } = await openRecommenderData(context, datasetId);
  return relatedTitles(recommender, shelf, itemId, { k: RELATED_TITLES, filters: {} });
}

/**
 * Customers whose identifier holds the text, in any case; those with the most titles first, at most 50.
 *
 * @throws `import.unknown-dataset`
 */
export async function findCustomers(
  context: RecommendContext,
  datasetId: string,
  query: string,
): Promise<CustomerCard[]> {
  const data = await openRecommenderData(context, datasetId);
  const { customers, interactions, lastDay } = await data.customers();
  const wanted = query.trim().toLowerCase();
  const titlesOf = (row: number): number => interactions.rowStart[row + 1]! - interactions.rowStart[row]!;
  return Array.from(customers.keys())
    .filter((row) => customers[row]!.toLowerCase().includes(wanted))
    .sort((a, b) => titlesOf(b) - titlesOf(a) || (customers[a]! < customers[b]! ? -1 : 1))
    .slice(0, MOST_CUSTOMERS)
    .map((row) => ({
      customer: customers[row]!,
      titles: titlesOf(row),
      lastDay: lastDay[row]! < 0 ? null : lastDay[row]!,
    }));
}

/** The recommender in use and how it was measured; null before any training. @throws `import.unknown-dataset` */
export async function recommenderOverview(
  context: RecommendContext,
  datasetId: string,
): Promise<RecommenderOverview | null> {
  const { published, provenance } = await openRecommenderData(context, datasetId);
  if (published === null || provenance.model === null) return null;
  const { metadata, report, fileBytes } = published;
  const { hyperparameters, lineage } = metadata;
  const count = (name: string): number => Number(lineage[name] ?? 0);
  return {
    version: metadata.version,
    trainedAt: metadata.trained_at,
    stale: provenance.model.stale,
    readers: count("readers"),
    titles: count("titles"),
    pairs: count("pairs"),
    method: hyperparameters["method"] as string,
    options: (hyperparameters["options"] ?? {}) as RecommenderOverview["options"],
    report,
    files: fileBytes.map(({ name, bytes }) => ({
      name,
      bytes,
      local: metadata.local_files?.includes(name) ?? false,
    })),
    warnings: provenance.warnings,
  };
}
