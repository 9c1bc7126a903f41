import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/core/ports.ts";
import { storageError } from "../../../src/core/storage-errors.ts";
import { dayNumber } from "../../../src/domain/calendar.ts";
import type { SaleColumns } from "../../../src/domain/dataset.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { rejectedRows, rejectedRowsCsv } from "../../../src/workflows/import-rejects.ts";
import { salesPlan, textFile, tillShop } from "../../fixtures/import/till-shop.ts";

const MONDAY = dayNumber(2026, 3, 2);
const HEADER = "Date,SKU,Qty,Price\n";

describe("importing sales", () => {
  it("brings lines, dictionaries, demand and record in one write", async () => {
    const writes: number[] = [];
    const database = memoryDatabase((changes) => writes.push(changes.length));
    const shop = await tillShop({ database });
    writes.length = 0;
    const { record } = await shop.bring(
      "Date,SKU,Qty,Price,Title,Store,Customer,Invoice\n2026-03-02 09:41,A1,2,7.99,Emma,North,C7,R1\n2026-03-03,B2,-1,5,Persuasion,,,R2\n",
    );
    expect(record).toMatchObject({
      kind: "sales",
      rows: 2,
      added: 2,
      returns: 1,
      rejected: 0,
      fileName: "till.csv",
    });
    expect(writes).toEqual([6]);
    const lines = (await database.read("sales", `${shop.id}/lines/${record.importId}`)) as SaleColumns;
    expect([...lines.day]).toEqual([MONDAY, MONDAY + 1]);
    expect([...lines.minute]).toEqual([581, -1]);
    expect([...lines.item]).toEqual([0, 1]);
    expect([...lines.quantity]).toEqual([2, -1]);
    expect([...lines.priceCents]).toEqual([799, 500]);
    expect([...lines.store]).toEqual([1, 0]);
    expect([...lines.customer]).toEqual([1, 0]);
    expect(await shop.items()).toEqual({ id: ["A1", "B2"], title: ["Emma", "Persuasion"] });
    expect(await database.read("sales", `${shop.id}/stores`)).toEqual(["North"]);
    expect(await database.read("sales", `${shop.id}/customers`)).toEqual(["C7"]);
    expect(await shop.demand()).toEqual({
      A1: { units: { [MONDAY]: 2 }, stockOut: [], price: 799 },
      B2: { units: {}, stockOut: [], price: NaN },
    });
    expect(await shop.record()).toMatchObject({
      revision: 1,
      firstDay: MONDAY,
      lastDay: MONDAY + 1,
      itemCount: 2,
      lineCount: 2,
      imports: [record],
    });
  });

  it("changes nothing when the same file comes twice", async () => {
    const shop = await tillShop();
    const text = `${HEADER}2026-03-02,A1,1,5\n2026-03-02,A1,1,5\n2026-03-03,A1,1,5\n`;
    await shop.bring(text);
    const before = [await shop.record(), await shop.demand(), await shop.database.keys("sales", "")];
    const { record } = await shop.bring(text);
    expect(record).toMatchObject({ rows: 3, added: 0, alreadyKnown: 3, duplicatesInFile: 1 });
    expect([await shop.record(), await shop.demand(), await shop.database.keys("sales", "")]).toEqual(before);
  });

  it("adds only what is new of an overlapping file", async () => {
    const shop = await tillShop();
    await shop.bring(`${HEADER}2026-03-02,A1,1,5\n2026-03-03,A1,2,5\n`);
    const { record } = await shop.bring(`${HEADER}2026-03-03,A1,2,5\n2026-03-03,A1,2,5\n2026-03-04,C3,1,9\n`);
    expect(record).toMatchObject({ rows: 3, added: 2, alreadyKnown: 1, duplicatesInFile: 1 });
    expect((await shop.demand())["A1"]!.units).toEqual({ [MONDAY]: 1, [MONDAY + 1]: 4 });
    expect(await shop.record()).toMatchObject({
      revision: 2,
      lineCount: 4,
      lastDay: MONDAY + 2,
      itemCount: 2,
    });
  });

  it("counts identical lines of one file once where that was chosen", async () => {
    const shop = await tillShop();
    const { record } = await shop.bring(`${HEADER}2026-03-02,A1,1,5\n2026-03-02,A1,1,5\n`, {
      identicalLines: "once",
    });
    expect(record).toMatchObject({ rows: 2, added: 1, alreadyKnown: 0, duplicatesInFile: 1 });
    expect((await shop.demand())["A1"]!.units).toEqual({ [MONDAY]: 1 });
  });

  it.each([
    ["time", "2026-03-02 10:00,A1,1,5,N,C,R"],
    ["item", "2026-03-02,A2,1,5,N,C,R"],
    ["quantity", "2026-03-02,A1,2,5,N,C,R"],
    ["price", "2026-03-02,A1,1,6,N,C,R"],
    ["no price", "2026-03-02,A1,1,,N,C,R"],
    ["store", "2026-03-02,A1,1,5,M,C,R"],
    ["customer", "2026-03-02,A1,1,5,N,D,R"],
    ["receipt", "2026-03-02,A1,1,5,N,C,S"],
    ["store and customer swapped", "2026-03-02,A1,1,5,C,N,R"],
  ])("takes lines that differ in their %s for different lines", async (_, line) => {
    const shop = await tillShop();
    const header = "Date,SKU,Qty,Price,Store,Customer,Receipt\n";
    await shop.bring(`${header}2026-03-02,A1,1,5,N,C,R\n`);
    const { record } = await shop.bring(`${header}${line}\n`);
    expect(record.added).toBe(1);
  });

  it("takes lines for the same whatever the order and notation of their columns", async () => {
    const shop = await tillShop();
    await shop.bring(`${HEADER}2026-03-02,A1,1,5.00\n`);
    const { record } = await shop.bring("Menge;Preis;Artikel;Datum\n1;5,0;A1;02.03.2026\n", {
      dateOrder: "DMY",
    });
    expect(record).toMatchObject({ added: 0, alreadyKnown: 1 });
  });

  it("counts a line without a quantity column as one copy", async () => {
    const shop = await tillShop();
    await shop.bring("Date,SKU\n2026-03-02,A1\n2026-03-02,A1\n");
    expect((await shop.demand())["A1"]!.units).toEqual({ [MONDAY]: 2 });
  });

  it("knows stock-outs, with no quantity or none sold", async () => {
    const shop = await tillShop();
    const { record } = await shop.bring(
      "Date,SKU,Qty,Out of stock\n2026-03-02,A1,3,no\n2026-03-03,A1,,yes\n2026-03-04,A1,0,1\n2026-03-05,A1,,\n2026-03-06,A1,1,perhaps\n",
    );
    expect(await shop.demand()).toEqual({
      A1: { units: { [MONDAY]: 3 }, stockOut: [MONDAY + 1, MONDAY + 2], price: NaN },
    });
    expect(record.rejected).toBe(2);
    const rejects = await rejectedRows(shop.database, record.importId, 0, 10);
    expect(rejects.map((row) => row.reason)).toEqual([
      "The quantity is empty.",
      'The stock-out "perhaps" is neither yes nor no.',
    ]);
  });

  it("keeps leading zeros, spreadsheet guards and hyphens out of trouble", async () => {
    const shop = await tillShop();
    await shop.bring(
      'Date,ISBN\n2026-03-02,0141439513\n2026-03-02,"=""0141439513"""\n2026-03-02,978-0-14-143951-8\n',
    );
    expect((await shop.items()).id).toEqual(["0141439513", "978-0-14-143951-8"]);
  });

  it("takes the most recent name of an item, whichever file brings it first", async () => {
    const texts = [
      "Date,SKU,Title\n2026-03-05,A1,New name\n2026-03-01,A1,Old name\n2026-03-02,B2,Zed\n2026-03-02,B2,Alpha\n",
      "Date,SKU,Title\n2026-03-04,A1,Middle name\n2026-03-02,B2,Beta\n2026-03-02,C3,\n",
    ];
    for (const order of [texts, texts.toReversed()]) {
      const shop = await tillShop();
      for (const text of order) await shop.bring(text);
      const { id, title } = await shop.items();
      expect(Object.fromEntries(id.map((item, i) => [item, title[i]]))).toEqual({
        A1: "New name",
        B2: "Alpha",
        C3: "",
      });
    }
  });

  it("learns the currency from signs in the prices, when there is one", async () => {
    const shop = await tillShop();
    await shop.bring("Date,SKU,Price\n2026-03-02,A1,£7.99\n2026-03-02,B1,5\n");
    expect((await shop.record()).currency).toBe("GBP");
    const mixed = await tillShop();
    await mixed.bring("Date,SKU,Price\n2026-03-02,A1,£7.99\n2026-03-02,B1,5 EUR\n");
    expect((await mixed.record()).currency).toBeNull();
  });
});

