import { beforeAll, describe, expect, it } from "vitest";
import type { TitleTable } from "../../../src/domain/forecast-view.ts";
import {
  catalogueFacets,
  findByCode,
  prepareSearch,
  provenanceOf,
  searchTitles,
  titleTable,
} from "../../../src/workflows/browse-titles.ts";
import { trainForecast } from "../../../src/workflows/train-forecast.ts";
import { smallShop } from "../training/small-shop.ts";
import { putShop, shopContext, stockRecord, titleRecord, type ShopContext } from "./forecast-shop.ts";

let context: ShopContext;
const demand = smallShop();
const catalogue = [
  titleRecord("steady-0", { title: "Jane Eyre", authors: ["Charlotte Brontë"], isbn: "9780141439518" }),
  titleRecord("steady-1", { title: "Wuthering Heights", authors: ["Emily Brontë"] }),
  titleRecord("unsold-1", {
    title: "Middlemarch\nA Study",
    authors: ["George Eliot"],
    isbn: "9780140439519",
  }),
];

beforeAll(async () => {
  context = shopContext();
  await putShop(context, demand, { catalogue, stock: [stockRecord("steady-1", 4)] });
});

const textOf = (text: string, start: Uint32Array, row: number): string =>
  text.slice(start[row], start[row + 1]! - 1);
const titleAt = (table: TitleTable, row: number): string => textOf(table.titleText, table.titleStart, row);

describe("titleTable", () => {
  it("holds sold items, then unsold titles of the catalogue, with names, stock and recent sales", async () => {
    const table = await titleTable(context, "shop");
    expect(table.count).toBe(demand.itemId.length + 1);
    expect(titleAt(table, 0)).toBe("Jane Eyre");
    expect(titleAt(table, 2)).toBe("Title steady-2");
    expect(titleAt(table, table.count - 1)).toBe("Middlemarch A Study");
    expect(textOf(table.authorText, table.authorStart, 1)).toBe("Emily Brontë");
    expect(textOf(table.authorText, table.authorStart, 2)).toBe("");
    expect(textOf(table.itemIdText, table.itemIdStart, table.count - 1)).toBe("unsold-1");
    expect(table.onHand[1]).toBe(4);
    expect(table.onHand[0]).toBeNaN();
    let recent = 0;
    for (let i = demand.rowStart[0]!; i < demand.rowStart[1]!; i++) {
      if (demand.day[i]! > demand.lastDay - 28) recent += demand.units[i]!;
    }
    expect(table.recent[0]).toBe(recent);
    expect(table.recent[table.count - 1]).toBe(0);
    expect([...table.service].map((s, row) => (s === 1 ? demand.itemId[row] : null)).filter(Boolean)).toEqual(
      ["POST"],
    );
  });

  it("has no forecast before a training, and expected sales with their interval after", async () => {
    const own = shopContext();
    await putShop(own, demand, { catalogue });
    expect((await titleTable(own, "shop")).expected.every(Number.isNaN)).toBe(true);
    await trainForecast({ datasetId: "shop", preset: "fast" }, own);
    const table = await titleTable(own, "shop");
    const steady = demand.itemId.indexOf("steady-9");
    const slow = demand.itemId.indexOf("slow-0");
    expect(table.expected[steady]).toBeGreaterThan(60);
    expect(table.low[steady]).toBeLessThan(table.expected[steady]!);
    expect(table.high[steady]).toBeGreaterThan(table.expected[steady]!);
    expect(table.expected[slow]).toBeLessThan(6);
    expect(table.expected[demand.itemId.indexOf("POST")]).toBeNaN();
    expect(table.expected[table.count - 1]).toBeNaN();
    expect((await provenanceOf(own, "shop")).model).toMatchObject({ version: "1.0.0", stale: false });

    await putShop(own, { ...demand, revision: 2 }, { catalogue, revision: 2 });
    expect((await provenanceOf(own, "shop")).model!.stale).toBe(true);
  });

  it("gives arrays that may be transferred without harm to the next call", async () => {
    const first = await titleTable(context, "shop");
    first.recent.fill(-1);
    first.service.fill(9);
    const second = await titleTable(context, "shop");
    expect(second.recent[0]).not.toBe(-1);
    expect(second.service[0]).toBe(0);
  });

  it("is empty for a dataset without sales", async () => {
    const own = shopContext();
    await own.database.write([
      {
        store: "datasets",
        key: "new",
        value: { ...(await provenanceOf(context, "shop")).dataset, id: "new" },
      },
    ]);
    expect((await titleTable(own, "new")).count).toBe(0);
    expect((await provenanceOf(own, "new")).asOfDay).toBeNull();
  });
});

