import { seededRandom } from "../core/random.ts";
import type { DayNumber } from "../domain/dataset.ts";
import type { Provenance } from "../domain/provenance.ts";
import type { RecommenderReport } from "../domain/recommender-report.ts";
import { titleContent } from "../features/title-terms.ts";
import { decodeArtifact } from "../registry/artifact.ts";
import { parseJson, readIndex, type ModelMetadata } from "../registry/index-file.ts";
import { fileOf, loadChampion, type VersionFiles } from "../registry/load.ts";
import { contentRecommender } from "../training/content-recommender.ts";
import {
  RECOMMENDATION_ENGINE,
  RECOMMENDER_FORMAT,
  recommenderFromParts,
  USER_ITEM_FORMAT,
  userItemFromParts,
  type Recommender,
  type UserItemMatrix,
} from "../training/recommender-state.ts";
import type { ShopShelf } from "../training/shop-shelf.ts";
import { openForecastData, priceCentsOf, type ForecastData, type ScreenContext } from "./forecast-data.ts";
import { shopInteractions } from "./shop-interactions.ts";

/** The files of a version, besides its metadata. */
export const SIMILARITY_FILE = "similarity_matrix.bin";
export const USER_ITEM_FILE = "user_item_matrix.bin";
export const EVALUATION_FILE = "evaluation.json";

/** A version as it was published. */
export interface PublishedRecommender {
  readonly recommender: Recommender;
  /** null where the version came from elsewhere, without the customers. */
  readonly userItems: UserItemMatrix | null;
  readonly report: RecommenderReport | null;
  readonly fileBytes: readonly { readonly name: string; readonly bytes: number }[];
}

/** What answers a dataset's questions of what to read next. Read-only. */
export interface RecommenderData {
  readonly shop: ForecastData;
  readonly shelf: ShopShelf;
  /** The one in use; before any training one of content and popularity alone. */
  readonly recommender: Recommender;
  /** null before any training. */
  readonly published: (PublishedRecommender & { readonly metadata: ModelMetadata }) | null;
  readonly provenance: Provenance;
  /** The shop's customers as of now, read when first asked for. */
  readonly customers: () => Promise<UserItemMatrix>;
}

/** Keeps the data of the dataset last asked for, as long as neither it nor its recommender changes. One a worker. */
export interface RecommenderCache {
  current: { readonly key: string; readonly data: Promise<RecommenderData> } | null;
}

export const recommenderCache = (): RecommenderCache => ({ current: null });

export interface RecommendContext extends ScreenContext {
  readonly recommenders: RecommenderCache;
}

/**
 * The dataset with its recommender, from the cache when revision and version are still the same.
 *
 * @throws `import.unknown-dataset`
 */
export async function openRecommenderData(
  context: RecommendContext,
  datasetId: string,
): Promise<RecommenderData> {
  const shop = await openForecastData(context, datasetId);
  const { index } = await readIndex(context.database, RECOMMENDATION_ENGINE);
  const key = `${datasetId} ${shop.dataset.revision} ${index.champion[datasetId] ?? ""}`;
  const { recommenders } = context;
  if (recommenders.current?.key !== key) {
    const data = readRecommenderData(context, shop);
    const entry = { key, data };
    recommenders.current = entry;
    // What failed may succeed the next time.
    data.catch(() => {
      if (recommenders.current === entry) recommenders.current = null;
    });
  }
  return recommenders.current.data;
}

async function readRecommenderData(context: RecommendContext, shop: ForecastData): Promise<RecommenderData> {
  const { database } = context;
  const champion = await loadChampion(context, RECOMMENDATION_ENGINE, shop.dataset.id, decodeRecommender);
  const { loaded, warnings } = champion;
  const published = loaded && { ...loaded.model, metadata: loaded.metadata };
  const stale = loaded !== null && isStale(loaded.metadata, shop);
  let customers: Promise<UserItemMatrix> | null = null;
  return {
    shop,
    shelf: shelfOf(shop),
    recommender: published?.recommender ?? untrainedRecommender(shop),
    published,
    provenance: {
      dataset: shop.dataset,
      model: loaded && {
        version: loaded.version,
        trainedAt: loaded.metadata.trained_at,
        stale,
        metrics: Object.fromEntries(
          Object.entries(loaded.metadata.metrics).map(([name, value]) => [name, value ?? NaN]),
        ),
        winners: {},
      },
      warnings,
      asOfDay: shop.provenance.asOfDay,
    },
    customers: () => {
      const own = published?.userItems ?? null;
      customers ??=
        own !== null && !stale
          ? Promise.resolve(own)
          : shopInteractions(database, shop).then(({ matrix }) => matrix);
      return customers;
    },
  };
}

/** A version from its files. @throws `artifact.damaged`, `artifact.unknown-format` */
export function decodeRecommender(files: VersionFiles): PublishedRecommender {
  const userItems = files.get(USER_ITEM_FILE);
  return {
    recommender: recommenderFromParts(
      decodeArtifact(fileOf(files, SIMILARITY_FILE), RECOMMENDER_FORMAT, "The recommender"),
    ),
    userItems:
      userItems === undefined
        ? null
        : userItemFromParts(decodeArtifact(userItems, USER_ITEM_FORMAT, "The customers' titles")),
    report: (parseJson(files.get(EVALUATION_FILE)) ?? null) as RecommenderReport | null,
    fileBytes: [...files].map(([name, bytes]) => ({ name, bytes: bytes.length })),
  };
}

/** Sales or titles have changed since it was trained. */
export function isStale({ lineage }: ModelMetadata, shop: ForecastData): boolean {
  return lineage["demand_revision"] !== shop.demand.revision || lineage["titles"] !== shop.itemId.length;
}

/** The shop's titles as content, in the order of its rows; service lines say nothing. */
export const shopContent = (shop: ForecastData): ReturnType<typeof titleContent> =>
  titleContent(shop.itemId.map((_, row) => (shop.service[row] === 1 ? null : shop.titleOf(row))));

function shelfOf(shop: ForecastData): ShopShelf {
  return {
    titleOf: (itemId) => {
      const row = shop.rowOf.get(itemId);
      if (row === undefined || shop.service[row] === 1) return null;
      return { ...shop.titleOf(row), priceCents: priceCentsOf(shop, row) };
    },
    stockOf: (itemId) => shop.stock.get(itemId),
  };
}

/** Before any training: what the catalogue says, and what sells. */
function untrainedRecommender(shop: ForecastData): Recommender {
  const context = { random: seededRandom(1) };
  return contentRecommender(shop.itemId, shopContent(shop), soldPopularity(shop), context, true);
}

/** Days of sales that say what is popular now. */
const POPULAR_DAYS = 180;

/** Copies sold of late, the most sold title 1: what is popular where customers are not known. */
export function soldPopularity(shop: ForecastData): Float32Array {
  const sold = copiesSoldSince(shop, shop.asOfDay - POPULAR_DAYS);
  const most = sold.reduce((max, copies) => Math.max(max, copies), 0);
  return Float32Array.from(sold, (copies) => (most === 0 ? 0 : copies / most));
}

function copiesSoldSince({ demand, itemId, service }: ForecastData, firstDay: DayNumber): Float64Array {
  const sold = new Float64Array(itemId.length);
  for (let row = 0; row < demand.rowStart.length - 1; row++) {
    if (service[row] === 1) continue;
    for (let at = demand.rowStart[row + 1]! - 1; at >= demand.rowStart[row]!; at--) {
      if (demand.day[at]! < firstDay) break;
      sold[row]! += demand.units[at]!;
    }
  }
  return sold;
}
