import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { predictRaw } from "../../../src/math/trees/ensemble-predict.ts";
import { RERANK_FEATURES } from "../../../src/models/rag/rerank-features.ts";
import { adaptReranker, type FeedbackPair } from "../../../src/training/adapt-reranker.ts";
import { carriedModel } from "../../../src/training/answer-model.ts";

const GAP = RERANK_FEATURES.indexOf("titleCoverage");
const TOLD = RERANK_FEATURES.indexOf("plainPairsGap");

/** Pairs in which the better passage has the question's own pairs of words. */
function pairs(count: number): FeedbackPair[] {
  const random = seededRandom(3, "feedback");
  return Array.from({ length: count }, () => {
    const better = Float64Array.from(RERANK_FEATURES, () => random.next());
    const worse = better.slice();
    worse[TOLD] = -4;
    better[TOLD] = 0;
    // What the trees think of them is the other way round, a little.
    worse[GAP] = 1;
    better[GAP] = 0;
    return { better, worse };
  });
}

describe("adaptReranker", () => {
  it("gives the prior back where there is nothing to learn", async () => {
    const { reranker } = await carriedModel();
    expect(adaptReranker(reranker, [])).toBe(reranker);
  });

  it("moves little on one pair, and the right way on many", async () => {
    const { reranker } = await carriedModel();
    const few = adaptReranker(reranker, pairs(1)).adjustment?.[TOLD] ?? 0;
    const many = adaptReranker(reranker, pairs(200)).adjustment?.[TOLD] ?? 0;
    expect(Math.abs(few)).toBeLessThan(0.25);
    expect(many).toBeGreaterThanOrEqual(few);
  });

  it("never orders the shop's pairs worse than the prior", async () => {
    const { reranker } = await carriedModel();
    const told = pairs(60);
    const adapted = adaptReranker(reranker, told);
    const rightly = ({ adjustment }: typeof reranker): number =>
      told.filter(({ better, worse }) => {
        const by = predictRaw(reranker.ensemble, better)[0]! - predictRaw(reranker.ensemble, worse)[0]!;
        return by + (adjustment?.[TOLD] ?? 0) * (better[TOLD]! - worse[TOLD]!) > 0;
      }).length;
    expect(rightly(adapted)).toBeGreaterThanOrEqual(rightly(reranker));
  });
});
