import type { TextEmbedder } from "../../core/ports.ts";
import { embeddingError } from "../embedding/errors.ts";
import { embeddingTasks, isOpenModel, openInThread, type OpenModel } from "../embedding/embedding-thread.ts";
import { errorEnvelope } from "../../core/error-envelope.ts";
import { answerPoolRequest, type PoolReply, type PoolRequest } from "../threads/pool-messages.ts";

interface ThreadScope {
  addEventListener(type: "message", listener: (event: MessageEvent<OpenModel | PoolRequest>) => void): void;
  postMessage(reply: PoolReply, transfer: Transferable[]): void;
}

/** Embed for a pool: the first message brings the model, the others texts. For a worker's entry. */
export function serveEmbedding(): void {
  const scope = globalThis as unknown as ThreadScope;
  let embedder: Promise<TextEmbedder> = Promise.reject(
    embeddingError("embedding.unreadable", { model: "none", reason: "no model was opened" }),
  );
  embedder.catch(() => {});
  const tasks = embeddingTasks(() => embedder);
  const answer = async (request: PoolRequest): Promise<void> => {
    const reply = await answerPoolRequest(tasks, request);
    try {
      scope.postMessage(reply, buffersOf(reply));
    } catch (cause) {
      scope.postMessage({ id: request.id, ok: false, error: errorEnvelope(cause) }, []);
    }
  };
  scope.addEventListener("message", ({ data }) => {
    if (!isOpenModel(data)) return void answer(data);
    embedder = openInThread(data);
    embedder.catch(() => {});
  });
}

/** The result's arrays are moved, not copied. */
function buffersOf(reply: PoolReply): Transferable[] {
  if (!reply.ok) return [];
  return Object.values(reply.value as Record<string, unknown>).flatMap((part) =>
    ArrayBuffer.isView(part) ? [part.buffer as ArrayBuffer] : [],
  );
}
