import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DocumentRow } from "../../../../src/core/ports.ts";
import { fileDocumentReader } from "../../../../src/platform/files/document-reader.ts";
import type { ChosenColumns } from "../../../../src/platform/files/table-document.ts";
import { textFile } from "../../../fixtures/import/till-shop.ts";
import { outline, readFile, withCode } from "./read-file.ts";

async function rowsOf(text: string, columns?: ChosenColumns): Promise<DocumentRow[]> {
  const rows: DocumentRow[] = [];
  for await (const batch of fileDocumentReader().rows(textFile(text, "texts.csv"), columns))
    rows.push(...batch);
  return rows;
}

const TABLE = 'doc_id,Title,Text\na1,Emma,"A text, long\nand longer"\na2,,Second\n';

describe("a table of texts", () => {
  it("has its id, title and text in the columns of these names", async () => {
    expect(await rowsOf(TABLE)).toEqual([
      { id: "a1", title: "Emma", text: "A text, long\nand longer" },
      { id: "a2", title: "", text: "Second" },
    ]);
  });

  it("has them in the columns that were named", async () => {
    expect(
      await rowsOf(TABLE, { id: "Title", title: "doc_id", text: "Text" }).catch((e: Error) => e.message),
    ).toBe('Row 2 of "texts.csv" has no id.');
    expect(await rowsOf(TABLE, { id: "Text", title: "doc_id", text: "Title" })).toMatchObject([
      { title: "a1", text: "Emma" },
      { title: "a2", text: "" },
    ]);
  });

  it("takes the longest column for the text and numbers rows that have no id", async () => {
    const long = "what happened on the way to the lighthouse and back";
    expect(await rowsOf(`Page,Story\n4,${long}\n5,${long}\n`)).toEqual([
      { id: "1", title: "", text: long },
      { id: "2", title: "", text: long },
    ]);
  });

  it("never takes an empty column for the id", async () => {
    expect(await rowsOf("isbn,sku,text\n,a1,one\n ,a2,two\n")).toMatchObject([{ id: "a1" }, { id: "a2" }]);
    expect(await rowsOf("isbn,text\n,one\n,two\n")).toMatchObject([{ id: "1" }, { id: "2" }]);
  });

  it.each([
    ["a,b\n1,2\n", undefined, "document.no-column"],
    ["id,text\n1,2\n", { text: "Text" }, "document.no-column"],
    ["id,text\n1,a\n1,b\n", undefined, "document.row-ids"],
    ["", undefined, "file.empty"],
  ])("is refused where columns or ids do not serve (%#)", async (text, columns, code) => {
    await expect(rowsOf(text, columns)).rejects.toThrow(withCode(code));
  });

  it("is one document of many sections where it is dropped, packed or not", async () => {
    const text = `Name,Author,Year,Note\nEmma,Austen,1815,${"Clever. ".repeat(30)}\n"Moby, Dick",Melville,,\n`;
    const packed = await readFile(Uint8Array.from(gzipSync(text)), "books.csv.gz");
    expect(packed).toMatchObject({ format: "csv", title: "books" });
    expect(outline(packed)).toEqual([
      `Emma: Author: Austen; Year: 1815\n\n${"Clever. ".repeat(30).trim()}`,
      "Moby, Dick: Author: Melville",
    ]);
    expect(outline(await readFile(text, "books.csv"))).toEqual(outline(packed));
  });
});
