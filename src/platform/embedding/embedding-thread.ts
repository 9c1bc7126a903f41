import type { EmbeddedTexts, EmbedderInfo, PoolTasks, TextEmbedder } from "../../core/ports.ts";
import type { EmbeddingModel } from "../../domain/embedding-model.ts";
import type { ModelBytes } from "./model-files.ts";
import type { OnnxRuntime } from "./transformers-session.ts";

/** The first message to a thread: what to load. */
export interface OpenModel {
  readonly kind: "open-model";
  readonly model: EmbeddingModel;
  readonly bytes: ModelBytes;
  readonly backend: EmbedderInfo["backend"];
  /** The script and the code of onnxruntime for browsers; null for our own encoder, and in Node, which has its own. */
  readonly runtime: OnnxRuntime | null;
}

/** What a thread of the pool is asked to do. */
export const EMBED_TASK = "embed";
export interface EmbedPayload {
  readonly texts: readonly string[];
  readonly tokens: boolean;
}

export function isOpenModel(message: unknown): message is OpenModel {
  return (message as Partial<OpenModel> | null)?.kind === "open-model";
}

/** Load a model in this thread. */
export async function openInThread(
  { model, bytes, backend, runtime }: OpenModel,
  reason = "",
): Promise<TextEmbedder> {
  const { openSession } = await import("./transformers-session.ts");
  const { sessionEmbedder } = await import("./session-embedder.ts");
  const device = backend === "native" ? "cpu" : backend;
  const session =
    backend === "wasm" && runtime === null
      ? await (await import("./encoder-session.ts")).openEncoderSession(model, bytes)
      : await openSession(model, bytes, device, runtime);
  return sessionEmbedder(model, session, backend, reason);
}

/** The thread's tasks, over the model that the first message brings; what fails in loading fails each task. */
export function embeddingTasks(embedder: () => Promise<TextEmbedder>): PoolTasks {
  return {
    [EMBED_TASK]: async ({ texts, tokens }: EmbedPayload): Promise<EmbeddedTexts> =>
      await (await embedder()).embed(texts, { tokens }),
  };
}
