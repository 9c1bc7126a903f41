import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchFeatures } from "../../src/features/store/batch.ts";
import type { FeatureValues } from "../../src/features/store/feature-values.ts";
import { LiveFeatures } from "../../src/features/store/live.ts";
import type { CatalogueColumns, FeatureDays, SaleHistory } from "../../src/features/store/sale-history.ts";
import { saleHistoryOf } from "../../src/features/store/sale-lines.ts";
import { SHOP_FEATURES } from "../../src/features/store/shop-features.ts";
import { inlineThreads } from "../../src/platform/memory/threads.ts";
import { featureColumns } from "../../src/workflows/feature-columns.ts";
import { poolTasks } from "../../src/workflows/pool-tasks.ts";

interface Line {
  readonly title: number;
  readonly day: number;
  readonly units: number;
  readonly priceCents: number;
}

const FIRST_DAY = 19_700;
const SPAN = 120;
const TITLES = ["Emma", "La Peste", "Middlemarch", "Persuasion", "Ulysses"];

/** Some titles share genre, author or series; of the last nothing is known. */
const CATALOGUE: CatalogueColumns = {
  attributes: {
    genre: ["novel", "roman", "novel", "novel", null],
    author: ["Austen", "Camus", "Eliot", "Austen", null],
    series: [null, "Absurde", "Provincial", null, null],
    format: ["paperback", "ebook", "hardback", null, null],
    language: ["en", "fr", "en", "en", null],
  },
  vectors: {
    model: "all-MiniLM-L6-v2",
    dimension: 3,
    values: Float32Array.of(0.1, 0.2, 0.3, 0.5, -0.5, 0.7, 1, 0, 0, 0, 1, 0, NaN, NaN, NaN),
  },
};

/** Sales, returns, and lines that take others back: few days, copies and prices, so that they meet. */
const lines: fc.Arbitrary<Line[]> = fc.array(
  fc.record({
    title: fc.integer({ min: 0, max: TITLES.length - 1 }),
    day: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + SPAN }),
    units: fc.constantFrom(-2, -1, 1, 1, 2, 2, 3, 40),
    priceCents: fc.constantFrom(NaN, 450, 999, 1299, 4100),
  }),
  { maxLength: 80 },
);

function historyOf(all: readonly Line[]): SaleHistory {
  const history = saleHistoryOf(TITLES, {
    title: Uint32Array.from(all, ({ title }) => title),
    day: Int32Array.from(all, ({ day }) => day),
    units: Int32Array.from(all, ({ units }) => units),
    priceCents: Float64Array.from(all, ({ priceCents }) => priceCents),
  });
  return { ...history, catalogue: CATALOGUE };
}

/** The same days of every title. */
function daysOfAll(days: readonly number[]): FeatureDays {
  return {
    start: Uint32Array.from({ length: TITLES.length + 1 }, (_, t) => t * days.length),
    day: Int32Array.from(TITLES.flatMap(() => days)),
  };
}

/** Names of the features that are not equal to the bit; NaN equals NaN. */
function differing(found: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): string[] {
  return SHOP_FEATURES.filter((_, f) =>
    Array.from(expected[f]!).some((value, i) => !Object.is(found[f]![i], value)),
  ).map(({ name }) => name);
}

