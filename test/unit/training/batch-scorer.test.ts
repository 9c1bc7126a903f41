import { expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { csrFromEntries, type CsrMatrix } from "../../../src/math/sparse/csr-matrix.ts";
import { batchScorer } from "../../../src/training/batch-scorer.ts";
import type { Recommender } from "../../../src/training/recommender-state.ts";
import { scoreTitles } from "../../../src/training/score-titles.ts";

const TITLES = 30;
const random = seededRandom(3);
const draws = (count: number, bound: number): number[] =>
  Array.from({ length: count }, () => random.integer(bound));
const matrix = (): CsrMatrix =>
  csrFromEntries(
    TITLES,
    TITLES,
    draws(200, TITLES),
    draws(200, TITLES),
    draws(200, 9).map((value) => value + 1),
  );

it("scores many readers as one reader is scored", () => {
  const recommender: Recommender = {
    itemIds: draws(TITLES, 9).map(String),
    modelId: "directed",
    collaborative: matrix(),
    content: matrix(),
    popularity: Float32Array.from({ length: TITLES }, () => random.next()),
    support: Int32Array.from(draws(TITLES, 6)),
    readers: 40,
    terms: { names: [], weights: csrFromEntries(TITLES, 0, [], []) },
    blend: { supportHalf: 2, contentKnown: 0.2, contentCold: 0.7, popular: 0.1, recency: 0.4 },
  };
  const score = batchScorer(recommender);
  for (const length of [0, 1, 7]) {
    const history = {
      items: Int32Array.from(draws(length, TITLES)),
      strengths: Float32Array.from(draws(length, 3), (n) => n - 1),
    };
    const expected = scoreTitles(recommender, history);
    score(history).forEach((value, title) => expect(value).toBeCloseTo(expected[title]!, 10));
  }
});
