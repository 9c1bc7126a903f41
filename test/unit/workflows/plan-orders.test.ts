import { beforeAll, describe, expect, it } from "vitest";
import type { StockRecord } from "../../../src/domain/dataset.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { forecastTitle } from "../../../src/workflows/forecast-title.ts";
import {
  editOrder,
  orderCsv,
  orderLineOf,
  orderRows,
  saveSettings,
  saveStock,
  snoozeOrder,
  todayPage,
  wakeAll,
} from "../../../src/workflows/plan-orders.ts";
import { trainForecast } from "../../../src/workflows/train-forecast.ts";
import { demandOf } from "../training/small-shop.ts";
import { putShop, shopContext, stockRecord, titleRecord, type ShopContext } from "./forecast-shop.ts";

/** "three" sells exactly 3 on each of the six open days, "eight" 8; so a fortnight of them is 36 and 96. */
const demand = demandOf({ three: () => 3, eight: () => 8, POST: () => 5 }, 200);
const ids = { three: "three-1", eight: "eight-2" };
const named = { ...demand, itemId: [ids.three, ids.eight, "POST"] };
let trained: ShopContext;

async function shop(
  stock: readonly StockRecord[] = [],
  prices: [number | null, number | null] = [1000, 500],
): Promise<ShopContext> {
  const context = shopContext(trained.threads, trained.database);
  await putShop(context, named, {
    stock,
    revision: ++revision,
    catalogue: [
      titleRecord(ids.three, {
        title: "Three a Day",
        authors: ["A. Author", "B. Author"],
        priceCents: prices[0],
      }),
      titleRecord(ids.eight, { title: "=Eight", priceCents: prices[1] }),
      titleRecord("never-3", { title: "Never Sold" }),
    ],
  });
  await context.database.write([
    { store: "shop", key: "shop/orders" },
    { store: "shop", key: "shop/settings" },
  ]);
  return context;
}
let revision = 10;

beforeAll(async () => {
  trained = shopContext();
  await putShop(trained, named);
  await trainForecast({ datasetId: "shop", preset: "fast" }, trained);
});

describe("todayPage", () => {
  it("advises what a fortnight needs beyond stock on hand and on order, less what is reserved", async () => {
    const context = await shop([stockRecord(ids.three, 10, { onOrder: 5, reserved: 2 })]);
    const { lines, total } = await todayPage(context, "shop", 0, 10);
    expect(total).toBe(2);
    const line = lines.find((l) => l.itemId === ids.three)!;
    expect(line).toMatchObject({
      title: "Three a Day",
      authors: ["A. Author", "B. Author"],
      priceCents: 1000,
      onHand: 10,
      onOrder: 5,
      reserved: 2,
      target: 36,
      advised: 36 - (10 + 5 - 2),
      edited: null,
      lowConfidence: false,
    });
    expect(line.expected).toBeCloseTo(36, 0);
    expect(line.low).toBeLessThanOrEqual(line.target);
    expect(line.high).toBe(line.target);
    expect(line.why).toBe(
      "We expect 36 copies by 30 November (between 36 and 36). There are 10 on the shelf, 5 on order, 2 reserved. With 23 copies more it lasts until then in 90 of 100 cases.",
    );
  });

  it("counts unknown stock as none and says so", async () => {
    const context = await shop();
    const line = (await orderLineOf(context, "shop", ids.eight))!;
    expect(line).toMatchObject({ onHand: null, onOrder: 0, reserved: 0, advised: 96, stockOutDay: null });
    expect(line.why).toContain("Stock is not known and counted as 0.");
    expect(line.atRiskCents).toBeCloseTo(96 * 500, -3);
  });

  it("puts the most money at risk first, unknown prices last, and totals what is shown", async () => {
    const context = await shop();
    const page = await todayPage(context, "shop", 0, 10);
    expect(page.lines.map((line) => line.itemId)).toEqual([ids.eight, ids.three]);
    expect(page).toMatchObject({ total: 2, totalCopies: 132, totalCents: 96 * 500 + 36 * 1000, snoozed: 0 });
    expect(page.atRiskCents).toBe(page.lines[0]!.atRiskCents! + page.lines[1]!.atRiskCents!);
    expect((await todayPage(context, "shop", 1, 1)).lines.map((line) => line.itemId)).toEqual([ids.three]);

    const dear = await shop([], [5000, 500]);
    expect((await todayPage(dear, "shop", 0, 1)).lines[0]!.itemId).toBe(ids.three);
  });

  it("takes the price of the last sale where the catalogue has none", async () => {
    const context = await shop([], [null, 500]);
    expect((await orderLineOf(context, "shop", ids.three))!.priceCents).toBe(999);
  });

  it("leaves out what is in stock, and rounds up to packs", async () => {
    const context = await shop([stockRecord(ids.three, 100), stockRecord(ids.eight, 95, { packSize: 12 })]);
    const page = await todayPage(context, "shop", 0, 10);
    expect(page.lines.map((line) => [line.itemId, line.advised])).toEqual([[ids.eight, 12]]);
    expect(page.lines[0]!.why).toContain("(packs of 12)");
    const enough = (await orderLineOf(context, "shop", ids.three))!;
    expect(enough.advised).toBe(0);
    expect(enough.why).toContain("That lasts until then in at least 90 of 100 cases.");
  });

  it("knows when the shelf will be empty", async () => {
    const context = await shop([stockRecord(ids.three, 7), stockRecord(ids.eight, 5000)]);
    const day = (await orderLineOf(context, "shop", ids.three))!.stockOutDay!;
    // 7 last for two open days of 3; the third uses them up
    const open = [0, 1, 2, 3].map((i) => 14_200 + i).filter((d) => d % 7 !== 3);
    expect(day).toBe(open[2]);
    expect((await orderLineOf(context, "shop", ids.eight))!.stockOutDay).toBeNull();
  });

  it("orders for the title's own lead time", async () => {
    const context = await shop([stockRecord(ids.three, 0, { leadTimeDays: 14 })]);
    expect((await orderLineOf(context, "shop", ids.three))!.target).toBe(54);
  });

  it("never orders postage, and nothing for a title that has no forecast", async () => {
    const context = await shop();
    expect(await orderLineOf(context, "shop", "POST")).toBeNull();
    expect(await orderLineOf(context, "shop", "never-3")).toBeNull();
    expect(await orderLineOf(context, "shop", "unheard-of")).toBeNull();
  });

  it("is empty before the first training", async () => {
    const context = shopContext(trained.threads, memoryDatabase());
    await putShop(context, named);
    const page = await todayPage(context, "shop", 0, 10);
    expect(page).toMatchObject({ total: 0, lines: [], totalCents: 0 });
    expect(page.provenance).toMatchObject({ model: null, asOfDay: 14_200, warnings: [] });
  });
});

