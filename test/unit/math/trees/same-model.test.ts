import { describe, expect, it } from "vitest";
import { TREE_MODEL_HASHES, treeModelHash } from "../../../fixtures/tree-model.ts";
import { treeThreads } from "./tree-threads.ts";

describe("the model is the same, bit for bit, here", () => {
  for (const objective of ["regression", "binary"] as const) {
    it(`on one thread, ${objective}`, async () => {
      expect(await treeModelHash(objective, null)).toBe(TREE_MODEL_HASHES[objective]);
    });

    it(`on four threads, ${objective}`, async () => {
      expect(await treeModelHash(objective, await treeThreads(4))).toBe(TREE_MODEL_HASHES[objective]);
    });
  }
});
