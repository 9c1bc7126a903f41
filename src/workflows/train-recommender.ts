import type { WorkflowContext } from "../core/ports.ts";
import { seededRandom } from "../core/random.ts";
import {
  RANKING_METRICS,
  type RankingMetric,
  type RecommenderReport,
  type TrainRecommenderReport,
  type TrainRecommenderRequest,
} from "../domain/recommender-report.ts";
import { CONTENT_FIELDS } from "../features/item-content.ts";
import { encodeArtifact, type Json } from "../registry/artifact.ts";
import { jsonBytes } from "../registry/index-file.ts";
import { recordedRun, type RunStart } from "../registry/open-run.ts";
import { publishModel } from "../registry/publish.ts";
import { chooseLinear } from "../training/choose-linear.ts";
import { trainRecommenderModel } from "../training/recommender-pipeline.ts";
import {
  RECOMMENDATION_ENGINE,
  RECOMMENDER_FORMAT,
  recommenderParts,
  USER_ITEM_FORMAT,
  userItemParts,
} from "../training/recommender-state.ts";
import { forecastDataCache, openForecastData } from "./forecast-data.ts";
import { recommendError } from "./recommend-errors.ts";
import {
  EVALUATION_FILE,
  shopContent,
  SIMILARITY_FILE,
  USER_ITEM_FILE,
  soldPopularity,
} from "./recommender-data.ts";
import { shopInteractions } from "./shop-interactions.ts";
import { recommenderLock } from "./train-forecast.ts";

const SEED = 1;
/** Of the linear model: for its blend and whole, without the titles held back to evaluate it and with them. */
const FITS = 4;

/**
 * Train the recommender of a dataset on its customers' purchases and its catalogue, evaluate it on purchases held
 * back, and publish it as the dataset's champion. A shop without customers gets one of content and what sells.
 *
 * Without a time limit `similarity_matrix.bin` is the same bytes in every engine. The customers are in
 * `user_item_matrix.bin` alone, which never leaves the device.
 *
 * @throws `storage.busy` while another tab trains this dataset; `recommend.no-titles`, `import.unknown-dataset`,
 *   `core.aborted`, and what the database throws
 */
export async function trainRecommender(
  request: TrainRecommenderRequest,
  context: WorkflowContext,
): Promise<TrainRecommenderReport> {
  const { datasetId, preset } = request;
  const begun: RunStart = {
    experiment: RECOMMENDATION_ENGINE,
    config: { preset, seed: SEED },
    tags: { model_type: "recommendation", dataset_id: datasetId },
    device: "cpu",
  };
  return context.locks.hold(recommenderLock(datasetId), { wait: false }, async () =>
    recordedRun(context, begun, async (context) => {
      const start = context.clock.monotonicMs();
      const { progress, signal } = context;
      const shop = await openForecastData({ ...context, cache: forecastDataCache() }, datasetId);
      if (shop.itemId.length === 0) throw recommendError("recommend.no-titles", {});
      progress({ phase: "Reading purchases", done: 0, total: null, unit: "purchases", remainingMs: null });
      const { matrix, gathered } = await shopInteractions(context.database, shop);
      let trials = 0;
      const fitting = { random: seededRandom(SEED, "recommender"), progress, signal };
      const timeLeft = (): number | null =>
        request.timeLimitMs === undefined
          ? null
          : Math.max(0, request.timeLimitMs - (context.clock.monotonicMs() - start));
      const trained = await trainRecommenderModel(
        {
          itemIds: shop.itemId,
          gathered,
          content: shopContent(shop),
          popularity: soldPopularity(shop),
          choose: (interactions) =>
            chooseLinear(
              interactions,
              { preset, timeLimitMs: timeLeft(), fits: FITS },
              {
                ...fitting,
                clock: context.clock,
                onTrial: ({ score }) => {
                  context.metrics("trial_recall_at_20", trials, score.recall);
                  context.metrics("trial_ndcg_at_20", trials++, score.ndcg);
                },
              },
            ),
        },
        fitting,
      );
      const { recommender, choice, report, readers, pairs } = trained;

      progress({ phase: "Publishing", done: 0, total: null, unit: "titles", remainingMs: null });
      const durationMs = context.clock.monotonicMs() - start;
      const metrics = report === null ? {} : metricsOf(report);
      const metadata = await publishModel(context, {
        modelName: RECOMMENDATION_ENGINE,
        modelType: "recommendation",
        files: {
          [SIMILARITY_FILE]: encodeArtifact({ ...RECOMMENDER_FORMAT, ...recommenderParts(recommender) }),
          [USER_ITEM_FILE]: encodeArtifact({ ...USER_ITEM_FORMAT, ...userItemParts(matrix) }),
          [EVALUATION_FILE]: jsonBytes(report as unknown as Json),
        },
        localFiles: [USER_ITEM_FILE],
        featureColumns: ["purchases", ...CONTENT_FIELDS],
        hyperparameters: {
          preset,
          model: choice.modelId,
          method: choice.label,
          options: { ...choice.options },
          blend: { ...recommender.blend },
          seed: SEED,
        },
        metrics,
        lineage: {
          dataset_id: datasetId,
          demand_revision: shop.demand.revision,
          readers,
          titles: shop.itemId.length,
          pairs,
        },
        trainingDurationMs: durationMs,
      });
      return {
        version: metadata.version,
        readers,
        titles: shop.itemId.length,
        pairs,
        durationMs,
        method: choice.label,
        metrics,
      };
    }),
  );
}

const METRIC_NAMES: Readonly<Record<RankingMetric, string>> = {
  recall: "recall",
  precision: "precision",
  ndcg: "ndcg",
  ndcgRetrieved: "ndcg_retrieved",
  map: "map",
  hitRate: "hit_rate",
  mrr: "mrr",
};

/** The recommender's own figures, and what it is compared with by NDCG: "ndcg_at_20", "popularity_ndcg_at_20". */
function metricsOf({ k, methods }: RecommenderReport): Record<string, number> {
  const [own, ...others] = methods;
  const figures = RANKING_METRICS.flatMap((metric) => {
    const { value, standardError } = own!.scores[metric];
    const name = `${METRIC_NAMES[metric]}_at_${k}`;
    return [[name, value] as const, [`${name}_standard_error`, standardError] as const];
  });
  return Object.fromEntries([
    ...figures,
    ["coverage", own!.coverage] as const,
    ...others.map(
      ({ id, scores }) => [`${id.replaceAll("-", "_")}_ndcg_at_${k}`, scores.ndcg.value] as const,
    ),
  ]);
}
