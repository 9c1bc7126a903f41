import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { PoolTasks, Threads } from "../../core/ports.ts";
import { inlineThreads } from "../memory/threads.ts";
import type { PoolReply } from "../threads/pool-messages.ts";
import {
  threadPool,
  type PoolThread,
  type PoolThreadEvents,
  type ThreadPool,
} from "../threads/thread-pool.ts";

/** Names the bundled `pool-thread.ts` can have beside the bundled command. */
const BUNDLED_ENTRIES = ["./pool-thread.js", "./pool.js"];

/**
 * Threads of Node. Where the bundled thread entry is missing (run from source), jobs run here, one by one.
 *
 * @param options.entry path of the bundled `pool-thread.ts`; by default it is looked for beside this bundle
 * @param options.count most threads at once; by default one a core
 */
export function nodeThreads(
  tasks: PoolTasks,
  options: { readonly entry?: string; readonly count?: number } = {},
): Threads | ThreadPool {
  const entry = options.entry ?? bundledEntry();
  if (entry === null || !existsSync(entry)) return inlineThreads(tasks);
  return threadPool((events) => startThread(entry, events), options.count ?? availableParallelism());
}

function bundledEntry(): string | null {
  const candidates = BUNDLED_ENTRIES.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** One thread of a pool, of the script `entry`, which finds `data` as its `workerData`. */
export function startThread(entry: string, events: PoolThreadEvents, data?: unknown): PoolThread {
  const worker = new Worker(entry, { workerData: data });
  let ended = false;
  const crash = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.onCrash(reason);
  };
  worker.on("message", (reply: PoolReply) => events.onReply(reply));
  worker.on("error", (error) => crash(error instanceof Error ? error.message : String(error)));
  worker.on("messageerror", (error) => crash(error.message));
  worker.on("exit", (code) => crash(`the thread exited with code ${code}`));
  return {
    post: (request) => worker.postMessage(request),
    terminate: () => {
      ended = true;
      void worker.terminate();
    },
    setBusy: (busy) => (busy ? worker.ref() : worker.unref()),
  };
}
