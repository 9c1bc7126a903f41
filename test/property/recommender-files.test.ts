import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { decodeArtifact, encodeArtifact } from "../../src/registry/artifact.ts";
import {
  RECOMMENDER_FORMAT,
  recommenderFromParts,
  recommenderParts,
  USER_ITEM_FORMAT,
  userItemFromParts,
  userItemParts,
} from "../../src/training/recommender-state.ts";
import { smallRecommender } from "../unit/training/small-recommender.ts";
import { choices, randomRows } from "../fixtures/random-choices.ts";

// One fixed seed: the same cases in every run, and fast-check prints it with a counterexample.
fc.configureGlobal({ seed: 20261125 });

/** Any characters, also those that end lines or mark JSON, and none at all. */
const text = fc.string({
  unit: fc.constantFrom("a", "é", "本", "\n", "\r", "\0", '"', "\\", "\u2028"),
  maxLength: 6,
});
const texts = (count: number): fc.Arbitrary<string[]> =>
  fc.array(text, { minLength: count, maxLength: count });

describe("a recommender's files", () => {
  it("bring back every identifier and term as it was", () => {
    fc.assert(
      fc.property(texts(6), texts(2), (itemIds, names) => {
        const small = smallRecommender();
        const parts = recommenderParts({ ...small, itemIds, terms: { ...small.terms, names } });
        const bytes = encodeArtifact({ ...RECOMMENDER_FORMAT, ...parts });
        const loaded = recommenderFromParts(decodeArtifact(bytes, RECOMMENDER_FORMAT));
        expect(loaded.itemIds).toEqual(itemIds);
        expect(loaded.terms.names).toEqual(names);
      }),
    );
  });

  it("bring back every customer as it was", () => {
    const interactions = choices(6, randomRows(4, 6, seededRandom(1)));
    fc.assert(
      fc.property(texts(6), texts(4), (itemIds, customers) => {
        const matrix = { itemIds, customers, interactions, lastDay: new Int32Array(4) };
        const bytes = encodeArtifact({ ...USER_ITEM_FORMAT, ...userItemParts(matrix) });
        expect(userItemFromParts(decodeArtifact(bytes, USER_ITEM_FORMAT))).toEqual(matrix);
      }),
    );
  });
});
