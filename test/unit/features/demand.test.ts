import { describe, expect, it } from "vitest";
import type { SaleColumns } from "../../../src/domain/dataset.ts";
import { SaleLines, type SaleLine } from "../../../src/domain/sale-lines.ts";
import { buildDemand, salesSummary } from "../../../src/features/demand.ts";
import { readableDemand } from "../../fixtures/import/till-shop.ts";

const EMPTY = { items: { id: ["A", "B"], title: ["", ""] }, stores: [], customers: [] };

/** Lines of one file over the items A and B: [day, item, quantity, price, rest]. */
function file(...lines: [number, string, number, number, Partial<SaleLine>?][]): SaleColumns {
  const columns = new SaleLines(EMPTY, "keep");
  for (const [day, item, quantity, priceCents, rest] of lines) {
    columns.add({
      day,
      minute: -1,
      item,
      quantity,
      priceCents,
      title: "",
      store: "",
      customer: "",
      receipt: "",
      stockOut: false,
      ...rest,
    });
  }
  return columns.finish();
}
const demandOf = (...chunks: SaleColumns[]) => buildDemand(EMPTY.items, chunks, 1);
const unitsOf = (...chunks: SaleColumns[]) => {
  const { A, B } = readableDemand(demandOf(...chunks));
  return [A!.units, B!.units];
};

describe("demand", () => {
  it("adds up the copies of an item on a day, days ascending", () => {
    const table = demandOf(file([12, "B", 1, 500], [11, "A", 2, 500], [10, "A", 3, 500], [11, "A", 4, 500]));
    expect([...table.rowStart]).toEqual([0, 2, 3]);
    expect([...table.day]).toEqual([10, 11, 12]);
    expect([...table.units]).toEqual([3, 6, 1]);
    expect([table.firstDay, table.lastDay, table.revision]).toEqual([10, 12, 1]);
  });

  it("takes a return of the same day, item, customer and amount as a keying correction", () => {
    expect(unitsOf(file([10, "A", 2, 500], [10, "A", -2, 500], [10, "A", 1, 500]))).toEqual([{ 10: 1 }, {}]);
  });

  it.each([
    ["another day", [11, "A", -2, 500]],
    ["another item", [10, "B", -2, 500]],
    ["another number of copies", [10, "A", -1, 500]],
    ["another price", [10, "A", -2, 450]],
    ["another customer", [10, "A", -2, 500, { customer: "7" }]],
  ] as const)("does not reduce demand by a return of %s", (_, line) => {
    expect(unitsOf(file([10, "A", 2, 500], [...line]))).toEqual([{ 10: 2 }, {}]);
  });

  it("cancels one sale a return, no more", () => {
    const sales = file([10, "A", 2, 500], [10, "A", 2, 500, { minute: 5 }], [10, "A", 2, 500, { minute: 9 }]);
    const returns = file([10, "A", -2, 500], [10, "A", -2, 500, { receipt: "R2" }]);
    expect(unitsOf(sales, returns)).toEqual([{ 10: 2 }, {}]);
    expect(unitsOf(returns, sales)).toEqual([{ 10: 2 }, {}]);
  });

  it("matches a return without a price to a sale without a price", () => {
    expect(unitsOf(file([10, "A", 2, NaN], [10, "A", -2, NaN]))).toEqual([{}, {}]);
    expect(unitsOf(file([10, "A", 2, 0], [10, "A", -2, NaN]))).toEqual([{ 10: 2 }, {}]);
  });

  it("counts lines that several files hold once", () => {
    const first = file([10, "A", 1, 500], [10, "A", 1, 500], [11, "B", 5, 900]);
    const second = file([10, "A", 1, 500], [12, "B", 7, 900], [11, "B", 5, 900]);
    const expected = [{ 10: 2 }, { 11: 5, 12: 7 }];
    expect(unitsOf(first, second)).toEqual(expected);
    expect(unitsOf(second, first)).toEqual(expected);
    expect(unitsOf(first, second, first)).toEqual(expected);
  });

  it("marks stock-out days once, also without a sale", () => {
    const table = demandOf(
      file(
        [10, "A", 1, 500],
        [12, "A", 0, NaN, { stockOut: true }],
        [12, "A", 0, NaN, { stockOut: true, minute: 3 }],
      ),
    );
    expect(readableDemand(table)["A"]).toEqual({ units: { 10: 1 }, stockOut: [12], price: 500 });
    expect(table.lastDay).toBe(12);
    expect([...table.stockOutStart]).toEqual([0, 1, 1]);
  });

  it("takes the last price above zero of a sale; of one moment the highest", () => {
    const prices = (...lines: Parameters<typeof file>) =>
      readableDemand(demandOf(file(...lines)))["A"]!.price;
    expect(prices([10, "A", 1, 500], [11, "A", 1, 600], [9, "A", 1, 700])).toBe(600);
    expect(prices([10, "A", 1, 500], [11, "A", 1, 0], [12, "A", -1, 900])).toBe(500);
    expect(prices([10, "A", 1, 500, { minute: 9 }], [10, "A", 1, 400, { minute: 10 }])).toBe(400);
    expect(prices([10, "A", 1, 500], [10, "A", 1, 400])).toBe(500);
    expect(prices([10, "A", 1, NaN])).toBeNaN();
  });

  it("gives sums of fractions that do not depend on their order", () => {
    const parts = [0.1, 0.2, 0.7, 1e-3].map(
      (units, i): [number, string, number, number, Partial<SaleLine>] => [10, "A", units, 500, { minute: i }],
    );
    expect(unitsOf(file(...parts))).toEqual([{ 10: 1.001 }, {}]);
    expect(unitsOf(file(...parts.toReversed()))).toEqual([{ 10: 1.001 }, {}]);
  });

  it("is empty, with no days, where there are no lines", () => {
    const table = demandOf();
    expect([table.firstDay, table.lastDay, table.day.length, [...table.rowStart]]).toEqual([
      0,
      -1,
      0,
      [0, 0, 0],
    ]);
    expect(salesSummary([], [])).toEqual({ lineCount: 0, firstDay: 0, lastDay: -1 });
  });
});