describe("rejected rows", () => {
  it("keep their physical line and reason, and do not stop the import", async () => {
    const shop = await tillShop();
    const { record, firstRejects } = await shop.bringAs(
      [
        "Date,SKU,Qty,Price",
        "2026-03-02,A1,1,5",
        "2026-02-30,A1,1,5",
        '2026-03-02,"two',
        'lines",1,5',
        "2026-03-02,,1,5",
        "2026-03-02,9.78E+12,1,5",
        "2026-03-02,A1,many,5",
        "2026-03-02,A1,1,free",
        "2026-03-02,A1,9780141439518,5",
        "2026-03-02,A1",
        "2026-03-02,A1,1,5,extra",
        "2026-03-02,A1,1,5,,",
        "2031-01-01,A1,1,5",
        "2026-03-02,#N/A,1,5",
        `2026-03-02,${"x".repeat(121)},1,5`,
        "2026-03-02,A1,1,99999999999",
        "Total,,3,15",
        "",
      ].join("\n"),
      salesPlan(),
    );
    expect(record).toMatchObject({ rows: 16, added: 3, rejected: 13 });
    expect(firstRejects.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '3: "2026-02-30" is no date between 1970 and 2099; expected year-month-day, such as 2011-04-03.',
      "6: The item number is empty.",
      '7: The item number "9.78E+12" was cut short by a spreadsheet; format that column as text and export again.',
      '8: The quantity "many" is no number with "." as decimal sign.',
      '9: The price "free" is no number with "." as decimal sign.',
      "10: The quantity 9780141439518 is over 1,000,000: is it a barcode?",
      "11: The row has 2 cells; the header has 4.",
      "12: The row has 5 cells; the header has 4.",
      '14: The date "2031-01-01" lies in the future.',
      "15: The item number is the spreadsheet error #N/A.",
      "16: The item number has 121 characters; at most 120 fit.",
      "17: The price 99999999999 is over 10,000,000.",
      '18: "Total" is no date between 1970 and 2099; expected year-month-day, such as 2011-04-03.',
    ]);
    expect(firstRejects[6]!.cells).toEqual(["2026-03-02", "A1"]);
    expect((await shop.items()).id).toEqual(["A1", "two\nlines"]);
  });

  it("say what the bytes of a wrong encoding did to an item number", async () => {
    const shop = await tillShop();
    const source = textFile(Uint8Array.from(Buffer.from("Date,SKU\n2026-03-02,\xc91\n", "latin1")));
    const { firstRejects } = await shop.bring(source, { encoding: "utf-8" });
    expect(firstRejects[0]!.reason).toBe(
      "The item number holds bytes that do not fit the file's encoding; choose another.",
    );
  });

  it("say when a column cannot be that of the stores", async () => {
    const shop = await tillShop();
    const rows = Array.from({ length: 65_540 }, (_, i) => `2026-03-02,A1,S${i}`).join("\n");
    const { record, firstRejects } = await shop.bring(`Date,SKU,Store\n${rows}\n2026-03-02,A1,S7\n`);
    expect(record).toMatchObject({ rows: 65_541, added: 65_535, rejected: 6, duplicatesInFile: 1 });
    expect(firstRejects[0]!.reason).toBe(
      '"S65534" would be one store too many; is this the column of the stores?',
    );
  });

  it("are stored in parts and can be looked at from any place", async () => {
    const shop = await tillShop();
    const bad = Array.from({ length: 12_000 }, (_, i) => `never,A${i}`).join("\n");
    const { record, firstRejects } = await shop.bring(`Date,SKU\n2026-03-02,A1\n${bad}\n`);
    expect([record.rejected, firstRejects.length]).toEqual([12_000, 20]);
    const look = async (offset: number, limit: number) =>
      (await rejectedRows(shop.database, record.importId, offset, limit)).map((row) => row.cells[1]);
    expect(await look(0, 2)).toEqual(["A0", "A1"]);
    expect(await look(4999, 3)).toEqual(["A4999", "A5000", "A5001"]);
    expect(await look(11_999, 10)).toEqual(["A11999"]);
    expect(await look(12_000, 10)).toEqual([]);
    expect(await look(0, 12_000)).toHaveLength(12_000);
    expect(await rejectedRows(shop.database, "nowhere.1", 0, 5)).toEqual([]);
  });

  it("can be downloaded, mended and imported again", async () => {
    const shop = await tillShop();
    const { record } = await shop.bring(
      `${HEADER}2026-03-02,A1,1,5\n2026-03-32,=A2,-1,5\n2026-03-33,A3,1,5\n`,
    );
    let csv = "";
    for await (const piece of rejectedRowsCsv(shop.database, record.importId)) csv += piece;
    expect(csv.split("\r\n").map((row) => row.replace(/"[^"]*(?:""[^"]*)*"/, "reason"))).toEqual([
      "\ufeffline,reason,Date,SKU,Qty,Price",
      "3,reason,2026-03-32,'=A2,-1,5",
      "4,reason,2026-03-33,A3,1,5",
      "",
    ]);
    const mended = await shop.bring(csv.replaceAll("03-32", "03-30").replaceAll("03-33", "03-31"));
    expect(mended.record).toMatchObject({ added: 2, rejected: 0, returns: 1 });
    expect((await shop.items()).id).toEqual(["A1", "=A2", "A3"]);
  });

  it("of an import that added nothing can be looked at until the next import", async () => {
    const shop = await tillShop();
    const first = await shop.bring("Date,SKU\n2026-03-02,A1\nnever,A2\n");
    const again = await shop.bring("Date,SKU\n2026-03-02,A1\nnever,A2\nnever,A3\n");
    expect(again.record.importId).not.toBe(first.record.importId);
    expect(await rejectedRows(shop.database, again.record.importId, 0, 9)).toHaveLength(2);
    expect((await shop.record()).imports).toHaveLength(1);
    const third = await shop.bring("Date,SKU\n2026-03-09,A1\n");
    expect(await rejectedRows(shop.database, again.record.importId, 0, 9)).toEqual([]);
    expect(await rejectedRows(shop.database, first.record.importId, 0, 9)).toHaveLength(1);
    expect(third.record.importId).not.toBe(again.record.importId);
  });

  it("a million of them end the import: the plan is wrong", async () => {
    const tables = {
      inspect: () => Promise.reject(new Error("not asked")),
      async *rows() {
        await Promise.resolve();
        const rows = Array.from({ length: 100_000 }, () => ["never", "A1"]);
        for (let i = 0; i < 11; i++) yield { rows, lines: rows.map((_, k) => k + 1), bytesRead: i };
      },
    };
    const shop = await tillShop({ tables });
    await expect(
      shop.bringAs("x", salesPlan({ hasHeader: false }, { date: 0, item: 1 })),
    ).rejects.toMatchObject({
      code: "import.too-many-rejects",
    });
    expect((await shop.record()).revision).toBe(0);
  });
});

