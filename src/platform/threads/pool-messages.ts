import { errorEnvelope, type ErrorEnvelope } from "../../core/error-envelope.ts";
import type { PoolTasks } from "../../core/ports.ts";
import { runPoolTask } from "../memory/threads.ts";

/** From the pool to a thread. */
export interface PoolRequest {
  readonly id: number;
  readonly task: string;
  readonly payload: unknown;
}

/** From a thread back to the pool. */
export type PoolReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: ErrorEnvelope };

/** What a thread does with a request. Never rejects. */
export async function answerPoolRequest(tasks: PoolTasks, request: PoolRequest): Promise<PoolReply> {
  const { id, task, payload } = request;
  try {
    return { id, ok: true, value: await runPoolTask(tasks, task, payload) };
  } catch (thrown) {
    return { id, ok: false, error: errorEnvelope(thrown) };
  }
}
