import { describe, expect, it } from "vitest";
import type { AnswerSource } from "../../../src/domain/ask.ts";
import { beyondRecords, type TextAnswer } from "../../../src/workflows/ask-text.ts";

const source = (passageId: string, kind: AnswerSource["kind"], text: string): AnswerSource => ({
  passageId,
  sourceId: passageId,
  kind,
  title: "Dracula",
  headings: [],
  page: null,
  itemId: "d1",
  text,
  score: 1,
});

function answer(...sources: readonly AnswerSource[]): TextAnswer {
  return {
    certainty: "perhaps",
    confidence: 0.6,
    sentences: sources.map(({ passageId, text }) => ({
      text,
      citation: { passageId, start: 0, end: text.length, text },
    })),
    sources,
    itemIds: ["d1"],
    byMeaning: true,
  };
}

describe("a question about a field that the catalogue lacks", () => {
  it("is not answered by the catalogue's own record of the title", () => {
    const silent = beyondRecords(answer(source("p1", "record", "Dracula, by Bram Stoker.")));
    expect(silent).toMatchObject({ certainty: "unknown", confidence: 0, sentences: [] });
    expect(silent.sources).toHaveLength(1);
  });

  it("is answered by a text that says it", () => {
    const found = answer(
      source("p1", "record", "Dracula, by Bram Stoker."),
      source("p2", "document", "Dracula is out of stock until May."),
    );
    expect(beyondRecords(found)).toEqual(found);
  });
});
