import { sha256 } from "../registry/index-file.ts";
import { carriedModel as readModel, type AnswerModel } from "../training/answer-model.ts";
import type { VectorFolder } from "./ask-vectors-store.ts";
import type { StoredProjection } from "./embed-passages.ts";

/** The model that finds answering sentences, and its projection as token vectors are told by it. */
export interface CarriedModel {
  readonly model: AnswerModel;
  readonly projection: StoredProjection;
}

/** The projection for token vectors of an embedder; null for one that the reranker does not know. */
export async function projectionFor({ sha256: weights }: VectorFolder): Promise<StoredProjection | null> {
  const { model, projection } = await carriedModel();
  return model.reranker.modelSha256 === weights ? projection : null;
}

let carried: Promise<CarriedModel> | null = null;

/** The model that comes with the program; read when it is first asked for. */
export function carriedModel(): Promise<CarriedModel> {
  carried ??= readCarried();
  return carried;
}

async function readCarried(): Promise<CarriedModel> {
  const model = await readModel();
  const { projection } = model.reranker;
  const bytes = new Uint8Array(projection.weights.slice().buffer);
  return { model, projection: { ...projection, sha256: await sha256(bytes) } };
}
