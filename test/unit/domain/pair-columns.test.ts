import { describe, expect, it } from "vitest";
import { guessPairColumns, type PairRole } from "../../../src/domain/pair-columns.ts";
import { ratingStrengths } from "../../../src/domain/rating-strength.ts";

const guess = (columns: string, taken: number[] = []): Partial<Record<PairRole, number>> =>
  Object.fromEntries(
    guessPairColumns(columns.split(","), ["user", "item", "time", "rating"], new Set(taken)),
  );

describe("guessing the columns of users and items", () => {
  it.each([
    ["userId,movieId,rating,timestamp", { user: 0, item: 1, rating: 2, time: 3 }],
    ["User-ID;ISBN;Book-Rating".replaceAll(";", ","), { user: 0, item: 1, rating: 2 }],
    ["reviewerID,asin,overall,unixReviewTime", { user: 0, item: 1, rating: 2, time: 3 }],
    ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,CustomerID", { user: 5, item: 1, time: 4 }],
    ["Kundenkarte,Artikelnummer,Verkaufsdatum", { user: 0, item: 1, time: 2 }],
    ["user_id,book_id,split", { user: 0, item: 1 }],
    ["alpha,beta", {}],
  ])("%s", (columns, expected) => {
    expect(guess(columns)).toEqual(expected);
  });

  it("gives no column two roles and leaves alone what is taken", () => {
    expect(guess("id,item", [0])).toEqual({ item: 1 });
    expect(guess("user,user_id,item")).toEqual({ user: 0, item: 2 });
  });
});

describe("ratings as strengths", () => {
  const of = (...ratings: number[]): number[] =>
    [...ratingStrengths(Float64Array.from(ratings), "stars").strengths].map((s) => Number(s.toFixed(4)));

  it("count by their place on the scale that the file uses", () => {
    expect(of(1, 2, 3, 4, 5)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(of(0, 10)).toEqual([0.0909, 1]);
    expect(of(4, 4)).toEqual([1, 1]);
  });

  it("count by their logarithm where they are counts, and next to nothing below 0", () => {
    expect(of(1, 2, 1024)).toEqual([0.0909, 0.1818, 1]);
    expect(of(-1, 1)).toEqual([0.01, 1]);
    expect(of(-1, 1, 5)).toEqual([0.01, 0.2, 1]);
    expect(of(-5, 1, 100)[0]).toBe(0.01);
  });

  it("say how", () => {
    const { note } = ratingStrengths(Float64Array.of(-1, 1, 5), "stars");
    expect(note).toBe(
      'ratings of column "stars" from 1 to 5 count 0.2 to 1; 1 below 0 count next to nothing',
    );
  });
});
