import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { StockRecord } from "../../src/domain/dataset.ts";
import { orderLineOf, saveSettings, todayPage } from "../../src/workflows/plan-orders.ts";
import { trainForecast } from "../../src/workflows/train-forecast.ts";
import { smallShop } from "../unit/training/small-shop.ts";
import { putShop, shopContext, stockRecord, type ShopContext } from "../unit/workflows/forecast-shop.ts";

let context: ShopContext;
const demand = smallShop();
let revision = 1;

beforeAll(async () => {
  context = shopContext();
  await putShop(context, demand);
  await trainForecast({ datasetId: "shop", preset: "fast" }, context);
});

const stockOf = fc.record({
  onHand: fc.integer({ min: 0, max: 60 }),
  onOrder: fc.integer({ min: 0, max: 20 }),
  reserved: fc.integer({ min: 0, max: 20 }),
  packSize: fc.integer({ min: 1, max: 12 }),
});

async function advised(stock: Partial<StockRecord>, serviceLevel: number): Promise<number> {
  await putShop(context, demand, { revision: ++revision, stock: [stockRecord("steady-5", 0, stock)] });
  await saveSettings(context, "shop", { serviceLevel, leadTimeDays: 7, reviewDays: 7 });
  return (await orderLineOf(context, "shop", "steady-5"))!.advised;
}

describe("order advice", () => {
  it("is whole packs, reaches the target, and is never a pack too many", async () => {
    await fc.assert(
      fc.asyncProperty(stockOf, async (stock) => {
        const copies = await advised(stock, 0.9);
        const { target } = (await orderLineOf(context, "shop", "steady-5"))!;
        const position = stock.onHand + stock.onOrder - stock.reserved;
        expect(copies % stock.packSize).toBe(0);
        expect(copies).toBeGreaterThanOrEqual(0);
        expect(position + copies).toBeGreaterThanOrEqual(target);
        if (copies > 0) expect(position + copies - stock.packSize).toBeLessThan(target);
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  it("never falls when the service level rises, nor rises with stock", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 0.09, noNaN: true }),
        fc.integer({ min: 0, max: 40 }),
        async (level, more, onHand) => {
          const usual = await advised({ onHand }, level);
          expect(await advised({ onHand }, level + more)).toBeGreaterThanOrEqual(usual);
          expect(await advised({ onHand: onHand + 5 }, level)).toBeLessThanOrEqual(usual);
        },
      ),
      { numRuns: 15, seed: 6 },
    );
  });

  it("pages through the same lines whatever the size of the page", async () => {
    await putShop(context, demand, { revision: ++revision });
    const all = (await todayPage(context, "shop", 0, 99)).lines.map((line) => line.itemId);
    expect(new Set(all).size).toBe(all.length);
    for (const size of [1, 4, 7]) {
      const paged: string[] = [];
      for (let from = 0; from < all.length; from += size) {
        paged.push(...(await todayPage(context, "shop", from, size)).lines.map((line) => line.itemId));
      }
      expect(paged).toEqual(all);
    }
  });
});
