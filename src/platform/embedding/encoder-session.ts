import { sentenceEncoder } from "../../math/encoder/sentence-encoder.ts";
import type { EmbeddingModel } from "../../domain/embedding-model.ts";
import { encoderWeights } from "./encoder-weights.ts";
import { embeddingError } from "./errors.ts";
import type { ModelBytes } from "./model-files.ts";
import { openTokenizerAlone, sessionError, type EmbeddingSession } from "./transformers-session.ts";

/**
 * A model in our own encoder instead of onnxruntime: for graphs that `encoderWeights` reads.
 * @throws `embedding.unreadable` for other graphs; `embedding.out-of-memory`
 */
export async function openEncoderSession(
  model: EmbeddingModel,
  bytes: ModelBytes,
): Promise<EmbeddingSession> {
  const tokenizer = await openTokenizerAlone(model, bytes);
  const weights = encoderWeights(bytes.get(model.weights)!);
  if (weights === null || weights.positions < model.maxTokens) {
    const reason = "its graph is no BERT encoder of 8-bit matrices";
    throw embeddingError("embedding.unreadable", { model: model.modelId, reason });
  }
  try {
    const encoder = sentenceEncoder(weights);
    return {
      tokenizer,
      alone: true,
      run: async ([row]) => ({ hidden: encoder.encode(row!), length: row!.length }),
      dispose: async () => {},
    };
  } catch (cause) {
    throw sessionError(model, 0, cause);
  }
}
