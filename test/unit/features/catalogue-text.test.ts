import { describe, expect, it } from "vitest";
import { bareTitle } from "../../../src/domain/dataset.ts";
import { recordText, spokenName, titleSources } from "../../../src/features/catalogue-text.ts";

const bare = bareTitle("978-1", "Moby Dick");

describe("what the catalogue says of a title", () => {
  it("reads as sentences", () => {
    expect(recordText(bare)).toBe("Moby Dick.");
    expect(
      recordText({
        ...bare,
        authors: ["Melville, Herman"],
        year: 1851,
        genre: "Fiction; Sea stories",
        pages: 635,
        publisher: "Harper & Brothers",
        subjects: ["Whaling", "Ships"],
        format: "hardback",
      }),
    ).toBe(
      "Moby Dick, by Herman Melville (1851). Fiction, Sea stories. About Whaling; Ships. 635 pages. Hardback. Published by Harper & Brothers.",
    );
    expect(
      recordText({
        ...bare,
        title: "What?\r\nA tale",
        authors: ["A", "B", "C"],
        year: -20,
        series: { name: "Tales", number: 2.5 },
        ageFrom: 8,
        pages: 1,
      }),
    ).toBe("What? A tale, by A, B and C (20 BC). Volume 2.5 of Tales. 1 page. For readers from 8.");
    expect(recordText({ ...bare, title: "Why not?", series: { name: "Tales", number: null } })).toBe(
      "Why not? Part of Tales.",
    );
  });

  it("names people as they are spoken of", () => {
    expect(spokenName("Melville, Herman")).toBe("Herman Melville");
    expect(spokenName("Herman Melville")).toBe("Herman Melville");
    expect(spokenName("King, Martin Luther, Jr.")).toBe("King, Martin Luther, Jr.");
  });

  it("is a record, and a description apart in a language of its own", () => {
    expect(titleSources({ ...bare, description: " " })).toHaveLength(1);
    const [record, description] = titleSources({ ...bare, language: "en", description: "Ein Wal. " });
    expect(record).toMatchObject({
      sourceId: "title/978-1",
      kind: "record",
      language: "en",
      itemId: "978-1",
    });
    expect(description).toMatchObject({
      sourceId: "description/978-1",
      kind: "description",
      language: null,
      sections: [{ text: "Ein Wal." }],
    });
  });
});
