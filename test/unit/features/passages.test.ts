import { describe, expect, it } from "vitest";
import type { Section, SourceText } from "../../../src/domain/document.ts";
import { embeddedSpans, passagesOf } from "../../../src/features/passages.ts";

const source = (...sections: readonly Partial<Section>[]): SourceText => ({
  sourceId: "document/1",
  kind: "document",
  title: "Moby Dick",
  itemId: null,
  language: null,
  sections: sections.map((section) => ({ headings: [], text: "", page: null, ...section })),
});
const texts = (text: string, mostWords: number): string[] =>
  passagesOf(source({ text }), { mostWords }).map((passage) => passage.text);

describe("passages", () => {
  it("carry what their source and section say, and a number", () => {
    const passages = passagesOf(
      source(
        {
          headings: ["Loomings"],
          text: "Call me Ishmael. This is my story, and it was a long one.",
          page: 3,
        },
        { text: " " },
        { headings: ["The Spouter-Inn"], text: "It stood there.", page: 7 },
      ),
    );
    expect(passages).toMatchObject([
      { passageId: "document/1#0", headings: ["Loomings"], page: 3, section: 0, start: 0, language: "en" },
      { passageId: "document/1#1", headings: ["The Spouter-Inn"], page: 7, section: 2, title: "Moby Dick" },
    ]);
  });

  it("hold whole sentences up to their size", () => {
    expect(texts("One two three. Four five. Six seven eight nine.", 5)).toEqual([
      "One two three. Four five.",
      "Six seven eight nine.",
    ]);
  });

  it("end at a paragraph once they are half full", () => {
    expect(texts("One two three.\n\nFour five. Six seven eight.", 6)).toEqual([
      "One two three.",
      "Four five. Six seven eight.",
    ]);
    expect(texts("One.\n\nTwo. Three four five six.", 6)).toEqual(["One.\n\nTwo. Three four five six."]);
  });

  it("cut a sentence that is longer than they are between words", () => {
    const passages = texts("a b c d e f g h i j k. Then", 4);
    expect(passages).toEqual(["a b c d", "e f g h", "i j k. Then"]);
  });

  it("cut a line without blanks, never within a sign", () => {
    const passages = texts("😀".repeat(2000), 20);
    expect(passages.join("")).toBe("😀".repeat(2000));
    expect(passages.length).toBeGreaterThan(1);
    for (const passage of passages) expect(passage).toMatch(/^(😀)+$/u);
  });

  it("are embedded sentence by sentence, a record as a whole", () => {
    const text = "Moby Dick, by Herman Melville (1851). Fiction.";
    const spansOf = (kind: "record" | "document"): string[] =>
      embeddedSpans({ kind, text }).map(({ start, end }) => text.slice(start, end));
    expect(spansOf("document")).toEqual(["Moby Dick, by Herman Melville (1851).", "Fiction."]);
    expect(spansOf("record")).toEqual([text]);
    const long = "word ".repeat(250).trim();
    expect(embeddedSpans({ kind: "document", text: long })).toHaveLength(3);
  });
});
