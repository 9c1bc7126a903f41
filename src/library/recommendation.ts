/** Recommenders: one state for all readers, who are folded in and never retrained for. */
export {
  loadRecommendationModel as load,
  RECOMMENDATION_MODEL_IDS as ids,
  recommendationCatalog as catalog,
} from "../models/catalog.ts";
export type { RecommendationModelId } from "../models/catalog.ts";
export type {
  Interactions,
  ItemScores,
  ReaderHistory,
  RecommendationData,
  RecommendationModel,
  RecommendRequest,
} from "../models/recommendation/task.ts";
export type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
export type { DenseVectors, ItemContent } from "../features/item-content.ts";