describe("features", () => {
  it("of a day do not change when that day or later ones do, of any title", () => {
    fc.assert(
      fc.property(lines, lines, fc.integer({ min: 0, max: SPAN + 9 }), (known, other, offset) => {
        const day = FIRST_DAY + offset;
        const past = known.filter((line) => line.day < day);
        const future = other.filter((line) => line.day >= day);
        const wanted = daysOfAll([day]);
        const before = batchFeatures(SHOP_FEATURES, historyOf(past), wanted);
        const after = batchFeatures(SHOP_FEATURES, historyOf([...past, ...future]), wanted);
        expect(differing(after, before)).toEqual([]);
      }),
    );
  });

  it("grow line by line, in any order, to the bits of the batch, on days with and without a sale", () => {
    fc.assert(
      fc.property(lines, lines, (behind, coming) => {
        // What lies behind ends where the next begins: a line takes back one of the lines that came.
        const middle = FIRST_DAY + SPAN / 2;
        const history = behind.filter(({ day }) => day < middle - 40);
        const live = new LiveFeatures(SHOP_FEATURES, historyOf(history));
        const added = coming.filter(({ day }) => day >= middle - 40);
        for (const { title, day, units, priceCents } of added)
          live.add(TITLES[title]!, day, units, priceCents);
        const days = [FIRST_DAY + 3, middle - 39, middle, middle + 1, FIRST_DAY + SPAN + 1];
        expectLive(
          live,
          batchFeatures(SHOP_FEATURES, historyOf([...history, ...added]), daysOfAll(days)),
          days,
        );
      }),
    );
  });

  it("follow the catalogue when it says something else", () => {
    fc.assert(
      fc.property(lines, (all) => {
        const live = new LiveFeatures(SHOP_FEATURES, { ...historyOf([]), catalogue: { attributes: {} } });
        for (const [i, { title, day, units, priceCents }] of all.entries()) {
          if (i === all.length >> 1) describeAll(live);
          live.add(TITLES[title]!, day, units, priceCents);
        }
        describeAll(live);
        const days = [FIRST_DAY + SPAN / 2, FIRST_DAY + SPAN + 1];
        const history = { ...historyOf(all), catalogue: { attributes: CATALOGUE.attributes } };
        expectLive(live, batchFeatures(SHOP_FEATURES, history, daysOfAll(days)), days);
      }),
      { numRuns: 30 },
    );
  });

  it("come out the same of several jobs", async () => {
    const day = Int32Array.from({ length: 450_000 }, (_, i) => FIRST_DAY + (i % 90_000));
    const history: SaleHistory = {
      titles: TITLES,
      start: Uint32Array.from({ length: 6 }, (_, t) => t * 90_000),
      day,
      units: Int32Array.from(day, (_, i) => 1 + ((i * 7919) % 13)),
      priceCents: Float64Array.from(day, (_, i) => (i % 5 === 0 ? NaN : 500 + ((i * 31) % 900))),
      catalogue: CATALOGUE,
    };
    const some = SHOP_FEATURES.filter(({ name }) => /_7$|_effect|format_|relative_|school/.test(name));
    // One after the other, and without a copy: what they share is seen by all.
    const threads = {
      ...inlineThreads(poolTasks),
      count: 2,
      map: async (_task: string, payloads: readonly unknown[]) => {
        for (const payload of payloads) await poolTasks["feature-batch"](payload as never);
      },
    };
    const shared = await featureColumns(some, history, history, threads);
    const alone = batchFeatures(some, history, history);
    some.forEach((definition, f) => {
      expect(shared[f]!.buffer, definition.name).toBeInstanceOf(SharedArrayBuffer);
      expect(Buffer.compare(bytesOf(shared[f]!), bytesOf(alone[f]!)), definition.name).toBe(0);
    });
  });

  it("take no return for a sale, and know an unknown title by its calendar alone", () => {
    const live = new LiveFeatures(SHOP_FEATURES);
    live.add("Emma", FIRST_DAY, -1, 999);
    expect(live.at("Emma", FIRST_DAY + 1)).toEqual(live.at("Ulysses", FIRST_DAY + 1));
  });
});

function describeAll(live: LiveFeatures): void {
  TITLES.forEach((title, t) => {
    live.describe(
      title,
      Object.fromEntries(
        Object.entries(CATALOGUE.attributes).map(([name, texts]) => [name, texts[t] ?? null]),
      ),
    );
  });
}

function expectLive(live: LiveFeatures, columns: readonly FeatureValues[], days: readonly number[]): void {
  TITLES.forEach((title, t) => {
    days.forEach((day, d) => {
      const found = Array.from(live.at(title, day), (value) => [value]);
      const expected = columns.map((column) => [column[t * days.length + d]!]);
      expect(differing(found, expected), `${title}, day ${day}`).toEqual([]);
    });
  });
}

function bytesOf(values: FeatureValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