describe("decisions", () => {
  it("keep an edited number, show the line even when nothing is advised, and take it back", async () => {
    const context = await shop([stockRecord(ids.three, 100)]);
    await editOrder(context, "shop", ids.eight, 7);
    await editOrder(context, "shop", ids.three, 4);
    let page = await todayPage(context, "shop", 0, 10);
    expect(page.lines.map((line) => [line.itemId, line.advised, line.edited])).toEqual([
      [ids.eight, 96, 7],
      [ids.three, 0, 4],
    ]);
    expect(page.totalCopies).toBe(11);
    await editOrder(context, "shop", ids.eight, null);
    await editOrder(context, "shop", ids.three, null);
    page = await todayPage(context, "shop", 0, 10);
    expect(page.lines.map((line) => [line.itemId, line.edited])).toEqual([[ids.eight, null]]);
  });

  it("hide a line until its day, and wake it", async () => {
    const context = await shop();
    await snoozeOrder(context, "shop", ids.eight, 14_201);
    await snoozeOrder(context, "shop", ids.three, 14_200);
    const page = await todayPage(context, "shop", 0, 10);
    expect(page).toMatchObject({ total: 1, snoozed: 1, totalCopies: 36 });
    await snoozeOrder(context, "shop", ids.eight, null);
    expect(await todayPage(context, "shop", 0, 10)).toMatchObject({ total: 2, snoozed: 0 });
    await snoozeOrder(context, "shop", ids.eight, 14_300);
    await editOrder(context, "shop", ids.three, 9);
    await wakeAll(context, "shop");
    const awake = await todayPage(context, "shop", 0, 10);
    expect(awake).toMatchObject({ total: 2, snoozed: 0 });
    expect(awake.lines.find((line) => line.itemId === ids.three)!.edited).toBe(9);
  });

  it("both survive when two tabs decide at once", async () => {
    const context = await shop();
    await Promise.all([editOrder(context, "shop", ids.eight, 1), editOrder(context, "shop", ids.three, 2)]);
    const page = await todayPage(context, "shop", 0, 10);
    expect(page.totalCopies).toBe(3);
  });

  it("refuse numbers that cannot be", async () => {
    const context = await shop();
    for (const wrong of [-1, 1.5, NaN, 2_000_000]) {
      await expect(editOrder(context, "shop", ids.three, wrong)).rejects.toMatchObject({
        code: "order.bad-copies",
      });
    }
    const fine = { serviceLevel: 0.9, leadTimeDays: 7, reviewDays: 7 };
    for (const wrong of [
      { serviceLevel: 1 },
      { serviceLevel: 0 },
      { leadTimeDays: -1 },
      { reviewDays: 1.5 },
    ]) {
      await expect(saveSettings(context, "shop", { ...fine, ...wrong })).rejects.toMatchObject({
        code: "order.bad-settings",
      });
    }
    for (const wrong of [
      { onHand: -1 },
      { onHand: 9780141439518 },
      { packSize: 0 },
      { packSize: 9780141439518 },
      { reserved: NaN },
      { leadTimeDays: -2 },
      { leadTimeDays: 1.5 },
      { leadTimeDays: 366 },
    ]) {
      await expect(
        saveStock(context, "shop", { ...stockRecord(ids.three, 1), ...wrong }),
      ).rejects.toMatchObject({
        code: "order.bad-stock",
      });
    }
  });

  it("order for the settings saved", async () => {
    const context = await shop();
    await saveSettings(context, "shop", { serviceLevel: 0.95, leadTimeDays: 0, reviewDays: 7 });
    const page = await todayPage(context, "shop", 0, 10);
    expect(page.settings).toEqual({ serviceLevel: 0.95, leadTimeDays: 0, reviewDays: 7 });
    expect(page.lines.map((line) => line.target)).toEqual([48, 18]);
  });
});

