import { expect, it } from "vitest";
import { TREE_SCORE_HASH, treeScoreHashes } from "../../fixtures/tree-scores.ts";

it("trees predict the same bits in the browser as in Node, plainly and by the kernel", () => {
  expect(treeScoreHashes()).toEqual([TREE_SCORE_HASH, TREE_SCORE_HASH]);
});
