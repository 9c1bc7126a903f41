/** Trains in a worker, which may block, on threads of its own. */
import { browserSharedThreads } from "../../../src/platform/browser/shared-threads.ts";
import { treeModelHash } from "../../fixtures/tree-model.ts";

const startThread = (): Worker =>
  new Worker(new URL("../../../workers/kernel.worker.ts", import.meta.url), { type: "module" });

const scope = globalThis as unknown as {
  addEventListener(
    type: "message",
    listener: (event: MessageEvent<{ objective: "regression" | "binary"; threads: number }>) => void,
  ): void;
  postMessage(hash: string): void;
};

scope.addEventListener("message", ({ data: { objective, threads } }) => {
  const team = browserSharedThreads(startThread, threads);
  void treeModelHash(objective, team).then((hash) => scope.postMessage(hash));
});
