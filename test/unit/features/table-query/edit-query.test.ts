import { describe, expect, it } from "vitest";
import type { TableQuery } from "../../../../src/domain/table-query.ts";
import { answerQuery, lackingFields } from "../../../../src/features/table-query/answer-query.ts";
import {
  fieldChoices,
  filterChoices,
  filterLabel,
  sortChoices,
  withFilterAdded,
  withFilterChanged,
  withLimit,
  withoutFilter,
  withPeriod,
  withSort,
} from "../../../../src/features/table-query/edit-query.ts";
import { planQuestion } from "../../../../src/features/table-query/plan-question.ts";
import { LAST_DAY, madeShop } from "./made-shop.ts";

const shop = madeShop();

function planned(question: string): TableQuery {
  const plan = planQuestion(shop, question);
  if (plan?.kind !== "query") throw new Error(`no query: ${question}`);
  return plan.query;
}

const titles = (query: TableQuery): unknown[] => answerQuery(shop, query).rows.map(({ values }) => values[0]);

describe("a query that a person edits", () => {
  const query = planned("hardbacks by Jules Verne before 1870");

  it("runs without a filter, with another or a further one", () => {
    expect(titles(query)).toEqual(["Journey to the Centre of the Earth"]);
    const at = (field: string): number => query.filters.findIndex((filter) => filter.field === field);
    expect(titles(withoutFilter(query, at("author")))).toEqual([
      "Journey to the Centre of the Earth",
      "Persuasion",
      "Moby-Dick; or, The Whale",
      "War and Peace",
      "Sonnets",
    ]);
    const wells = { field: "author", is: "equal", value: "H. G. Wells" } as const;
    const later = withFilterChanged(withoutFilter(query, at("year")), 0, { ...wells });
    expect(later.filters).toHaveLength(query.filters.length - 1);
    expect(titles(withFilterAdded(query, wells))).toEqual([]);
  });

  it("takes another order, limit and period", () => {
    const second = planned("second longest novel");
    expect(withSort(second, null)).toMatchObject({ sort: null, skip: 0 });
    expect(titles(withSort(second, { field: "price", descending: true }))).toEqual([
      "Moby-Dick; or, The Whale",
    ]);
    expect(withLimit(second, null)).toMatchObject({ limit: null, skip: 0 });
    const period = { firstDay: LAST_DAY, lastDay: LAST_DAY, words: "on the last day" };
    expect(titles(withPeriod(planned("what sold best in March"), period))).toEqual(["Sonnets"]);
  });

  it("offers the values that the shop has", () => {
    expect(fieldChoices(shop, "language")).toEqual([
      { value: "en", titles: 21 },
      { value: "de", titles: 1 },
      { value: "fr", titles: 1 },
    ]);
    expect(fieldChoices(shop, "pages")).toEqual([]);
    expect(sortChoices(shop)).toContain("sold");
    expect(sortChoices(shop)).not.toContain("rating");
    expect(filterChoices(shop)).toContain("format");
    expect(filterLabel(shop, { field: "subject", is: "contains", value: "whales" })).toEqual({
      field: "subject",
      words: "about “whales”",
    });
  });

  it("says what the shop lacks instead of a nought", () => {
    const rated = withFilterAdded(query, { field: "rating", is: "between", low: 4, high: null });
    expect(lackingFields(shop, rated)).toEqual(["rating"]);
    expect(answerQuery(shop, rated)).toMatchObject({
      answered: false,
      sentence: "The catalogue does not say: it has no rating.",
    });
  });
});

describe("words", () => {
  it.each([
    [
      "how many novels by Jules Verne before 1870",
      "Titles by Jules Verne from before 1870 in Novel, counted.",
    ],
    [
      "cheapest hardback on whales in stock",
      "Titles about “whales” as hardback in stock, cheapest first, the first.",
    ],
    ["what sold best in March", "Titles that sold in March 2026, best selling first, first 5."],
    ["books under £10 over 300 pages", "Titles for at most £9.99 of at least 301 pages."],
    ["average price of poetry", "Average price of titles in Poetry."],
    ["how many titles per genre", "For each genre: Titles, counted, most titles first."],
    ["which is longer, Emma or Dracula", "Titles “Emma” or “Dracula”, compared by pages."],
    ["who wrote Emma", "Author of titles “Emma”."],
    ["books not by Tolstoy", "Titles not by Leo Tolstoy."],
    ["books for a six-year-old", "Titles for readers of 6."],
    ["titles without a price", "Titles without a known price."],
    ["why is Emma on today's list", "Why “Emma” is ordered or not."],
  ])("of “%s”", (question, words) => {
    expect(answerQuery(shop, planned(question)).words).toBe(words);
  });

  it("tell what limits the answer", () => {
    expect(answerQuery(shop, planned("the oldest book")).notes).toEqual([
      "The year of 1 title is not known.",
    ]);
    expect(answerQuery(shop, planned("books before 1600")).notes).toEqual([
      "1 title that would fit do not say their year.",
    ]);
    for (const question of ["revenue in March", "revenue of Dracula", "which book made the most money"]) {
      expect(answerQuery(shop, planned(question)).sentence).toMatch(
        /£.+\. Revenue is counted as copies sold times the last price\.$/,
      );
    }
  });
});
