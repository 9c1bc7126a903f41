import type { Database, StoreChange } from "../core/ports.ts";
import { RERANK_FEATURES } from "../models/rag/rerank-features.ts";
import type { AnswerModel } from "../training/answer-model.ts";
import { carriedModel } from "./answer-model.ts";

/** What a shop's feedback has taught the reranker, and of which model that is. */
interface StoredAdjustment {
  readonly model: string;
  readonly weights: Float64Array;
}

/** The model that comes with the program, with what the shop's feedback has added. */
export async function readAdjusted(
  { database }: { readonly database: Database },
  datasetId: string,
): Promise<AnswerModel> {
  const { model, projection } = await carriedModel();
  const stored = (await database.read("index", adjustmentKey(datasetId))) as StoredAdjustment | undefined;
  // Of another model, or of features that are no longer the same, it means nothing.
  if (stored?.model !== projection.sha256 || stored.weights.length !== RERANK_FEATURES.length) return model;
  return { ...model, reranker: { ...model.reranker, adjustment: stored.weights } };
}

/** The change that keeps an adjustment; null takes it away. */
export async function adjustmentChange(
  datasetId: string,
  weights: Float64Array | null,
): Promise<StoreChange> {
  const { projection } = await carriedModel();
  const value: StoredAdjustment | undefined =
    weights === null ? undefined : { model: projection.sha256, weights };
  return { store: "index", key: adjustmentKey(datasetId), value };
}

const adjustmentKey = (datasetId: string): string => `${datasetId}/adjustment`;
