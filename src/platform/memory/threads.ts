import { throwIfAborted } from "../../core/errors.ts";
import type { PoolTasks, Threads } from "../../core/ports.ts";
import { threadError } from "../../core/thread-errors.ts";

/**
 * Threads that are none: each job runs here, one after the other. For tests, and where real threads cannot start.
 *
 * Payloads and results are cloned as real threads do, so that a task cannot come to rely on sharing them.
 */
export function inlineThreads(tasks: PoolTasks): Threads {
  return {
    count: 1,
    map: async <TPayload, TResult>(
      task: string,
      payloads: readonly TPayload[],
      onResult: (index: number, result: TResult) => Promise<void> | void,
      signal: AbortSignal | undefined,
    ): Promise<void> => {
      for (const [index, payload] of payloads.entries()) {
        throwIfAborted(signal, task);
        const result = structuredClone(await runPoolTask(tasks, task, structuredClone(payload)));
        throwIfAborted(signal, task);
        await onResult(index, result as TResult);
      }
    },
  };
}

/**
 * Run one task of the registry.
 * @throws `threads.unknown-task` when the registry has no such name; else whatever the task throws
 */
export async function runPoolTask(tasks: PoolTasks, task: string, payload: unknown): Promise<unknown> {
  const run = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
  if (!run) throw threadError("threads.unknown-task", { task, known: Object.keys(tasks) });
  return await run(payload as never);
}