describe("saveStock", () => {
  it("shows at once, raises the revision, and does not make the model stale", async () => {
    const context = await shop();
    const before = (await todayPage(context, "shop", 0, 10)).provenance;
    await saveStock(context, "shop", stockRecord(ids.three, 30));
    await saveStock(context, "shop", stockRecord(ids.eight, 90));
    await saveStock(context, "shop", stockRecord(ids.eight, 92));
    const page = await todayPage(context, "shop", 0, 10);
    expect(page.provenance.dataset.revision).toBe(before.dataset.revision + 3);
    expect(page.provenance.model!.stale).toBe(false);
    expect(page.lines.map((line) => [line.itemId, line.onHand, line.advised])).toEqual([
      [ids.three, 30, 6],
      [ids.eight, 92, 4],
    ]);
  });
});

describe("the exported order", () => {
  it("holds the lines with copies, money in whole units, and nothing a spreadsheet would run", async () => {
    const context = await shop([stockRecord(ids.three, 30, { onOrder: 1 })]);
    await editOrder(context, "shop", ids.eight, 2);
    expect(await orderRows(context, "shop")).toEqual(
      [
        [ids.three, "Three a Day", "A. Author, B. Author", 5, 10, 50, 30, 1],
        [ids.eight, "=Eight", "", 2, 5, 10, null, null],
      ].sort((a, b) => (a[0] === ids.eight ? -1 : 1) - (b[0] === ids.eight ? -1 : 1)),
    );
    expect(await orderCsv(context, "shop")).toBe(
      "\uFEFFitem,title,authors,copies,price,amount,on hand,on order\r\n" +
        "eight-2,'=Eight,,2,5.00,10.00,,\r\n" +
        'three-1,Three a Day,"A. Author, B. Author",5,10.00,50.00,30,1\r\n',
    );
    await editOrder(context, "shop", ids.eight, 0);
    expect((await orderRows(context, "shop")).map((row) => row[0])).toEqual([ids.three]);
  });
});

describe("forecastTitle", () => {
  it("tells history, forecast, stock, order and model of a title", async () => {
    const context = await shop([stockRecord(ids.three, 30)]);
    const detail = await forecastTitle(context, "shop", ids.three);
    expect(detail.title.title).toBe("Three a Day");
    expect(detail.service).toBe(false);
    expect(detail.stock!.onHand).toBe(30);
    expect(detail.order!.advised).toBe(6);
    expect(detail.history.at(-1)).toEqual({ firstDay: 14_193, units: 18, stockOutDays: 0 });
    expect(detail.history.reduce((sum, week) => sum + week.units, 0)).toBe(
      demand.units.subarray(0, demand.rowStart[1]).reduce((sum, units) => sum + units, 0),
    );
    expect(detail.levels).toEqual([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]);
    expect(detail.weeks.map((week) => week.firstDay)).toEqual([14_200, 14_207, 14_214, 14_221]);
    expect(detail.days).toHaveLength(28);
    for (const step of [...detail.weeks, ...detail.days]) {
      expect(step.quantiles.every((q, i) => i === 0 || q >= step.quantiles[i - 1]!)).toBe(true);
    }
    expect(detail.weeks[0]!.mean).toBeCloseTo(18, 1);
    expect(detail.weeks[0]!.quantiles[3]).toBe(18);
    const model = detail.model!;
    expect(model.candidates.filter((candidate) => candidate.chosen).map(({ id }) => id)).toEqual([model.id]);
    expect(model.candidates.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "seasonal-naive",
        "weekday-profile",
        "ets",
        "theta",
        "croston",
        "sba",
        "tsb",
        "adida",
        "median",
      ]),
    );
    expect(model.candidates.find(({ id }) => id === "ets")!.label).toMatch(/ETS/i);
    expect(model.origins).toBe(3);
  });

  it("shows service lines and titles that never sold without a forecast", async () => {
    const context = await shop();
    const post = await forecastTitle(context, "shop", "POST");
    expect(post).toMatchObject({ service: true, model: null, order: null, weeks: [], days: [] });
    expect(post.title.title).toBe("Title POST");
    const never = await forecastTitle(context, "shop", "never-3");
    expect(never).toMatchObject({ service: false, model: null, history: [] });
    expect(never.title.title).toBe("Never Sold");
  });

  it("says so when there is no such title", async () => {
    await expect(forecastTitle(await shop(), "shop", "nope")).rejects.toThrow(
      'There is no title "nope" in this shop.',
    );
  });
});
