import type { EmbedderInfo } from "../../core/ports.ts";
import { weightsOf, type EmbeddingModel } from "../../domain/embedding-model.ts";

/** What an embedder says of itself. */
export function embedderInfo(
  model: EmbeddingModel,
  backend: EmbedderInfo["backend"],
  reason: string,
): EmbedderInfo {
  return {
    modelId: model.modelId,
    dimension: model.dimension,
    maxTokens: model.maxTokens,
    sha256: weightsOf(model).sha256,
    languages: model.languages,
    backend,
    reason,
  };
}