describe("an import that cannot be done", () => {
  it.each([
    ["import.role-missing", salesPlan({}, { item: 1 })],
    ["import.no-such-column", salesPlan({}, { date: 0, item: 4 })],
    ["import.no-such-column", salesPlan({}, { date: 0, item: -1 })],
    ["import.no-header", salesPlan({ headerLine: 9 })],
  ])("is refused as %s and leaves the shop as it was", async (code, plan) => {
    const shop = await tillShop();
    await expect(shop.bringAs(`${HEADER}2026-03-02,A1,1,5\n`, plan)).rejects.toMatchObject({ code });
    expect((await shop.record()).revision).toBe(0);
    expect(await shop.database.keys("sales", "")).toEqual([]);
  });

  it("names the header that is not on its line", async () => {
    const shop = await tillShop();
    const plan = salesPlan({ headerLine: 2 });
    await expect(shop.bringAs("\n\nDate,SKU,Qty,Price\n2026-03-02,A1,1,5\n", plan)).rejects.toMatchObject({
      message: '"till.csv" has no row on line 2, where its header should be.',
    });
  });

  it("skips the rows above a header that is on its line", async () => {
    const shop = await tillShop();
    const { record } = await shop.bringAs(
      `My shop,,,\n\n${HEADER}2026-03-02,A1,1,5\n`,
      salesPlan({ headerLine: 3 }),
    );
    expect(record).toMatchObject({ rows: 1, added: 1, rejected: 0 });
  });

  it("takes every row for data where there is no header", async () => {
    const shop = await tillShop();
    const { record } = await shop.bringAs(
      "2026-03-02,A1,1,5\n2026-03-02,A2\n",
      salesPlan({ hasHeader: false }),
    );
    expect(record).toMatchObject({ rows: 2, added: 1, rejected: 1 });
  });

  it("leaves the shop as it was when the file breaks off, the storage is full, or it is cancelled", async () => {
    const { gzipSync } = await import("node:zlib");
    const text =
      HEADER + Array.from({ length: 60_000 }, (_, i) => `2026-03-02,A${(i * 7919) % 9973},1,5\n`).join("");
    const packed = Uint8Array.from(gzipSync(text));
    const cutOff = await tillShop();
    await expect(cutOff.bring(textFile(text))).resolves.toBeDefined();
    const before = await cutOff.record();
    const { inspectFile, importFile } = await import("../../../src/workflows/import-file.ts");
    const { plan } = await inspectFile(cutOff.context.tables, textFile(packed));
    await expect(
      importFile(cutOff.context, cutOff.id, textFile(packed.slice(0, -500)), plan),
    ).rejects.toMatchObject({ code: "file.gzip-broken-off" });
    expect(await cutOff.record()).toEqual(before);

    const inner = memoryDatabase();
    let isFull = false;
    const database: Database = {
      ...inner,
      write: (changes) =>
        isFull
          ? Promise.reject(
              storageError("storage.full", { neededBytes: null, usedBytes: null, quotaBytes: null }),
            )
          : inner.write(changes),
    };
    const full = await tillShop({ database });
    isFull = true;
    await expect(full.bring(text)).rejects.toMatchObject({ code: "storage.full" });
    expect((await full.record()).imports).toEqual([]);

    const controller = new AbortController();
    const cancelled = await tillShop({
      signal: controller.signal,
      progress: () => controller.abort(),
    });
    await expect(cancelled.bring(text)).rejects.toMatchObject({ code: "core.aborted" });
    expect((await cancelled.record()).revision).toBe(0);
  });

  it("names an unknown shop, and one that another import is working on", async () => {
    const shop = await tillShop();
    const { importSales } = await import("../../../src/workflows/import-sales.ts");
    await expect(importSales(shop.context, "nowhere", textFile(HEADER), salesPlan())).rejects.toMatchObject({
      code: "import.unknown-dataset",
    });
    const text = `${HEADER}2026-03-02,A1,1,5\n`;
    const [first, second] = await Promise.allSettled([shop.bring(text), shop.bring(text)]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "storage.busy" } });
  });
});

it("reports progress in bytes with the time that is left", async () => {
  const text = HEADER + "2026-03-02,A1,1,5\n".repeat(100_000);
  let now = 0;
  const shop = await tillShop({
    clock: { isoNow: () => "2026-11-23T10:00:00.000Z", monotonicMs: () => (now += 150) },
  });
  await shop.bring(text);
  const reading = shop.reports.filter((report) => report.phase === "Reading lines");
  expect(reading.length).toBeGreaterThan(4);
  expect(reading.every((report) => report.total === text.length && report.unit === "bytes")).toBe(true);
  expect(reading.at(-1)!.done).toBe(text.length);
  expect(reading[1]!.remainingMs).toBeGreaterThan(reading.at(-1)!.remainingMs!);
  expect(shop.reports.at(-1)!.phase).toBe("Adding up sales");
});
