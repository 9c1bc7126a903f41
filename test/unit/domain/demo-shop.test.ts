import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { civilDate, isoDate, weekday } from "../../../src/domain/calendar.ts";
import type { DemoTitle } from "../../../src/domain/demo-records.ts";
import {
  DEMO_FIRST_DAY,
  DEMO_LAST_DAY,
  demoItemId,
  simulateDemoShop,
} from "../../../src/domain/demo-shop.ts";

const catalogue = JSON.parse(readFileSync("public/demo/catalogue.json", "utf8")) as DemoTitle[];
const shop = simulateDemoShop(catalogue);
const sold = shop.sales.filter((sale) => sale.quantity > 0);

describe("the demo catalogue", () => {
  it("holds about 300 different books", () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(300);
    expect(new Set(catalogue.map((book) => book.title)).size).toBe(catalogue.length);
  });

  it("describes each in 60 to 120 words and states its facts", () => {
    for (const book of catalogue) {
      const words = book.description.split(/\s+/).length;
      expect(words, book.title).toBeGreaterThanOrEqual(60);
      expect(words, book.title).toBeLessThanOrEqual(120);
      expect(book.authors.length, book.title).toBeGreaterThan(0);
      expect(book.year, book.title).toBeLessThan(1930);
      expect(book.pages, book.title).toBeGreaterThan(10);
      expect(book.genre, book.title).not.toBe("");
    }
  });
});

describe("simulateDemoShop", () => {
  it("is the same shop every time, and another one for another seed", () => {
    expect(simulateDemoShop(catalogue)).toEqual(shop);
    expect(simulateDemoShop(catalogue, 2).sales).not.toEqual(shop.sales);
  });

  it("covers 104 whole weeks and is closed on holidays", () => {
    expect(isoDate(DEMO_FIRST_DAY)).toBe("2024-09-30");
    expect(isoDate(DEMO_LAST_DAY)).toBe("2026-09-27");
    expect([weekday(DEMO_FIRST_DAY), weekday(DEMO_LAST_DAY)]).toEqual([0, 6]);
    const days = new Set(shop.sales.map((sale) => isoDate(sale.day)));
    for (const closed of ["2024-12-25", "2024-12-26", "2025-01-01", "2025-04-20", "2026-04-05"]) {
      expect(days.has(closed), closed).toBe(false);
    }
    expect(days.size).toBeGreaterThan(700);
  });

  it("sells most on Saturdays and before Christmas", () => {
    const perWeekday = Array.from(
      { length: 7 },
      (_, day) => sold.filter((s) => weekday(s.day) === day).length,
    );
    expect(Math.max(...perWeekday)).toBe(perWeekday[5]);
    const inMonth = (month: number): number => sold.filter((s) => civilDate(s.day).month === month).length;
    expect(inMonth(12)).toBeGreaterThan(1.4 * inMonth(2));
  });

  it("has bestsellers, slow movers and titles that came out in the middle", () => {
    const units = catalogue.map((_, i) => sold.filter((sale) => sale.title === i).length);
    expect(Math.max(...units)).toBeGreaterThan(900);
    expect(units.filter((count) => count < 30).length).toBeGreaterThan(40);
    expect(Math.min(...units)).toBeGreaterThan(0);
    const firstDay = catalogue.map((_, i) => sold.find((sale) => sale.title === i)!.day - DEMO_FIRST_DAY);
    expect(firstDay.filter((offset) => offset > 90).length).toBeGreaterThan(15);
  });

  it("never sells on a day it marks as out of stock, and ends with stock that is not negative", () => {
    const soldOn = new Set(sold.map((sale) => `${sale.title}/${sale.day}`));
    const outages = shop.sales.filter((sale) => sale.stockOut);
    expect(outages.length).toBeGreaterThan(1000);
    expect(outages.filter((sale) => soldOn.has(`${sale.title}/${sale.day}`))).toEqual([]);
    expect(shop.stock.every((stock) => stock.onHand >= 0 && stock.onOrder >= 0)).toBe(true);
  });

  it("sells more at a promotion price than before it", () => {
    const listPrice = shop.titles.map((title) => Math.max(...pricesOf(title.itemId)));
    const promoted = sold.filter((sale) => sale.priceCents < 0.9 * listPrice[sale.title]!);
    const promotedDays = new Set(promoted.map((sale) => `${sale.title}/${sale.day}`)).size;
    const otherDays = new Set(sold.map((sale) => `${sale.title}/${sale.day}`)).size - promotedDays;
    expect(promoted.length / promotedDays).toBeGreaterThan((sold.length - promoted.length) / otherDays);
  });

  it("gives loyal readers baskets of one receipt and a taste", () => {
    const loyal = sold.filter((sale) => sale.customer !== "");
    expect(loyal.length / sold.length).toBeGreaterThan(0.25);
    const holder = new Map<string, string>();
    for (const sale of loyal) {
      expect(holder.get(sale.receipt) ?? sale.customer).toBe(sale.customer);
      holder.set(sale.receipt, sale.customer);
    }
    expect(holder.size).toBeLessThan(loyal.length);
    const days = new Set([...loyal].map((sale) => `${sale.customer}/${sale.day}`));
    expect(days.size).toBe(holder.size);
  });

  it("gives loyal readers favourite genres, and takes returns back on the card they were sold on", () => {
    const byCard = new Map<string, number[]>();
    for (const { customer, title } of sold) {
      if (customer !== "") byCard.set(customer, [...(byCard.get(customer) ?? []), title]);
    }
    const shares = [...byCard.values()]
      .filter((titles) => titles.length >= 10)
      .map((titles) => {
        const counts = new Map<string, number>();
        for (const title of titles) {
          const { genre } = catalogue[title]!;
          counts.set(genre, (counts.get(genre) ?? 0) + 1);
        }
        const [first = 0, second = 0] = [...counts.values()].sort((a, b) => b - a);
        return (first + second) / titles.length;
      });
    expect(shares.length).toBeGreaterThan(200);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.6);
    const back = shop.sales.filter((sale) => sale.quantity < 0 && sale.customer !== "");
    expect(back.length).toBeGreaterThan(10);
    for (const { customer, title } of back) expect(byCard.get(customer)).toContain(title);
  });

  it("numbers titles with EAN-13 codes of the range for shops' own use", () => {
    expect(demoItemId(0)).toMatch(/^20\d{11}$/);
    const digits = Array.from(demoItemId(17), Number);
    const checksum = digits.reduce((sum, digit, i) => sum + digit * (i % 2 === 0 ? 1 : 3), 0);
    expect(checksum % 10).toBe(0);
    expect(new Set(shop.titles.map((title) => title.itemId)).size).toBe(catalogue.length);
  });
});

function pricesOf(itemId: string): number[] {
  const i = shop.titles.findIndex((title) => title.itemId === itemId);
  return sold.filter((sale) => sale.title === i).map((sale) => sale.priceCents);
}
