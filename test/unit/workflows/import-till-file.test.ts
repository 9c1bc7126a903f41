import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { dayNumber } from "../../../src/domain/calendar.ts";
import type { DemandTable, SaleColumns } from "../../../src/domain/dataset.ts";
import { blobSource } from "../../../src/platform/files/blob-source.ts";
import { tillShop } from "../../fixtures/import/till-shop.ts";

const path = new URL("../../../../shared/data/demand/online_retail_lines.csv.gz", import.meta.url);
const hasShared = existsSync(path);

/**
 * Figures computed independently with pandas 3.1.1 from the same file, all columns read as text:
 * lines = len(d); items = StockCode.nunique(); returns = (Quantity < 0).sum(); units = Quantity.sum();
 * duplicates = lines that repeat (minute, StockCode, Quantity, UnitPrice in cents, CustomerID, InvoiceNo);
 * demand = units of lines with Quantity > 0 less those of min(sales, returns) lines that agree in
 * (day, StockCode, CustomerID, copies, cents); days = (StockCode, day) with demand left.
 */
const PANDAS = {
  lines: 461_207,
  items: 4_036,
  customers: 4_148,
  returns: 9_508,
  units: 4_502_337,
  duplicates: 4_069,
  demand: 4_775_807,
  days: 243_760,
};

it.skipIf(!hasShared)(
  "brings a real till file of 461,207 lines as pandas reads it, at once and twice (skipped: ../shared/data is absent)",
  async () => {
    const shop = await tillShop();
    const source = blobSource(new Blob([readFileSync(path)]), "online_retail_lines.csv.gz");
    const { record } = await shop.bring(source);
    expect(record).toMatchObject({
      rows: PANDAS.lines,
      added: PANDAS.lines,
      alreadyKnown: 0,
      duplicatesInFile: PANDAS.duplicates,
      returns: PANDAS.returns,
      rejected: 0,
    });
    const lines = (await shop.database.read("sales", `${shop.id}/lines/${record.importId}`)) as SaleColumns;
    expect(lines.quantity.reduce((sum, quantity) => sum + quantity, 0)).toBe(PANDAS.units);
    const demand = (await shop.database.read("sales", `${shop.id}/demand`)) as DemandTable;
    expect(demand.units.reduce((sum, units) => sum + units, 0)).toBe(PANDAS.demand);
    expect(demand.day.length).toBe(PANDAS.days);
    expect(await shop.database.read("sales", `${shop.id}/customers`)).toHaveLength(PANDAS.customers);
    const before = await shop.record();
    expect(before).toMatchObject({
      itemCount: PANDAS.items,
      lineCount: PANDAS.lines,
      firstDay: dayNumber(2010, 12, 1),
      lastDay: dayNumber(2011, 11, 11),
    });

    const again = await shop.bring(source);
    expect(again.record).toMatchObject({ rows: PANDAS.lines, added: 0, alreadyKnown: PANDAS.lines });
    expect(await shop.record()).toEqual(before);
  },
);
