import { describe, expect, it } from "vitest";
import { inSeriesOrder, seriesIndex } from "../../../src/training/series-order.ts";
import { titleRecord } from "../workflows/forecast-shop.ts";

/** Titles 0 to 3 are volumes 1 to 4, title 4 stands alone, title 5 is volume 3 of another series. */
const itemIds = ["s1", "s2", "s3", "s4", "alone", "t3"];
const titleOf = (itemId: string) =>
  titleRecord(itemId, {
    series: itemId === "alone" ? null : { name: itemId[0]!, number: Number(itemId[1]) },
  });
const shelf = (read: readonly number[] = [], missing: readonly number[] = []) =>
  inSeriesOrder(
    seriesIndex(itemIds, titleOf),
    new Set(read),
    (item) => !missing.includes(item) && !read.includes(item),
  );

describe("the order of a series", () => {
  it("puts the first unread volume in the place of a later one, then the next", () => {
    const place = shelf()();
    const first = { item: 0, inPlaceOf: 2, note: "Book 1 of the series comes first." };
    expect([place(2), place(2), place(2), place(2)]).toEqual([
      first,
      { item: 1, inPlaceOf: 2, note: "Book 2 of the series comes first." },
      { item: 2, inPlaceOf: 2, note: null },
      null,
    ]);
  });

  it("goes on after the last volume read, whether or not those before it are", () => {
    expect(shelf([1])()(2)).toEqual({ item: 2, inPlaceOf: 2, note: null });
    expect(shelf([1])()(3)).toEqual({ item: 2, inPlaceOf: 3, note: "Book 3 of the series comes first." });
    expect(shelf([1])()(0)).toEqual({ item: 0, inPlaceOf: 0, note: null });
  });

  it("leaves a volume out whose predecessor may not be offered", () => {
    expect(shelf([], [0])()(1)).toBeNull();
  });

  it("says so where the catalogue lacks the first volume", () => {
    expect(shelf()()(5)).toEqual({
      item: 5,
      inPlaceOf: 5,
      note: "Book 3 of its series; the first is not in the catalogue.",
    });
  });

  it("names the earliest that the catalogue has where the one before is missing", () => {
    const gap = ["s1", "s3", "s4"];
    const place = (read: number[], item: number) =>
      inSeriesOrder(seriesIndex(gap, titleOf), new Set(read), (other) => !read.includes(other))()(item);
    expect(place([0], 2)).toEqual({
      item: 1,
      inPlaceOf: 2,
      note: "Book 3 is the next of its series that the catalogue has; book 2 is not in it.",
    });
    expect(place([0], 1)!.note).toBe("Book 3 of its series; book 2 is not in the catalogue.");
  });

  it("does not touch other titles, and starts each list anew", () => {
    const start = shelf();
    expect(start()(4)).toEqual({ item: 4, inPlaceOf: 4, note: null });
    expect(start()(1)!.item).toBe(0);
    expect(start()(1)!.item).toBe(0);
  });
});
