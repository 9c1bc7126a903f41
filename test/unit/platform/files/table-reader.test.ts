import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import type { ByteSource, TableLayout } from "../../../../src/core/ports.ts";
import { blobSource } from "../../../../src/platform/files/blob-source.ts";
import { fileTableReader } from "../../../../src/platform/files/table-reader.ts";
import { textFile } from "../../../fixtures/import/till-shop.ts";

const reader = fileTableReader();
const LAYOUT: TableLayout = { encoding: "utf-8", delimiter: ",", decimal: "." };

/** [line, ...cells] of all rows. */
async function allRows(
  source: ByteSource,
  layout: Partial<TableLayout> = {},
): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  for await (const batch of reader.rows(source, { ...LAYOUT, ...layout })) {
    batch.rows.forEach((row, i) => rows.push([batch.lines[i]!, ...row]));
  }
  return rows;
}
const fixture = (name: string): ByteSource =>
  blobSource(new Blob([readFileSync(new URL(`../../../fixtures/import/${name}`, import.meta.url))]), name);
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);
const gzipped = (content: string | Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(gzipSync(content));
const withCode = (code: string) => expect.objectContaining({ code }) as Error;

describe("text files", () => {
  it("are told from others by their bytes, not their names", async () => {
    const sample = await reader.inspect(textFile("a,b\n1,2\n", "sales.xlsx"));
    expect(sample).toMatchObject({
      format: "csv",
      gzip: false,
      rows: [
        ["a", "b"],
        ["1", "2"],
      ],
      lines: [1, 2],
    });
  });

  it("unpack from gzip, and count progress in bytes of the file", async () => {
    const packed = gzipped("a,b\n" + "1,2\n".repeat(200_000));
    const source = textFile(packed, "sales.csv.gz");
    expect(await reader.inspect(source)).toMatchObject({ format: "csv", gzip: true, delimiter: "," });
    let rows = 0;
    let last = 0;
    for await (const batch of reader.rows(source, LAYOUT)) {
      rows += batch.rows.length;
      expect(batch.bytesRead).toBeGreaterThanOrEqual(last);
      last = batch.bytesRead;
    }
    expect([rows, last]).toEqual([200_001, packed.length]);
  });

  it.each([
    ["utf-8 with a mark", bytes(0xef, 0xbb, 0xbf, ...Buffer.from("Émile,1\n")), "utf-8"],
    ["utf-8", bytes(...Buffer.from("Émile,1\n")), "utf-8"],
    ["utf-16le with a mark", bytes(0xff, 0xfe, ...Buffer.from("Émile,1\n", "utf16le")), "utf-16le"],
    ["utf-16be with a mark", bytes(0xfe, 0xff, ...Buffer.from("Émile,1\n", "utf16le").swap16()), "utf-16be"],
    ["utf-16le", bytes(...Buffer.from("Emile,1\n", "utf16le")), "utf-16le"],
    ["utf-16be", bytes(...Buffer.from("Emile,1\n", "utf16le").swap16()), "utf-16be"],
    ["windows-1252", bytes(...Buffer.from("Émile,1\n", "latin1")), "windows-1252"],
  ])("are decoded from %s", async (_, content, encoding) => {
    const source = textFile(content);
    const sample = await reader.inspect(source);
    expect(sample.encoding).toBe(encoding);
    expect(sample.rows[0]![0]).toMatch(/^[ÉE]mile$/);
    expect(await allRows(source, { encoding })).toEqual([[1, sample.rows[0]![0], "1"]]);
  });

  it("are known as Windows-1252 by one byte far into the file", async () => {
    const source = textFile(Uint8Array.from(Buffer.from(`a,b\n${"1,2\n".repeat(100_000)}É,3\n`, "latin1")));
    const sample = await reader.inspect(source);
    expect(sample.encoding).toBe("windows-1252");
    expect(sample.doubts).toEqual([
      "The file is not UTF-8; it is read as Windows-1252. Check that accents look right.",
    ]);
  });

  it("decode characters that are cut by a boundary between pieces", async () => {
    const text = `a,b\n${"é,2\n".repeat(150_000)}`;
    const rows = await allRows(textFile(text));
    expect(rows.length).toBe(150_001);
    expect(rows.every((row, i) => i === 0 || row[1] === "é")).toBe(true);
  });

  it("show samples from further in, whole rows only", async () => {
    const text = `a,b\n${Array.from({ length: 100_000 }, (_, i) => `${i},x\n`).join("")}`;
    const sample = await reader.inspect(textFile(text));
    expect(sample.rows).toHaveLength(1000);
    expect(sample.laterRows.length).toBeGreaterThan(8);
    expect(sample.laterRows.every((row) => row.length === 2 && row[1] === "x")).toBe(true);
    expect(Number(sample.laterRows.at(-1)![0])).toBeGreaterThan(70_000);
  });

  it("say when no delimiter was found", async () => {
    expect((await reader.inspect(textFile("a\nb\n"))).doubts).toEqual([
      "No delimiter was found: every line is one cell.",
    ]);
  });

  it("refuse an unknown encoding", async () => {
    await expect(reader.inspect(textFile("a,b\n"), { encoding: "klingon" })).rejects.toThrow(
      withCode("file.unknown-encoding"),
    );
  });
});

describe("files of other kinds", () => {
  it.each([
    ["a PDF document", bytes(...Buffer.from("%PDF-1.7\n"))],
    ["a PNG image", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d)],
    ["a JPEG image", bytes(0xff, 0xd8, 0xff, 0xe0)],
    [
      "an old Excel file (.xls), a workbook with a password or another old Office document",
      bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1),
    ],
    ["a web page (HTML), whatever its name says", bytes(...Buffer.from("\n<html><table>"))],
    ["an XML file", bytes(...Buffer.from('<?xml version="1.0"?>'))],
    ["a JSON file", bytes(...Buffer.from('[{"a":1}]'))],
    ["packed with Zstandard", bytes(0x28, 0xb5, 0x2f, 0xfd)],
    ["no text (it holds zero bytes)", bytes(1, 0, 0, 0, 2, 0, 0, 0, 5, 3, 0, 1)],
    ["gzip that holds a PDF document", gzipped("%PDF-1.7\n")],
    ["gzip that holds a packed xlsx file", gzipped(bytes(0x50, 0x4b, 3, 4))],
  ])("give one clear error: %s", async (found, content) => {
    await expect(reader.inspect(textFile(content, "sales.csv"))).rejects.toMatchObject({
      code: "file.wrong-kind",
      message: `"sales.csv" is ${found}; expected CSV, TSV, CSV packed with gzip, XLSX, Parquet or ONIX 3.0.`,
    });
  });

  it("are refused when they hold nothing", async () => {
    for (const content of ["", "\n\n", gzipped("")]) {
      await expect(reader.inspect(textFile(content))).rejects.toThrow(withCode("file.empty"));
    }
  });
});

