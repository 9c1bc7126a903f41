import { describe, expect, it } from "vitest";
import { contributions, scoreTitles } from "../../../src/training/score-titles.ts";
import { smallRecommender } from "./small-recommender.ts";

const history = { items: Int32Array.of(0, 1), strengths: Float32Array.of(1, 2) };

describe("a title's score", () => {
  it("adds up what each title read says, weighed by how much is known, and popularity", () => {
    const scores = scoreTitles(smallRecommender(), history);
    expect(scores[1]).toBeCloseTo((9 / 10) * (6 / 7) * 1 + (0.1 * 0.75) / 3, 6);
    expect(scores[3]).toBeCloseTo((6 / 7) * (2 / 3) * 2 * 0.25 + (0.1 * 0.25) / 3, 6);
    expect(scores[4]).toBeCloseTo(1 * (1 * 1 + 2 * 0.5), 6);
  });

  it("is popularity alone for a reader without history", () => {
    const none = { items: new Int32Array(0), strengths: new Float32Array(0) };
    expect([...scoreTitles(smallRecommender(), none)]).toEqual(
      [1, 0.75, 0.5, 0.25, 0, 0.125].map((share) => expect.closeTo(0.1 * share, 9)),
    );
  });

  it("counts older titles less where the model says so", () => {
    const blend = { ...smallRecommender().blend, recency: 1, popular: 0 };
    const scores = scoreTitles(smallRecommender({ blend }), history);
    expect(scores[4]).toBeCloseTo(0.5 * 1 + 2 * 0.5, 6);
  });

  it("is the sum of its contributions, disliked titles taking away", () => {
    const recommender = smallRecommender();
    const mixed = { items: Int32Array.of(0, 1, 3), strengths: Float32Array.of(1, -1, 2) };
    const scores = scoreTitles(recommender, mixed);
    for (let item = 0; item < 6; item++) {
      const sum = contributions(recommender, mixed, item).reduce((total, part) => total + part.amount, 0);
      expect(sum).toBeCloseTo(scores[item]!, 12);
    }
    expect(contributions(recommender, mixed, 4)).toContainEqual({ kind: "content", at: 1, amount: -0.5 });
  });
});
