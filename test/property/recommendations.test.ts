import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import type { ReaderEntry } from "../../src/domain/recommendation.ts";
import { REACTIONS } from "../../src/domain/recommendation.ts";
import { csrFromEntries, type CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import { fitRecommender } from "../../src/training/fit-recommender.ts";
import { recommendTitles } from "../../src/training/recommend-titles.ts";
import type { Recommender } from "../../src/training/recommender-state.ts";
import { contributions, scoreTitles } from "../../src/training/score-titles.ts";
import type { ShopShelf } from "../../src/training/shop-shelf.ts";
import { stockRecord } from "../unit/workflows/forecast-shop.ts";
import { TITLES, tasteInput, tasteTitles } from "../unit/training/taste-world.ts";

// One fixed seed: the same cases in every run, and fast-check prints it with a counterexample.
fc.configureGlobal({ seed: 20261124 });

const { recommender } = fitRecommender(tasteInput(), { random: seededRandom(1) });
const titles = new Map(
  tasteTitles().map((title, i) => [title.itemId, { ...title, priceCents: 100 * (i % 20) }]),
);
const shelf: ShopShelf = {
  titleOf: (itemId) => titles.get(itemId) ?? null,
  stockOf: (itemId) => (itemId.endsWith("7") ? undefined : stockRecord(itemId, Number(itemId.slice(1)) % 3)),
};
const someItems = fc.uniqueArray(fc.nat(TITLES - 1), { maxLength: 12 });
const entries: fc.Arbitrary<ReaderEntry[]> = fc.array(
  fc.record({ itemId: fc.nat(TITLES - 1).map((i) => `t${i}`), reaction: fc.constantFrom(...REACTIONS) }),
  { maxLength: 10 },
);
const slider = fc.double({ min: 0, max: 1, noNaN: true });

describe("any reader's recommendations", () => {
  it("are explained by contributions that add up to the score", () => {
    fc.assert(
      fc.property(
        someItems,
        fc.array(fc.constantFrom(1, 2, -1), { minLength: 12, maxLength: 12 }),
        (items, signs) => {
          const history = {
            items: Int32Array.from(items),
            strengths: Float32Array.from(items, (_, i) => signs[i]!),
          };
          const scores = scoreTitles(recommender, history);
          for (let item = 0; item < TITLES; item += 7) {
            const parts = contributions(recommender, history, item);
            expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(scores[item]!, 10);
          }
        },
      ),
    );
  });

  it("have shares that add up to 1, ranks from 1, and nothing that the reader has named", () => {
    fc.assert(
      fc.property(entries, slider, slider, (own, diversity, novelty) => {
        const { items, quality } = recommendTitles(recommender, shelf, {
          entries: own,
          k: 8,
          filters: {},
          diversity,
          novelty,
        });
        const named = new Set(own.map(({ itemId }) => itemId));
        items.forEach(({ rank, itemId, reasons }, at) => {
          expect(rank).toBe(at + 1);
          expect(named.has(itemId)).toBe(false);
          expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
        });
        expect(new Set(items.map(({ itemId }) => itemId)).size).toBe(items.length);
        for (const part of [...Object.values(quality.shown), ...Object.values(quality.plain)]) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("never let a title through that is not on the shelf, or too dear, or by that author", () => {
    fc.assert(
      fc.property(entries, slider, fc.nat(2000), (own, diversity, maxPriceCents) => {
        const filters = { inStock: true, maxPriceCents, excludeAuthors: ["Writer A"] };
        const request = { entries: own, k: 20, filters, diversity, novelty: 0 };
        for (const { itemId, priceCents, authors } of recommendTitles(recommender, shelf, request).items) {
          expect(shelf.stockOf(itemId)!.onHand).toBeGreaterThan(0);
          expect(priceCents!).toBeLessThanOrEqual(maxPriceCents);
          expect(authors).not.toContain("Writer A");
        }
      }),
    );
  });

  it("are permuted with the titles", () => {
    fc.assert(
      fc.property(fc.nat(1000), someItems, (seed, items) => {
        const order = shuffled(seed);
        const history = { items: Int32Array.from(items), strengths: new Float32Array(items.length).fill(1) };
        const moved = { ...history, items: history.items.map((item) => order[item]!) };
        const scores = scoreTitles(recommender, history);
        scoreTitles(permuted(recommender, order), moved).forEach((score, at) => {
          expect(score).toBeCloseTo(scores[order.indexOf(at)]!, 10);
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe("the sliders, over many readers,", () => {
  const readers = Array.from({ length: 60 }, (_, i) =>
    [1, 7, 31].map((step): ReaderEntry => ({ itemId: `t${(i * step) % TITLES}`, reaction: "liked" })),
  );
  const meanOf = (part: "diversity" | "novelty", diversity: number, novelty: number): number => {
    const values = readers.map(
      (own) =>
        recommendTitles(recommender, shelf, { entries: own, k: 8, filters: {}, diversity, novelty }).quality
          .shown[part],
    );
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };

  it("never lower what they raise: diversity", () => {
    const steps = [0, 0.25, 0.5, 0.75, 1].map((diversity) => meanOf("diversity", diversity, 0));
    for (let i = 1; i < steps.length; i++) expect(steps[i]!).toBeGreaterThanOrEqual(steps[i - 1]! - 1e-9);
    expect(steps.at(-1)! - steps[0]!).toBeGreaterThan(0.05);
  });

  it("never lower what they raise: novelty", () => {
    const steps = [0, 0.25, 0.5, 0.75, 1].map((novelty) => meanOf("novelty", 0, novelty));
    for (let i = 1; i < steps.length; i++) expect(steps[i]!).toBeGreaterThanOrEqual(steps[i - 1]! - 1e-9);
    expect(steps.at(-1)! - steps[0]!).toBeGreaterThan(0.005);
  });
});

function shuffled(seed: number): Int32Array {
  const random = seededRandom(seed, "permutation");
  const order = Int32Array.from({ length: TITLES }, (_, i) => i);
  for (let i = TITLES - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** The same recommender with title i at `order[i]`. */
function permuted(from: Recommender, order: Int32Array): Recommender {
  const inverse = Int32Array.from(order, (_, at) => order.indexOf(at));
  const moved = (matrix: CsrMatrix): CsrMatrix => {
    const rows: number[] = [];
    for (let row = 0; row < TITLES; row++) {
      for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++) rows.push(order[row]!);
    }
    const columns = matrix.columns.map((column) => order[column]!);
    return csrFromEntries(TITLES, TITLES, rows, columns, matrix.values);
  };
  return {
    ...from,
    itemIds: from.itemIds.map((_, at) => from.itemIds[inverse[at]!]!),
    collaborative: moved(from.collaborative),
    content: moved(from.content),
    popularity: from.popularity.map((_, at) => from.popularity[inverse[at]!]!),
    support: from.support.map((_, at) => from.support[inverse[at]!]!),
  };
}