describe("damaged files", () => {
  it("name a first line without an end", async () => {
    await expect(reader.inspect(textFile("a,b;".repeat(100_000)))).rejects.toMatchObject({
      code: "file.row-too-long",
      message: 'Line 1 of "till.csv" is longer than 262,144 characters.',
    });
  });

  const packed = gzipped(
    `a,b\n${Array.from({ length: 50_000 }, (_, i) => `${(i * 7919) % 10007},x\n`).join("")}`,
  );

  it("name a gzip file that breaks off", async () => {
    const cut = textFile(packed.slice(0, packed.length - 1000), "sales.csv.gz");
    await expect(allRows(cut)).rejects.toThrow(withCode("file.gzip-broken-off"));
    await expect(reader.inspect(cut)).rejects.toThrow(withCode("file.gzip-broken-off"));
  });

  it("name a gzip file with wrong bytes", async () => {
    const wrong = packed.slice();
    wrong.fill(0xff, 5000, 5100);
    await expect(allRows(textFile(wrong, "sales.csv.gz"))).rejects.toMatchObject({
      code: expect.stringMatching(/^file\.gzip-/) as string,
    });
  });

  it("pass on that the file can no longer be read, plain or packed", async () => {
    for (const content of [packed, Buffer.from("a,b\n")]) {
      const source: ByteSource = {
        ...textFile(Uint8Array.from(content)),
        async *chunks() {
          yield Uint8Array.from(content.subarray(0, 4));
          await Promise.resolve();
          throw new Error("The file was moved.");
        },
      };
      await expect(allRows(source)).rejects.toMatchObject({
        code: "file.unreadable",
        message: '"till.csv" could not be read: The file was moved.',
      });
    }
    const gone = { ...textFile("a"), slice: () => Promise.reject(new Error("gone")) };
    await expect(reader.inspect(gone)).rejects.toThrow(withCode("file.unreadable"));
  });

  it("can be left in the middle without an error", async () => {
    for await (const batch of reader.rows(textFile(packed, "sales.csv.gz"), LAYOUT)) {
      expect(batch.rows.length).toBeGreaterThan(0);
      break;
    }
  });

  it("name a workbook or Parquet file that breaks off", async () => {
    const workbook = readFileSync(new URL("../../../fixtures/import/openpyxl-sales.xlsx", import.meta.url));
    await expect(
      reader.inspect(textFile(Uint8Array.from(workbook.subarray(0, 3000)), "s.xlsx")),
    ).rejects.toMatchObject({
      code: "file.damaged",
      message: '"s.xlsx" looks like XLSX but cannot be read: it breaks off in the middle.',
    });
    const broken = Uint8Array.from(workbook);
    broken.fill(0x41, 60, 400);
    await expect(reader.inspect(textFile(broken, "s.xlsx"))).rejects.toThrow(withCode("file.damaged"));
    const parquet = readFileSync(new URL("../../../fixtures/import/pyarrow-zstd.parquet", import.meta.url));
    await expect(
      reader.inspect(textFile(Uint8Array.from(parquet.subarray(0, 900)), "s.parquet")),
    ).rejects.toThrow(withCode("file.damaged"));
  });
});

