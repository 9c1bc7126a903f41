import { describe, expect, it } from "vitest";
import { TREE_MODEL_HASHES } from "../../fixtures/tree-model.ts";

async function hashInWorker(objective: "regression" | "binary", threads: number): Promise<string> {
  const worker = new Worker(new URL("./train-trees.worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise((done, fail) => {
      worker.addEventListener("message", ({ data }: MessageEvent<string>) => done(data));
      worker.addEventListener("error", ({ message }) => fail(new Error(message)));
      worker.postMessage({ objective, threads });
    });
  } finally {
    worker.terminate();
  }
}

describe("a model trained in the browser is Node's, bit for bit", () => {
  for (const objective of ["regression", "binary"] as const) {
    for (const threads of [1, 3]) {
      it(`${objective} on ${threads}`, async () => {
        expect(crossOriginIsolated).toBe(true);
        expect(await hashInWorker(objective, threads)).toBe(TREE_MODEL_HASHES[objective]);
      });
    }
  }
});
