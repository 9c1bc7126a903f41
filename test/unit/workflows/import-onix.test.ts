import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ByteSource } from "../../../src/core/ports.ts";
import type { TitleRecord } from "../../../src/domain/dataset.ts";
import { inspectFile } from "../../../src/workflows/import-file.ts";
import { fileTableReader } from "../../../src/platform/files/table-reader.ts";
import { onixFeed } from "../../fixtures/documents/onix-feed.ts";
import { textFile, tillShop } from "../../fixtures/import/till-shop.ts";

const fixture = (name: string) =>
  textFile(Uint8Array.from(readFileSync(new URL(`../../fixtures/documents/${name}`, import.meta.url))), name);

async function* someChunks(source: ByteSource, count: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const chunk of source.chunks()) {
    if (count-- <= 0) return;
    yield chunk;
  }
}

describe("importing an ONIX message as a catalogue", () => {
  it("brings every field, takes deleted titles out and rejects what has no number or title", async () => {
    const shop = await tillShop();
    await shop.bring("ISBN,Title,Author,Year\n9780141439518,Pride and Prejudice,Jane Austen,1813\n");
    const { record, firstRejects } = await shop.bring(fixture("reference.xml"));
    expect(record).toMatchObject({ kind: "catalogue", rows: 4, added: 2, rejected: 2, alreadyKnown: 0 });
    expect(firstRejects.map(({ line, reason }) => [line, reason])).toEqual([
      [3, "The title is empty."],
      [4, "The item number is empty."],
    ]);
    expect(await shop.database.read("catalogue", shop.id)).toEqual([
      {
        itemId: "9780141439587",
        title: "Emma: A Novel",
        authors: ["Jane Austen"],
        year: 2003,
        genre: "Classics",
        priceCents: 799,
        isbn: "9780141439587",
        pages: 474,
        description: "A clever young woman meddles.\n\nIt ends well.",
        language: "en",
        series: { name: "The Highbury Novels", number: 4 },
        ageFrom: 14,
        format: "hardback",
        publisher: "Example & Sons",
        subjects: ["Classics", "FICTION / Classics", "matchmaking", "village life"],
        availability: "available",
        rating: null,
        ratings: null,
      } satisfies TitleRecord,
    ]);
    expect((await shop.bring(fixture("reference.xml"))).record).toMatchObject({ added: 0, alreadyKnown: 2 });
  });

  it("reads short tags, a name in parts, another encoding and a deletion", async () => {
    const shop = await tillShop();
    await shop.bring(fixture("short.xml"));
    expect(await shop.database.read("catalogue", shop.id)).toEqual([
      {
        itemId: "9783458362227",
        title: "Das Licht: Erzählungen",
        authors: ["Johann Wolfgang von Goethe", "Licht and Söhne"],
        year: 2025,
        genre: "Poetry",
        priceCents: 1200,
        isbn: "9783458362227",
        pages: 192,
        description: "Gedichte & Lieder\naus Jahren.",
        language: "de",
        series: { name: "Die Lampenbücher", number: 2 },
        ageFrom: null,
        format: "paperback",
        publisher: "Lampe",
        subjects: ["Poetry", "Lyrik vor 1900"],
        availability: "forthcoming",
        rating: null,
        ratings: null,
      } satisfies TitleRecord,
    ]);
  });

  it("streams a feed of products, and changes nothing when it breaks off", async () => {
    const shop = await tillShop();
    const feed = onixFeed(3000);
    const { record } = await shop.bring(feed);
    expect(record).toMatchObject({ rows: 3000, added: 3000, rejected: 0 });
    const titles = (await shop.database.read("catalogue", shop.id)) as TitleRecord[];
    expect(titles[2999]).toMatchObject({
      itemId: "9781000029994",
      genre: "Science fiction",
      format: "audiobook",
      publisher: "House 39",
      priceCents: 2499,
    });
    expect(titles[2999]!.description!.split("\n\n")).toHaveLength(14);
    const before = await shop.record();
    const half = { ...feed, size: 5_000_000, chunks: () => someChunks(feed, 20) };
    await expect(shop.bring(half)).rejects.toMatchObject({ code: "document.damaged" });
    expect(await shop.record()).toEqual(before);
  });

  it("is previewed under the columns of a catalogue", async () => {
    const preview = await inspectFile(fileTableReader(), fixture("reference.xml"));
    expect(preview).toMatchObject({
      format: "onix",
      plan: { kind: "catalogue", hasHeader: true, decimal: "." },
    });
    expect(preview.doubts).toEqual([
      "Prices are taken in GBP, with tax where the file gives both.",
      "Some products are deletions: their titles are taken out of the catalogue.",
    ]);
    expect(Object.keys(preview.plan.mapping).sort()).toEqual(
      "ageFrom authors availability description format genre isbn item language pages price publisher removed series seriesNumber subjects title year".split(
        " ",
      ),
    );
  });
});
