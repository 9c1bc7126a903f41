import type { ClassificationModel } from "./classification/task.ts";
import { modelError } from "./errors.ts";
import type { ForecastingModel } from "./forecasting/task.ts";
import type { RagModel } from "./rag/task.ts";
import type { RecommendationModel } from "./recommendation/task.ts";
import type { RegressionModel } from "./regression/task.ts";

/**
 * Every model, loaded when first asked for: one line a model, under its id.
 *
 * `test/unit/models/catalog.test.ts` fails when a model's folder and its line disagree.
 */
export const forecastingCatalog = {
  "seasonal-naive": async () => (await import("./forecasting/seasonal-naive/index.ts")).seasonalNaive,
  "weekday-profile": async () => (await import("./forecasting/weekday-profile/index.ts")).weekdayProfile,
  ets: async () => (await import("./forecasting/ets/index.ts")).ets,
  theta: async () => (await import("./forecasting/theta/index.ts")).theta,
  croston: async () => (await import("./forecasting/croston/index.ts")).croston,
  sba: async () => (await import("./forecasting/sba/index.ts")).sba,
  tsb: async () => (await import("./forecasting/tsb/index.ts")).tsb,
  adida: async () => (await import("./forecasting/adida/index.ts")).adida,
} as const satisfies Readonly<Record<string, () => Promise<ForecastingModel>>>;

export type ForecastingModelId = keyof typeof forecastingCatalog;

/** Ids of the forecasting models, in the catalogue's order. */
export const FORECASTING_MODEL_IDS = Object.keys(forecastingCatalog) as readonly ForecastingModelId[];

/** @throws `model.unknown-id` naming the known ids */
export async function loadForecastingModel(id: string): Promise<ForecastingModel> {
  if (!Object.hasOwn(forecastingCatalog, id)) {
    throw modelError("model.unknown-id", { id, known: FORECASTING_MODEL_IDS });
  }
  return forecastingCatalog[id as ForecastingModelId]();
}

/** All forecasting models by id, for a batch that fits many series with each. */
export async function loadForecastingModels(): Promise<ReadonlyMap<string, ForecastingModel>> {
  const models = await Promise.all(
    FORECASTING_MODEL_IDS.map(async (id) => [id, await loadForecastingModel(id)] as const),
  );
  return new Map(models);
}

/** Recommenders, in the same way. */
export const recommendationCatalog = {
  popularity: async () => (await import("./recommendation/popularity/index.ts")).popularity,
  content: async () => (await import("./recommendation/content/index.ts")).content,
  "item-knn": async () => (await import("./recommendation/item-knn/index.ts")).itemKnn,
  rp3beta: async () => (await import("./recommendation/rp3beta/index.ts")).rp3beta,
  "item-item": async () => (await import("./recommendation/item-item/index.ts")).itemItem,
  directed: async () => (await import("./recommendation/directed/index.ts")).directed,
  ease: async () => (await import("./recommendation/ease/index.ts")).ease,
  "local-ease": async () => (await import("./recommendation/local-ease/index.ts")).localEase,
  als: async () => (await import("./recommendation/als/index.ts")).als,
} as const satisfies Readonly<Record<string, () => Promise<RecommendationModel>>>;

export type RecommendationModelId = keyof typeof recommendationCatalog;

/** Ids of the recommendation models, in the catalogue's order. */
export const RECOMMENDATION_MODEL_IDS = Object.keys(
  recommendationCatalog,
) as readonly RecommendationModelId[];

/** @throws `model.unknown-id` naming the known ids */
export async function loadRecommendationModel(id: string): Promise<RecommendationModel> {
  if (!Object.hasOwn(recommendationCatalog, id)) {
    throw modelError("model.unknown-id", { id, known: RECOMMENDATION_MODEL_IDS });
  }
  return recommendationCatalog[id as RecommendationModelId]();
}

/** Retrievers, in the same way. */
export const ragCatalog = {
  bm25: async () => (await import("./rag/bm25/index.ts")).bm25,
  dense: async () => (await import("./rag/dense/index.ts")).dense,
  "hybrid-rag": async () => (await import("./rag/hybrid-rag/index.ts")).hybridRag,
} as const satisfies Readonly<Record<string, () => Promise<RagModel>>>;

export type RagModelId = keyof typeof ragCatalog;

/** Ids of the retrievers, in the catalogue's order. */
export const RAG_MODEL_IDS = Object.keys(ragCatalog) as readonly RagModelId[];

/** @throws `model.unknown-id` naming the known ids */
export async function loadRagModel(id: string): Promise<RagModel> {
  if (!Object.hasOwn(ragCatalog, id)) throw modelError("model.unknown-id", { id, known: RAG_MODEL_IDS });
  return ragCatalog[id as RagModelId]();
}

/** Classifiers, in the same way. */
export const classificationCatalog = {
  logistic: async () => (await import("./classification/logistic/index.ts")).logistic,
  "random-forest": async () =>
    (await import("./classification/random-forest/index.ts")).randomForestClassification,
  "boosted-trees": async () =>
    (await import("./classification/boosted-trees/index.ts")).boostedTreesClassification,
  "neural-net": async () => (await import("./classification/neural-net/index.ts")).neuralNetClassification,
  "expanded-linear": async () => (await import("./classification/expanded-linear/index.ts")).expandedLogistic,
} as const satisfies Readonly<Record<string, () => Promise<ClassificationModel>>>;

export type ClassificationModelId = keyof typeof classificationCatalog;

/** Their ids, in the catalogue's order. */
export const CLASSIFICATION_MODEL_IDS = Object.keys(
  classificationCatalog,
) as readonly ClassificationModelId[];

/** @throws `model.unknown-id` naming the known ids */
export async function loadClassificationModel(id: string): Promise<ClassificationModel> {
  if (!Object.hasOwn(classificationCatalog, id))
    throw modelError("model.unknown-id", { id, known: CLASSIFICATION_MODEL_IDS });
  return classificationCatalog[id as ClassificationModelId]();
}

/** Models that predict numbers of tables, in the same way. */
export const regressionCatalog = {
  linear: async () => (await import("./regression/linear/index.ts")).linearRegression,
  "random-forest": async () => (await import("./regression/random-forest/index.ts")).randomForestRegression,
  "boosted-trees": async () => (await import("./regression/boosted-trees/index.ts")).boostedTreesRegression,
  "neural-net": async () => (await import("./regression/neural-net/index.ts")).neuralNetRegression,
  "expanded-linear": async () => (await import("./regression/expanded-linear/index.ts")).expandedRegression,
} as const satisfies Readonly<Record<string, () => Promise<RegressionModel>>>;

export type RegressionModelId = keyof typeof regressionCatalog;

/** Their ids, in the catalogue's order. */
export const REGRESSION_MODEL_IDS = Object.keys(regressionCatalog) as readonly RegressionModelId[];

/** @throws `model.unknown-id` naming the known ids */
export async function loadRegressionModel(id: string): Promise<RegressionModel> {
  if (!Object.hasOwn(regressionCatalog, id))
    throw modelError("model.unknown-id", { id, known: REGRESSION_MODEL_IDS });
  return regressionCatalog[id as RegressionModelId]();
}