describe("workbooks", () => {
  it("made by openpyxl: the longest sheet, dates as ISO, texts and numbers as they are", async () => {
    const source = fixture("openpyxl-sales.xlsx");
    const sample = await reader.inspect(source);
    expect(sample.doubts).toEqual([
      'The workbook has 2 sheets with rows; only "Sales", the longest, is read.',
    ]);
    expect(await allRows(source)).toEqual([
      [1, "Bookshop on the Square", "", "", "", "", ""],
      [3, "Date", "ISBN", "Qty", "Price", "Title", "Out of stock"],
      [4, "2026-03-02 09:41:00", "0141439513", "2", "7.99", "Pride and Prejudice", ""],
      [5, "2026-03-03", "9780141439518", "-1", "7.99", "Pride and Prejudice", "false"],
      [7, "2026-03-04 17:05:30", "9780140449266", "1", "10.005", "The Count of Monte Cristo", "true"],
      [8, "Total", "", "2", "", "", ""],
    ]);
  });

  it("write numbers with the decimal sign of the layout", async () => {
    const rows = await allRows(fixture("openpyxl-sales.xlsx"), { decimal: "," });
    expect(rows[2]!.slice(1, 5)).toEqual(["2026-03-02 09:41:00", "0141439513", "2", "7,99"]);
  });

  it("made by write-excel-file, of several batches", async () => {
    const data = Array.from({ length: 5000 }, (_, i) => [{ value: `A${i}` }, { value: i }]);
    const blob = new Blob([Uint8Array.from(await writeXlsxFile(data).toBuffer())]);
    const rows = await allRows(blobSource(blob, "stock.xlsx"));
    expect(rows).toHaveLength(5000);
    expect(rows[4999]).toEqual([5000, "A4999", "4999"]);
    const sample = await reader.inspect(blobSource(blob, "stock.xlsx"));
    expect([sample.rows.length, sample.laterRows.length]).toEqual([1000, 1000]);
  });

  it("are refused by size: packed, or as they say they unpack", async () => {
    const large = { ...textFile(bytes(0x50, 0x4b, 3, 4)), size: 65 << 20 };
    await expect(reader.inspect(large)).rejects.toMatchObject({
      code: "file.too-large",
      details: { what: "bytes" },
    });
    const bomb = Uint8Array.from(
      readFileSync(new URL("../../../fixtures/import/openpyxl-sales.xlsx", import.meta.url)),
    );
    // The unpacked size of the first entry in the central directory, 24 bytes after its signature.
    const entry = Buffer.from(bomb).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(bomb.buffer).setUint32(entry + 24, 0x7fffffff, true);
    await expect(reader.inspect(textFile(bomb, "bomb.xlsx"))).rejects.toMatchObject({
      code: "file.too-large",
      details: { what: "unpacked bytes" },
    });
  });

  it("are told from other ZIP archives", async () => {
    const workbook = readFileSync(
      new URL("../../../fixtures/import/openpyxl-sales.xlsx", import.meta.url),
    ).toString("latin1");
    const renamed = (from: string, to: string) =>
      bytes(...Buffer.from(workbook.replaceAll(from, to), "latin1"));
    for (const [content, found] of [
      [renamed("xl/workbook.xml", "xl/workbxxx.xml"), "a ZIP archive that holds no XLSX workbook"],
      [renamed("xl/workbook.xml", "word/workbk.xml"), "a Word document"],
      [renamed("xl/workbook.xml", "xl/workbook.bin"), "a binary Excel workbook (.xlsb)"],
    ] as const) {
      await expect(reader.inspect(textFile(content, "x.xlsx"))).rejects.toMatchObject({ details: { found } });
    }
  });

  it("are refused when no sheet holds a row", async () => {
    const empty = Uint8Array.from(await writeXlsxFile([[null]]).toBuffer());
    await expect(reader.inspect(textFile(empty, "e.xlsx"))).rejects.toThrow(withCode("file.empty"));
  });
});

