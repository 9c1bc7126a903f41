import { describe, expect, it } from "vitest";
import type { ReaderEntry, RecommendFilters } from "../../../src/domain/recommendation.ts";
import { customerEntries, recommendTitles, relatedTitles } from "../../../src/training/recommend-titles.ts";
import { FULL_SHELF, shelfOf, smallRecommender } from "./small-recommender.ts";

const ask = (
  entries: readonly ReaderEntry[],
  more: { k?: number; filters?: RecommendFilters; diversity?: number; novelty?: number } = {},
  shelf = FULL_SHELF,
  recommender = smallRecommender(),
) => recommendTitles(recommender, shelf, { entries, k: 4, filters: {}, diversity: 0, novelty: 0, ...more });
const ids = (list: { readonly items: readonly { readonly itemId: string }[] }): string[] =>
  list.items.map(({ itemId }) => itemId);
const LOVED_A: readonly ReaderEntry[] = [{ itemId: "a", reaction: "loved" }];

describe("a list of titles", () => {
  it("has the best first, with ranks and scores, without what is read", () => {
    const list = ask(LOVED_A);
    expect(ids(list)).toEqual(["e", "b", "c", "d"]);
    expect(list.items.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
    expect(list.items[0]!.score).toBeCloseTo(2, 6);
    expect(list.unknown).toEqual([]);
  });

  it("has the popular titles for a reader without history", () => {
    const list = ask([]);
    expect(ids(list)).toEqual(["a", "b", "c", "d"]);
    expect(list.items[0]!.reasons).toEqual([{ kind: "popular", itemId: null, title: null, share: 1 }]);
  });

  it("puts titles in the reader's language before those in others, wherever it is known", () => {
    const german = { language: "de" };
    const english = { language: "en" };
    const shelf = shelfOf({ a: german, b: english, c: german, d: {}, e: english, f: german });
    // Without languages e, b, c, d; e keeps a quarter of 2 and stays before d, of which no language is known.
    expect(ids(ask(LOVED_A, {}, shelf))).toEqual(["c", "e", "b", "d"]);
    const english_ = shelfOf({ a: english, b: english, c: german, d: {}, e: english, f: german });
    expect(ids(ask(LOVED_A, {}, english_)).slice(0, 2)).toEqual(["e", "b"]);
    expect(ids(ask([{ itemId: "a", reaction: "disliked" }], { k: 6 }, shelf)).at(-1)).toBe("e");
  });

  it("names titles that the recommender does not know", () => {
    expect(ask([...LOVED_A, { itemId: "zz", reaction: "liked" }]).unknown).toEqual(["zz"]);
  });

  it("never has a title again that is read, disliked or not for the reader", () => {
    for (const reaction of ["read", "disliked", "not-for-me", "bought"] as const) {
      expect(ids(ask([...LOVED_A, { itemId: "b", reaction }], { k: 6 }))).not.toContain("b");
    }
  });

  it("takes from a title what a disliked one gives it", () => {
    const disliked = ask([{ itemId: "a", reaction: "disliked" }], { k: 6 });
    expect(ids(disliked).at(-1)).toBe("e");
    expect(disliked.items.at(-1)!.score).toBeLessThan(0);
  });

  it("lets the last reaction to a title count", () => {
    const again = ask([{ itemId: "a", reaction: "disliked" }, ...LOVED_A]);
    expect(ids(again)).toEqual(ids(ask(LOVED_A)));
  });

  it("says why, in shares that add up to 1", () => {
    const [first, second] = ask([...LOVED_A, { itemId: "c", reaction: "liked" }]).items;
    expect(first!.reasons.map(({ kind, itemId }) => [kind, itemId])).toEqual([
      ["content", "a"],
      ["content", "c"],
    ]);
    expect(first!.reasons[0]).toMatchObject({ terms: ["Austen", "gothic"] });
    for (const { reasons } of [first!, second!]) {
      expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    }
  });

  it("names the title between where readers of one chose what is like the other", () => {
    // b has no term in common with e; a, which readers of b chose, has two.
    const [first] = ask([{ itemId: "b", reaction: "loved" }], { filters: {}, k: 6 }).items.filter(
      ({ itemId }) => itemId === "e",
    );
    expect(first!.reasons[0]).toMatchObject({
      kind: "content",
      itemId: "b",
      via: { itemId: "a", title: "a" },
      terms: ["Austen", "gothic"],
    });
  });

  it("adds small reasons up", () => {
    const everything = ["a", "b", "c", "d", "f"].map((itemId) => ({ itemId, reaction: "liked" as const }));
    const content = { ...smallRecommender().content };
    const recommender = smallRecommender({ content: { ...content, values: content.values.map(() => 1) } });
    const reasons = ask(everything, {}, FULL_SHELF, recommender).items[0]!.reasons;
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it("has only titles that the shop still knows", () => {
    expect(ids(ask(LOVED_A, { k: 6 }, shelfOf({ a: {}, b: {}, f: {} })))).toEqual(["b", "f"]);
  });

  it("has only titles on the shelf where asked", () => {
    const shelf = shelfOf({ a: {}, b: {}, c: {}, e: {} }, { b: 0, e: 0 });
    expect(ids(ask(LOVED_A, { filters: { inStock: true } }, shelf))).toEqual(["c"]);
    expect(ask(LOVED_A, { filters: { inStock: true } }, shelf).items[0]!.onHand).toBe(1);
  });

  it("finds the few titles that pass a filter, however low they stand", () => {
    expect(ids(ask(LOVED_A, { k: 1 }, shelfOf({ f: {} })))).toEqual(["f"]);
  });

  it("measures the list and what the sliders did to it", () => {
    const { quality } = ask(LOVED_A, { diversity: 1, k: 2 });
    expect(quality.plain.relevance).toBe(1);
    expect(quality.shown.diversity).toBeGreaterThanOrEqual(quality.plain.diversity);
    expect(quality.shown.relevance).toBeLessThanOrEqual(1);
  });

  it("brings little known titles first where asked", () => {
    const { items, quality } = ask(LOVED_A, { novelty: 1, k: 2 });
    expect(items.map(({ itemId }) => itemId)).toEqual(["e", "f"]);
    expect(quality.shown.novelty).toBeGreaterThan(quality.plain.novelty);
  });

  it("puts the first volume of a series in the place of a later one", () => {
    const shelf = shelfOf({
      a: {},
      b: {},
      e: { series: { name: "Saga", number: 2 } },
      f: { series: { name: "saga", number: 1 } },
    });
    const { items } = ask(LOVED_A, {}, shelf);
    expect(items.map(({ itemId, note }) => [itemId, note])).toEqual([
      ["f", "Book 1 of the series comes first."],
      ["e", null],
      ["b", null],
    ]);
  });
});

describe("beside a title", () => {
  it("stands what its readers chose, and what is like it", () => {
    const { goesWith, similar } = relatedTitles(smallRecommender(), FULL_SHELF, "a", { k: 5, filters: {} });
    expect(goesWith.map(({ itemId }) => itemId)).toEqual(["b", "c"]);
    expect(similar.map(({ itemId }) => itemId)).toEqual(["e"]);
    expect(similar[0]!.reasons).toEqual([
      { kind: "content", itemId: "a", title: "a", share: 1, terms: ["Austen", "gothic"] },
    ]);
  });

  it("stands nothing where the recommender does not know it", () => {
    const nothing = { goesWith: [], similar: [] };
    expect(relatedTitles(smallRecommender(), FULL_SHELF, "zz", { k: 5, filters: {} })).toEqual(nothing);
  });
});

describe("a customer", () => {
  const matrix = {
    itemIds: ["a", "b"],
    customers: ["L1", "L2"],
    lastDay: Int32Array.of(5, -1),
    interactions: {
      userCount: 2,
      itemCount: 2,
      rowStart: Int32Array.of(0, 1, 3),
      items: Int32Array.of(1, 1, 0),
      strengths: Float32Array.of(1, 1, 2),
      ordered: true,
    },
  };

  it("is known by what they bought", () => {
    expect(customerEntries(matrix, "L2")).toEqual([
      { itemId: "b", reaction: "bought" },
      { itemId: "a", reaction: "bought" },
    ]);
    expect(customerEntries(matrix, "L3")).toBeNull();
  });
});
