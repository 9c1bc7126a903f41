import type { MessagePort } from "node:worker_threads";
import type { PoolTasks } from "../../core/ports.ts";
import { errorEnvelope } from "../../core/error-envelope.ts";
import { answerPoolRequest, type PoolRequest } from "../threads/pool-messages.ts";

/** Answer the pool's requests on this port with the given tasks. */
export function servePoolTasks(port: MessagePort, tasks: PoolTasks): void {
  const answer = async (request: PoolRequest): Promise<void> => {
    const reply = await answerPoolRequest(tasks, request);
    try {
      port.postMessage(reply);
    } catch (cause) {
      // A result that cannot be cloned is the task's error, not the end of the thread.
      port.postMessage({ id: request.id, ok: false, error: errorEnvelope(cause) });
    }
  };
  port.on("message", (request: PoolRequest) => void answer(request));
}