describe("Parquet files", () => {
  it("made by pyarrow with ZSTD: names, times, decimals, lists, missing values over two row groups", async () => {
    const source = fixture("pyarrow-zstd.parquet");
    expect(await allRows(source)).toEqual([
      [0, "sold_at", "ean", "qty", "price", "title", "authors", "delivered", "loyal"],
      [
        1,
        "2026-03-02 09:41:00",
        "9780141439518",
        "2",
        "7.99",
        "Pride and Prejudice",
        "Jane Austen",
        "2026-03-01",
        "true",
      ],
      [
        2,
        "2026-03-03",
        "9780140449266",
        "-1",
        "10.5",
        "Le Comte de Monte-Cristo",
        "Alexandre Dumas; Auguste Maquet",
        "2026-03-02",
        "false",
      ],
      [3, "2026-03-04 17:05:30", "", "1", "", "Émile", "", "", ""],
    ]);
    const sample = await reader.inspect(source);
    expect(sample).toMatchObject({ format: "parquet", namedColumns: true, lines: [0, 1, 2] });
    expect(sample.laterRows).toHaveLength(1);
  });

  it("with a time zone and a dictionary", async () => {
    expect(await allRows(fixture("pyarrow-snappy.parquet"))).toEqual([
      [0, "day", "sku"],
      [1, "2026-03-02 09:41:00", "0141"],
    ]);
  });

  it("made by hyparquet-writer, with the decimal sign of the layout", async () => {
    const content = parquetWriteBuffer({
      columnData: [
        { name: "sku", data: ["A", "B"], type: "STRING" },
        { name: "price", data: [1.5, NaN], type: "DOUBLE" },
        { name: "extra", data: [{ a: 1 }, null], type: "JSON" },
      ],
    });
    const rows = await allRows(textFile(new Uint8Array(content), "p.parquet"), { decimal: "," });
    expect(rows).toEqual([
      [0, "sku", "price", "extra"],
      [1, "A", "1,5", '{"a":1}'],
      [2, "B", "", ""],
    ]);
  });

  it("are refused without rows", async () => {
    const content = parquetWriteBuffer({ columnData: [{ name: "sku", data: [], type: "STRING" }] });
    await expect(reader.inspect(textFile(new Uint8Array(content), "p.parquet"))).rejects.toThrow(
      withCode("file.empty"),
    );
  });
});
