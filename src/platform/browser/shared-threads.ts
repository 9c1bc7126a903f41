import type { SharedThreads, TeamInvitation } from "../../math/trees/kernel-team.ts";
import { serveTreeTeam } from "../../math/trees/tree-engine.ts";

const MAX_THREADS = 8;

/**
 * Workers that share a kernel's memory, or null where the page is not isolated and memory cannot be shared. Only for use
 * inside a worker: the caller blocks.
 *
 * @param createWorker makes one thread: a worker that calls `serveKernelThread`
 * @param count threads in all, the caller's included; by default one a core, at most 8
 */
export function browserSharedThreads(
  createWorker: () => Worker,
  count = Math.max(1, Math.min(navigator.hardwareConcurrency || 1, MAX_THREADS)),
): SharedThreads | null {
  if (!crossOriginIsolated || count < 2) return null;
  return {
    count,
    invite: async (invitation) => {
      const worker = createWorker();
      await new Promise<void>((ready, fail) => {
        worker.addEventListener("message", () => ready(), { once: true });
        worker.addEventListener(
          "error",
          (event) => fail(new Error(event.message || "the thread did not start")),
          { once: true },
        );
        worker.postMessage(invitation);
      });
      return () => worker.terminate();
    },
  };
}

interface ThreadScope {
  addEventListener(type: "message", listener: (event: MessageEvent<TeamInvitation>) => void): void;
  postMessage(reply: "ready"): void;
}

/** Take part in the training that the first message invites to. For a worker's entry. */
export function serveKernelThread(): void {
  const scope = globalThis as unknown as ThreadScope;
  scope.addEventListener("message", ({ data }) => {
    scope.postMessage("ready");
    serveTreeTeam(data);
  });
}
