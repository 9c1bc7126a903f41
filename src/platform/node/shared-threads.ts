import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { SharedThreads } from "../../math/trees/kernel-team.ts";

/** The bundled `kernel-thread.ts` beside this bundle; null where there is none, as when run from source. */
export function bundledKernelThread(): string | null {
  const path = fileURLToPath(new URL("./kernel-thread.js", import.meta.url));
  return existsSync(path) ? path : null;
}

/**
 * Threads of Node that share a kernel's memory.
 *
 * @param options.entry path of the bundled `kernel-thread.ts`
 * @param options.count threads in all, the caller's included; by default one a core
 */
export function nodeSharedThreads(options: {
  readonly entry: string;
  readonly count?: number;
}): SharedThreads {
  return {
    count: options.count ?? availableParallelism(),
    invite: async (invitation) => {
      const worker = new Worker(options.entry, { workerData: invitation });
      await new Promise<void>((ready, fail) => {
        worker.once("message", () => ready());
        worker.once("error", fail);
      });
      // The training waits for its threads, the process need not.
      worker.unref();
      return () => void worker.terminate();
    },
  };
}
