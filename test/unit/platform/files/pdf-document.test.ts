import { describe, expect, it } from "vitest";
import { documentFixture } from "../../../fixtures/documents/document-fixture.ts";
import { fileDocumentReader } from "../../../../src/platform/files/document-reader.ts";
import { textFile } from "../../../fixtures/import/till-shop.ts";
import { outline, readFile, withCode } from "./read-file.ts";

const read = (name: string) => readFile(documentFixture(name), name);

describe("a PDF", () => {
  it("made by reportlab has its text by page, under its larger lines, without heads and feet", async () => {
    const document = await read("reportlab.pdf");
    expect(document).toMatchObject({
      format: "pdf",
      title: "Lighthouse Report",
      authors: ["Ada Example"],
      language: "en",
      doubts: [],
    });
    expect(document.sections.map(({ page, headings }) => [page, ...headings])).toEqual([
      [1, "1. Oil"],
      [2, "2. Weather"],
      [3, "3. Visitors"],
      [4, "4. Money"],
    ]);
    expect(document.sections[1]!.text).toMatch(
      /^Mara kept the light .* into a book that nobody asked for\. This is what chapter 2 says of weather\.\n\nIn year 1902 there were 74 visitors\.$/,
    );
    expect(JSON.stringify(document.sections)).not.toMatch(/Page \d of|The Lighthouse Report/);
  });

  it("printed by Chromium has its outline, columns one after the other, and what its page showed", async () => {
    const document = await read("chromium.pdf");
    expect(document).toMatchObject({ title: "The cape and its light", language: "en" });
    expect(document.sections.map(({ page, headings }) => [page, ...headings])).toEqual([
      [1, "The cape"],
      [2, "The cape", "The lamp"],
      [3, "The cape", "The keeper"],
      [4, "The cape", "The storm"],
    ]);
    const [first] = document.sections;
    expect(first!.text).toContain("The lighthouse on the north-west cape was finished in 1871. Its lamp");
    expect(first!.text).toContain(
      "the office of the keeper was on the first floor; coffee was brewed there at night.",
    );
    expect(first!.text).toMatch(/Left, then right\.$/);
    expect(JSON.stringify(document.sections)).not.toMatch(/Cape Society|Sheet|Never shown/);
  });

  it("has words whole that were broken at the end of a line", async () => {
    expect(outline(await read("hyphens.pdf"))).toEqual([
      "A lighthouse stands on the northwest cape. Its office was built by the Trinity House in the year 1870-1871, and it has never been closed.",
    ]);
  });

  it("says that it is a scan, locked or no PDF at all", async () => {
    await expect(read("scanned.pdf")).rejects.toThrow(withCode("document.no-text"));
    await expect(read("scanned.pdf")).rejects.toThrow(/its 3 pages are pictures, as a scanner makes them/);
    await expect(read("locked.pdf")).rejects.toThrow(withCode("document.locked"));
    await expect(readFile("%PDF-1.7\nnothing of the kind", "a.pdf")).rejects.toThrow(
      withCode("document.damaged"),
    );
  });

  it("is read where its table of objects is broken", async () => {
    const bytes = documentFixture("reportlab.pdf");
    const text = Buffer.from(bytes)
      .toString("latin1")
      .replace(/startxref\s+\d+/, "startxref\n999999");
    const broken = Uint8Array.from(
      Buffer.from(text.replace(/^\d{10} \d{5} n/gm, "0000000007 00000 n"), "latin1"),
    );
    expect((await readFile(broken, "a.pdf")).sections).toHaveLength(4);
  });

  it("stops between pages when it is aborted", async () => {
    const stop = new AbortController();
    const reading = fileDocumentReader().read(textFile(documentFixture("chromium.pdf"), "a.pdf"), {
      signal: stop.signal,
      onBytes: () => stop.abort(),
    });
    await expect(reading).rejects.toThrow(withCode("core.aborted"));
  });
});
