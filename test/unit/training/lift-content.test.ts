import { describe, expect, it } from "vitest";
import {
  likesOf,
  liftedPopularity,
  liftedWeights,
  mixedColumns,
} from "../../../src/training/lift-content.ts";
import { weightAt } from "../../../src/models/recommendation/linear-scores.ts";
import { sparse } from "./small-recommender.ts";

// Titles 0 to 2 are well known; 3 is new and like 1 (twice as much as 2); readers of 0 chose 1 and 2.
const content = sparse(4, [
  [1, 3, 1],
  [2, 3, 0.5],
  [3, 1, 1],
  [3, 2, 0.5],
]);
const support = Int32Array.of(30, 30, 30, 0);
const collaborative = sparse(4, [
  [0, 1, 1],
  [0, 2, 0.5],
  [1, 0, 1],
]);

describe("content lifted over what readers chose", () => {
  const likes = likesOf(content, support);

  it("resembles well-known titles by the square of the likeness", () => {
    expect(weightAt(likes, 1, 3)).toBeCloseTo(0.8, 6);
    expect(weightAt(likes, 2, 3)).toBeCloseTo(0.2, 6);
    expect(weightAt(likes, 3, 1)).toBe(0);
  });

  it("gives a new title what its likes have", () => {
    const lifted = liftedWeights(collaborative, likes, support, 10);
    expect(weightAt(lifted, 0, 3)).toBeCloseTo(0.8 * 1 + 0.2 * 0.5, 6);
  });

  it("gives readers of a new title what readers of its likes chose", () => {
    const more = sparse(4, [
      [1, 3, 1],
      [2, 0, 1],
      [2, 3, 0.5],
    ]);
    // Title 0 is like 2, title 3 like 1 and 2, whose readers chose 2.
    const towards = sparse(4, [
      [1, 2, 1],
      [2, 2, 0],
    ]);
    const lifted = liftedWeights(towards, likesOf(more, support), support, 10);
    expect(weightAt(lifted, 3, 0)).toBeCloseTo(0.8, 6);
  });

  it("gives a new title the popularity of its likes, a well-known one its own", () => {
    const lifted = liftedPopularity(Float32Array.of(1, 0.5, 0.25, 0), likes, support);
    expect([...lifted]).toEqual([1, 0.5, 0.25, expect.closeTo(0.8 * 0.5 + 0.2 * 0.25, 6)]);
  });

  it("mixes by shares and keeps the largest of each column", () => {
    const mixed = mixedColumns(
      content,
      collaborative,
      () => 0.25,
      () => 1,
    );
    expect([weightAt(mixed, 1, 3), weightAt(mixed, 2, 3)]).toEqual([0.25, 0]);
    expect([weightAt(mixed, 0, 1), weightAt(mixed, 3, 1)]).toEqual([0.75, 0]);
  });
});
