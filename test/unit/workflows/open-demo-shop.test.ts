import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { STORE_NAMES, type Database } from "../../../src/core/ports.ts";
import { silentProgress } from "../../../src/core/progress.ts";
import { isoDate } from "../../../src/domain/calendar.ts";
import type { DatasetRecord, DemandTable, TitleRecord } from "../../../src/domain/dataset.ts";
import type { DemoTitle } from "../../../src/domain/demo-records.ts";
import { simulateDemoShop } from "../../../src/domain/demo-shop.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { deleteDataset } from "../../../src/workflows/datasets.ts";
import type { ImportContext } from "../../../src/workflows/import-context.ts";
import { DEMO_DATASET_ID, openDemoShop } from "../../../src/workflows/open-demo-shop.ts";

const catalogue = JSON.parse(readFileSync("public/demo/catalogue.json", "utf8")) as DemoTitle[];

const contextOn = (database: Database, signal?: AbortSignal): ImportContext => ({
  database,
  clock: { isoNow: () => "2026-11-01T09:00:00Z", monotonicMs: () => 0 },
  locks: memoryLocks(),
  progress: silentProgress,
  tables: fileTableReader(),
  signal,
});

describe("openDemoShop", () => {
  const database = memoryDatabase();
  let shop: DatasetRecord;
  beforeAll(async () => {
    shop = await openDemoShop(contextOn(database), catalogue);
  });

  it("brings in every simulated line and rejects none", () => {
    const simulated = simulateDemoShop(catalogue);
    expect(shop).toMatchObject({ id: DEMO_DATASET_ID, simulated: true, currency: "GBP" });
    expect(shop.lineCount).toBe(simulated.sales.length);
    expect(shop.imports.map((record) => [record.kind, record.rejected])).toEqual([
      ["catalogue", 0],
      ["stock", 0],
      ["sales", 0],
    ]);
    expect([isoDate(shop.firstDay!), isoDate(shop.lastDay!)]).toEqual(["2024-09-30", "2026-09-27"]);
  });

  it("keeps facts of the catalogue, years before Christ included", async () => {
    const titles = (await database.read("catalogue", DEMO_DATASET_ID)) as TitleRecord[];
    expect(titles.length).toBe(catalogue.length);
    const byTitle = new Map(titles.map((title) => [title.title, title]));
    for (const book of catalogue) {
      const { authors, year, genre, pages, description, language, series } = book;
      const facts = { authors, year, genre, pages, description, language, series };
      expect(byTitle.get(book.title)).toMatchObject(facts);
    }
  });

  it("tells the demand table of the stock-outs", async () => {
    const demand = (await database.read("sales", `${DEMO_DATASET_ID}/demand`)) as DemandTable;
    expect(demand.stockOutDay.length).toBeGreaterThan(1000);
    expect(demand.units.every((units) => units > 0)).toBe(true);
  });

  it("changes nothing when it is opened again", async () => {
    expect(await openDemoShop(contextOn(database), catalogue)).toEqual(shop);
  });

  it("leaves nothing behind when it cannot be stored, and opens whole afterwards", async () => {
    const small = memoryDatabase();
    const full: Database = { ...small, write: () => Promise.reject(new Error("no room")) };
    await expect(openDemoShop(contextOn(full), catalogue)).rejects.toThrow("no room");
    for (const store of STORE_NAMES) expect(await small.keys(store, ""), store).toEqual([]);
    const opened = await openDemoShop(contextOn(small), catalogue);
    expect({ ...opened, imports: [] }).toEqual({ ...shop, imports: [] });
  });

  it("can be thrown away and opened afresh", async () => {
    const context = contextOn(database);
    await deleteDataset(context, DEMO_DATASET_ID);
    expect((await openDemoShop(context, catalogue)).lineCount).toBe(shop.lineCount);
  });
});
