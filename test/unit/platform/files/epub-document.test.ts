import { describe, expect, it } from "vitest";
import { documentFixture } from "../../../fixtures/documents/document-fixture.ts";
import { epubFile, zipFile, type ZipPart } from "../../../fixtures/documents/zip-file.ts";
import { outline, readFile, withCode } from "./read-file.ts";

const KEY = (algorithm: string): ZipPart => ({
  name: "META-INF/encryption.xml",
  content: `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><enc:EncryptedData xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptionMethod Algorithm="${algorithm}"/></enc:EncryptedData></encryption>`,
});

describe("an EPUB book", () => {
  it("made by ebooklib has its title, authors and chapters under its parts", async () => {
    const document = await readFile(documentFixture("ebooklib.epub"), "download.bin");
    expect(document).toMatchObject({
      format: "epub",
      title: "The Keeper’s Book & Other Stories",
      authors: ["Ada Example", "Bo Sample"],
      language: "en",
      doubts: [],
    });
    expect(outline(document).map((text) => text.slice(0, 48))).toEqual([
      "Part One > The Light: Mara kept the light for th",
      "Part One > The Girl: The girl came in October, w",
      "Prices: Thing: Oil; Price: 4.50",
    ]);
    expect(JSON.stringify(document)).not.toMatch(/alert|not shown/);
  });

  it("of version 2 has the titles of its NCX where chapters have none, and goes on over split files", async () => {
    const book = epubFile(
      { "a b.xhtml": "<p>One</p>", "b.xhtml": "<h2>Second</h2><p>Two</p>", "c.xhtml": "<p>More of two</p>" },
      { "a b.xhtml": "First", "b.xhtml": "2" },
    );
    const document = await readFile(book, "book.epub");
    expect(document).toMatchObject({ title: "A Book", authors: ["A. B."], language: "fr" });
    expect(outline(document)).toEqual(["First: One", "Second: Two\n\nMore of two"]);
  });

  it("is read where fonts are scrambled, and refused where chapters are", async () => {
    const chapters = { "a.xhtml": "<p>Text</p>" };
    const font = epubFile(chapters, {}, [KEY("http://www.idpf.org/2008/embedding")]);
    expect(outline(await readFile(font, "a.epub"))).toEqual(["Text"]);
    const locked = epubFile(chapters, {}, [KEY("http://www.w3.org/2001/04/xmlenc#aes128-cbc")]);
    await expect(readFile(locked, "a.epub")).rejects.toThrow(withCode("document.locked"));
    const broken = epubFile(chapters, {}, [{ name: "META-INF/encryption.xml", content: "<enc" }]);
    await expect(readFile(broken, "a.epub")).rejects.toThrow(withCode("document.locked"));
    const zipped = epubFile(chapters, {}, [{ name: "OEBPS/a.xhtml", content: "x", flags: 1 }]);
    await expect(readFile(zipped, "a.epub")).rejects.toThrow(withCode("document.locked"));
  });

  it("finds nothing outside of itself, and says which parts are missing", async () => {
    const book = epubFile({ "../../../../../etc/passwd": "<p>root</p>", "a.xhtml": "<p>Text</p>" });
    const document = await readFile(book, "a.epub");
    expect(outline(document)).toEqual(["Text"]);
    expect(document.doubts).toEqual(["1 of 2 parts of the book are missing from the file."]);
  });

  it("knows the encodings of its chapters", async () => {
    const wide = Buffer.from(
      '\ufeff<?xml version="1.0" encoding="utf-16"?><html><body><p>Zoé</p></body></html>',
      "utf16le",
    );
    const latin = Buffer.from(
      '<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Zoé</p></body></html>',
      "latin1",
    );
    const book = epubFile({ "a.xhtml": "", "b.xhtml": "" }, {}, [
      { name: "OEBPS/a.xhtml", content: wide },
      { name: "OEBPS/b.xhtml", content: latin },
    ]);
    expect(outline(await readFile(book, "a.epub"))).toEqual(["Zoé\n\nZoé"]);
  });

  it.each([
    [
      "one entry of 300 MB",
      [{ name: "OEBPS/a.xhtml", content: Buffer.alloc(300 << 20, 32) }],
      "document.too-large",
    ],
    [
      "one that is longer than it says",
      [{ name: "OEBPS/a.xhtml", content: " ".repeat(1 << 20), claimedSize: 100 }],
      "document.damaged",
    ],
    ["an unknown packing", [{ name: "OEBPS/a.xhtml", content: "x", method: 99 }], "document.damaged"],
    ["no package file", [{ name: "OEBPS/book.opf", content: "" }], "document.damaged"],
    [
      "pictures only",
      [{ name: "OEBPS/a.xhtml", content: "<html><body><img src='a.png'/></body></html>" }],
      "document.no-text",
    ],
  ])("is refused with %s", async (_, parts, code) => {
    const book = epubFile({ "a.xhtml": "<p>Text</p>" }, {}, parts);
    await expect(readFile(book, "a.epub")).rejects.toThrow(withCode(code));
  });

  it("is refused where many small parts unpack to too much", async () => {
    const text = `<p>${Buffer.from(Array.from({ length: 9 << 20 }, (_, i) => 97 + ((i * i) % 23))).toString("latin1")}</p>`;
    const chapters = Object.fromEntries(
      Array.from({ length: 16 }, (_, i) => [`${i}.xhtml`, i === 0 ? text : ""]),
    );
    const parts = Object.keys(chapters).map((name) => ({ name: `OEBPS/${name}`, content: text }));
    await expect(readFile(epubFile(chapters, {}, parts), "a.epub")).rejects.toThrow(
      withCode("document.too-large"),
    );
  });

  it("tells other archives by their names", async () => {
    const archive = (name: string): Uint8Array<ArrayBuffer> => zipFile([{ name, content: "x" }]);
    await expect(readFile(archive("word/document.xml"), "a.epub")).rejects.toThrow(/a Word document/);
    await expect(readFile(archive("content.xml"), "a.epub")).rejects.toThrow(/an OpenDocument file/);
    await expect(readFile(archive("ppt/presentation.xml"), "a")).rejects.toThrow(/a PowerPoint/);
    await expect(readFile(archive("photo.jpg"), "a.zip")).rejects.toThrow(/no EPUB book/);
  });
});
