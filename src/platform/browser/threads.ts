import { errorEnvelope } from "../../core/error-envelope.ts";
import type { PoolTasks } from "../../core/ports.ts";
import { answerPoolRequest, type PoolReply, type PoolRequest } from "../threads/pool-messages.ts";
import { threadPool, type ThreadPool } from "../threads/thread-pool.ts";

const MAX_THREADS = 8;

/**
 * Threads made of workers, started from a page or from another worker (they end with it).
 *
 * @param createWorker makes one thread: a worker that calls `servePoolTasks`
 * @param count most threads at once; by default one a core, at most 8
 */
export function browserThreads(createWorker: () => Worker, count = defaultThreadCount()): ThreadPool {
  return threadPool((events) => {
    const worker = createWorker();
    worker.addEventListener("message", (event: MessageEvent<PoolReply>) => events.onReply(event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      events.onCrash(event.message || "the thread's script did not start");
    });
    worker.addEventListener("messageerror", () => events.onCrash("a reply could not be read"));
    return {
      post: (request) => worker.postMessage(request),
      terminate: () => worker.terminate(),
    };
  }, count);
}

function defaultThreadCount(): number {
  return Math.max(1, Math.min(navigator.hardwareConcurrency || 1, MAX_THREADS));
}

/** The part of a worker's global scope that a thread uses. */
interface ThreadScope {
  addEventListener(type: "message", listener: (event: MessageEvent<PoolRequest>) => void): void;
  postMessage(reply: PoolReply): void;
}

/** Answer a pool's requests inside a worker with the given tasks. */
export function servePoolTasks(tasks: PoolTasks): void {
  const scope = globalThis as unknown as ThreadScope;
  const answer = async (request: PoolRequest): Promise<void> => {
    const reply = await answerPoolRequest(tasks, request);
    try {
      scope.postMessage(reply);
    } catch (cause) {
      // A result that cannot be cloned is the task's error, not the end of the thread.
      scope.postMessage({ id: request.id, ok: false, error: errorEnvelope(cause) });
    }
  };
  scope.addEventListener("message", ({ data }) => void answer(data));
}
