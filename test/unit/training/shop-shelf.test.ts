import { describe, expect, it } from "vitest";
import type { RecommendFilters } from "../../../src/domain/recommendation.ts";
import { unitsOnHand } from "../../../src/domain/dataset.ts";
import { passesFilters } from "../../../src/training/shop-shelf.ts";
import { stockRecord, titleRecord } from "../workflows/forecast-shop.ts";

const title = titleRecord("a", {
  authors: ["Jane Austen"],
  genre: "Romance; Classics",
  priceCents: 899,
  pages: 400,
  language: "en",
  ageFrom: 12,
});
const passes = (filters: RecommendFilters, one = title): boolean =>
  passesFilters(one, stockRecord("a", 1), filters);

describe("a filter", () => {
  it.each<[RecommendFilters, boolean]>([
    [{}, true],
    [{ maxPriceCents: 899 }, true],
    [{ maxPriceCents: 898 }, false],
    [{ maxPriceCents: null }, true],
    [{ maxPages: 399 }, false],
    [{ genres: ["classics"] }, true],
    [{ genres: ["Horror"] }, false],
    [{ genres: [] }, true],
    [{ languages: ["de", "en"] }, true],
    [{ languages: ["de"] }, false],
    [{ age: 12 }, true],
    [{ age: 11 }, false],
    [{ excludeAuthors: ["JANE AUSTEN"] }, false],
    [{ excludeAuthors: ["Austen"] }, true],
    [{ maxPriceCents: 1000, genres: ["Romance"], age: 3 }, false],
  ])("%j lets the title through: %j", (filters, expected) => {
    expect(passes(filters)).toBe(expected);
  });

  it("fails nothing that the title does not say", () => {
    const filters = { maxPriceCents: 1, maxPages: 1, genres: ["x"], languages: ["x"], age: 1 };
    expect(passes(filters, titleRecord("a"))).toBe(true);
  });

  it("for stock fails a title without stock, all reserved or unknown", () => {
    const inStock = (stock: ReturnType<typeof stockRecord> | undefined): boolean =>
      passesFilters(title, stock, { inStock: true });
    expect(inStock(stockRecord("a", 2, { reserved: 1 }))).toBe(true);
    expect(inStock(stockRecord("a", 2, { reserved: 2 }))).toBe(false);
    expect(inStock(undefined)).toBe(false);
    expect(unitsOnHand(undefined)).toBeNull();
    expect(unitsOnHand(stockRecord("a", 1, { reserved: 3 }))).toBe(0);
  });
});
