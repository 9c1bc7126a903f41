import { expect, it } from "vitest";
import type { AskAnswer, Certainty } from "../../../src/domain/ask.ts";
import { turnOf } from "../../../src/domain/ask-turn.ts";

/** An answer that names Emma from one of two passages. */
function answer(certainty: Certainty): AskAnswer {
  const source = { sourceId: "title/1", kind: "record", title: "Emma", headings: [], page: null } as const;
  const passage = (number: number) => ({
    ...source,
    sourceId: `title/${number}`,
    passageId: `title/${number}#0`,
    itemId: String(number),
    text: "Emma.",
    score: 1,
  });
  const citation = { passageId: "title/1#0", start: 0, end: 5, text: "Emma." };
  return {
    provenance: { dataset: null as never, model: null, warnings: [], asOfDay: null },
    question: "Who is Emma?",
    way: "text",
    certainty,
    confidence: 0.6,
    sentences: [{ text: "Emma.", citation }],
    table: null,
    choices: [],
    titles: [
      {
        itemId: "1",
        title: "Emma",
        authors: [],
        genre: null,
        year: null,
        pages: null,
        priceCents: null,
        series: null,
        onHand: null,
      },
    ],
    sources: [passage(1), passage(2)],
    notes: [],
    tookMs: 1,
  };
}

it("a sure answer is what a later question may mean by it: its titles, and what it cited", () => {
  expect(turnOf("Who is Emma?", answer("answer"))).toEqual({
    text: "Who is Emma?",
    query: null,
    itemIds: ["1"],
    sourceIds: ["title/1"],
  });
});

it.each(["perhaps", "unknown"] as const)("an answer that is %s right is not", (certainty) => {
  expect(turnOf("Who is Emma?", answer(certainty))).toMatchObject({ itemIds: [], sourceIds: [] });
});
