import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchFeatures } from "../../src/features/store/batch.ts";
import { LiveFeatures } from "../../src/features/store/live.ts";
import type { SaleHistory } from "../../src/features/store/sale-history.ts";
import { SHOP_FEATURES } from "../../src/features/store/shop-features.ts";

interface Sale {
  readonly day: number;
  readonly units: number;
  readonly priceCents: number;
}

const FIRST_DAY = 19_700;

const sales: fc.Arbitrary<Sale[]> = fc.array(
  fc.record({
    day: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 500 }),
    units: fc.integer({ min: 1, max: 40 }),
    priceCents: fc.oneof(fc.constant(NaN), fc.integer({ min: 1, max: 5000 })),
  }),
  { maxLength: 60 },
);

/** One title, one row a day, by the definition: sums of units, the highest known price. */
function historyOf(all: readonly Sale[]): SaleHistory {
  const days = [...new Set(all.map(({ day }) => day))].sort((a, b) => a - b);
  const of = (day: number): Sale[] => all.filter((sale) => sale.day === day);
  return {
    titles: ["Emma"],
    start: Uint32Array.of(0, days.length),
    day: Int32Array.from(days),
    units: Int32Array.from(days, (day) => of(day).reduce((sum, { units }) => sum + units, 0)),
    priceCents: Float64Array.from(days, (day) => {
      const known = of(day).filter(({ priceCents }) => !Number.isNaN(priceCents));
      return known.length === 0 ? NaN : Math.max(...known.map(({ priceCents }) => priceCents));
    }),
  };
}

const oneDay = (day: number) => ({ start: Uint32Array.of(0, 1), day: Int32Array.of(day) });

describe("features", () => {
  it("of a day do not change when that day or later ones do", () => {
    fc.assert(
      fc.property(sales, sales, fc.integer({ min: 0, max: 500 }), (known, other, offset) => {
        const day = FIRST_DAY + offset;
        const past = known.filter((sale) => sale.day < day);
        const future = other.filter((sale) => sale.day >= day);
        const before = batchFeatures(SHOP_FEATURES, historyOf(past), oneDay(day));
        const after = batchFeatures(SHOP_FEATURES, historyOf([...past, ...future]), oneDay(day));
        SHOP_FEATURES.forEach(({ name }, f) => expect(after[f]![0], name).toBe(before[f]![0]));
      }),
    );
  });

  it("grow sale by sale, in any order, to the bits of the batch", () => {
    fc.assert(
      fc.property(sales, (all) => {
        const live = new LiveFeatures(SHOP_FEATURES);
        for (const { day, units, priceCents } of all) live.add("Emma", day, units, priceCents);
        const history = historyOf(all);
        const columns = batchFeatures(SHOP_FEATURES, history, history);
        history.day.forEach((day, i) => {
          expect(Array.from(live.at("Emma", day))).toEqual(columns.map((column) => column[i]));
        });
      }),
    );
  });

  it("take no return for a sale, and know an unknown title by its calendar alone", () => {
    const live = new LiveFeatures(SHOP_FEATURES);
    live.add("Emma", FIRST_DAY, -1, 999);
    expect(live.at("Emma", FIRST_DAY + 1)).toEqual(live.at("Ulysses", FIRST_DAY + 1));
  });
});