describe("catalogueFacets", () => {
  it("counts genres and languages, most titles first, and says whether ages are known", async () => {
    const other = shopContext();
    await putShop(other, demand, {
      catalogue: [
        titleRecord("steady-0", { genre: "Poetry", language: "fr" }),
        titleRecord("steady-1", { genre: "Novel", language: "en", ageFrom: 9 }),
        titleRecord("unsold-1", { genre: "Novel", language: null }),
        titleRecord("unsold-2", { genre: null, language: "de" }),
      ],
    });
    expect(await catalogueFacets(other, "shop")).toEqual({
      genres: [
        { value: "Novel", titles: 2 },
        { value: "Poetry", titles: 1 },
      ],
      languages: ["de", "en", "fr"].map((value) => ({ value, titles: 1 })),
      ages: true,
    });
    expect((await catalogueFacets(context, "shop")).ages).toBe(false);
  });
});

describe("searchTitles", () => {
  const found = async (query: string): Promise<string[]> => {
    const table = await titleTable(context, "shop");
    return [...(await searchTitles(context, "shop", query))].map((row) => titleAt(table, row));
  };

  it("finds titles and authors by beginnings, without accents, whatever the case", async () => {
    await prepareSearch(context, "shop");
    expect(await found("jane")).toEqual(["Jane Eyre"]);
    expect(await found("BRONTE wuth")).toEqual(["Wuthering Heights"]);
    expect((await found("brontë")).sort()).toEqual(["Jane Eyre", "Wuthering Heights"]);
  });

  it("forgives one typing mistake in a long word, not in a short one", async () => {
    expect(await found("wutherng")).toEqual(["Wuthering Heights"]);
    expect(await found("midlemarch")).toEqual(["Middlemarch A Study"]);
    expect(await found("wuthrng")).toEqual([]);
    expect(await found("wutehring heights")).toEqual(["Wuthering Heights"]);
    expect(await found("midldemarch")).toEqual(["Middlemarch A Study"]);
    expect(await found("jan")).toEqual(["Jane Eyre"]);
    expect(await found("jen")).toEqual([]);
  });

  it("puts an exact SKU or ISBN first", async () => {
    expect((await found("steady-1"))[0]).toBe("Wuthering Heights");
    expect((await found("978-0-14-043951-9"))[0]).toBe("Middlemarch A Study");
    expect(await found("zzz")).toEqual([]);
    expect(await found("")).toEqual([]);
  });
});

describe("findByCode", () => {
  it("knows SKU, EAN-13, ISBN-10 and ISBN-13 with hyphens", async () => {
    expect(await findByCode(context, "shop", "steady-3")).toBe("steady-3");
    expect(await findByCode(context, "shop", "9780141439518")).toBe("steady-0");
    expect(await findByCode(context, "shop", "0141439513")).toBe("steady-0");
    expect(await findByCode(context, "shop", "978-0-14-043951-9")).toBe("unsold-1");
    expect(await findByCode(context, "shop", "9999999999999")).toBeNull();
  });
});

describe("the cache", () => {
  it("reads the data once, and again when the revision or the model changes", async () => {
    const own = shopContext();
    await putShop(own, demand);
    let reads = 0;
    const { database } = own;
    const counted = {
      ...own,
      database: {
        ...database,
        read: (store: Parameters<typeof database.read>[0], key: string) => {
          if (store === "sales" && key === "shop/demand") reads++;
          return database.read(store, key);
        },
      },
    };
    await titleTable(counted, "shop");
    await searchTitles(counted, "shop", "title");
    expect(reads).toBe(1);
    await putShop(own, demand, { revision: 2 });
    await titleTable(counted, "shop");
    expect(reads).toBe(2);
    await trainForecast({ datasetId: "shop", preset: "fast" }, own);
    await titleTable(counted, "shop");
    await titleTable(counted, "shop");
    expect(reads).toBe(3);
  });

  it("names a damaged artifact and goes on with the last good one", async () => {
    const own = shopContext();
    await putShop(own, demand);
    await trainForecast({ datasetId: "shop", preset: "fast" }, own);
    await trainForecast({ datasetId: "shop", preset: "fast" }, own);
    const key = "artifacts/models/demand_forecasting/1.0.1/model.bin";
    const bytes = (await own.database.read("artifacts", key)) as Uint8Array;
    bytes[bytes.length - 1]! ^= 1;
    await own.database.write([{ store: "artifacts", key, value: bytes }]);
    const provenance = await provenanceOf(own, "shop");
    expect(provenance.model!.version).toBe("1.0.0");
    expect(provenance.warnings[0]).toContain("1.0.1");
    expect(await own.database.read("artifacts", key)).toBeUndefined();
  });

  it("names a damaged artifact to every screen that asked at the same time", async () => {
    const own = shopContext();
    await putShop(own, demand, { catalogue });
    await trainForecast({ datasetId: "shop", preset: "fast" }, own);
    await trainForecast({ datasetId: "shop", preset: "fast" }, own);
    const key = (await own.database.keys("artifacts", "")).findLast((name) => name.endsWith("model.bin"))!;
    await own.database.write([{ store: "artifacts", key, value: new Uint8Array(8) }]);
    const asked = await Promise.all([1, 2, 3].map(() => provenanceOf(own, "shop")));
    for (const { warnings } of [...asked, await provenanceOf(own, "shop")]) {
      expect(warnings).toEqual([expect.stringContaining("is damaged")]);
    }
  });
});
