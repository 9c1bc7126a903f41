import { describe, expect, it } from "vitest";
import type { ByteSource } from "../../../src/core/ports.ts";
import { blobSource } from "../../../src/platform/files/blob-source.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import parquetUrl from "../../fixtures/import/pyarrow-zstd.parquet?url";
import workbookUrl from "../../fixtures/import/openpyxl-sales.xlsx?url";

const reader = fileTableReader();

async function rowsOf(source: ByteSource): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of reader.rows(source, { encoding: "utf-8", delimiter: ",", decimal: "." })) {
    rows.push(...batch.rows.map((row) => [...row]));
  }
  return rows;
}
const fetched = async (url: string): Promise<ByteSource> => blobSource(await (await fetch(url)).blob(), url);

async function gzipped(text: string): Promise<Blob> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).blob();
}

describe("reading tables in a browser", () => {
  it("reads a workbook", async () => {
    const rows = await rowsOf(await fetched(workbookUrl));
    expect(rows[2]).toEqual(["2026-03-02 09:41:00", "0141439513", "2", "7.99", "Pride and Prejudice", ""]);
    expect(rows).toHaveLength(6);
  });

  it("reads a Parquet file packed with ZSTD", async () => {
    const rows = await rowsOf(await fetched(parquetUrl));
    expect(rows[3]!.slice(0, 5)).toEqual(["2026-03-04 17:05:30", "", "1", "", "Émile"]);
  });

  it("reads gzip, and names one that breaks off or was joined from two", async () => {
    const text = `a,b\n${Array.from({ length: 60_000 }, (_, i) => `${(i * 7919) % 10007},x\n`).join("")}`;
    const packed = await gzipped(text);
    expect(await rowsOf(blobSource(packed, "s.csv.gz"))).toHaveLength(60_001);
    await expect(rowsOf(blobSource(packed.slice(0, packed.size - 500), "s.csv.gz"))).rejects.toMatchObject({
      code: "file.gzip-broken-off",
    });
    await expect(rowsOf(blobSource(new Blob([packed, packed]), "s.csv.gz"))).rejects.toMatchObject({
      code: "file.gzip-damaged",
    });
  });
});
