import { describe, expect, it } from "vitest";
import type { Passage } from "../../../../src/domain/document.ts";
import { standing, verifierFeatures, VERIFIER_FEATURES } from "../../../../src/models/rag/answer-verifier.ts";
import type { AskedQuestion, QuestionTokens } from "../../../../src/models/rag/asked-question.ts";
import { matchPassage, readPassage, type PassageMatch } from "../../../../src/models/rag/passage-match.ts";

const passage = (text: string): Passage => ({
  passageId: "document/a#0",
  sourceId: "document/a",
  kind: "document",
  title: "",
  itemId: null,
  language: "en",
  headings: [],
  page: null,
  text,
  section: 0,
  start: 0,
});

/** "When is the cellar locked by Ann?": cellar, locked, Ann, the last in no passage. */
const TOKENS: QuestionTokens = {
  count: 4,
  vectors: new Float32Array(4),
  weights: Float64Array.of(0.1, 0.3, 0.2, 0.4),
  telling: Uint8Array.of(0, 1, 1, 1),
};
const ASKED: AskedQuestion = {
  type: "time",
  rarities: Float64Array.of(2, 1, 3),
  raritySum: 6,
  mostRare: 3,
  wordOf: new Map([
    ["cellar", 0],
    ["lock", 1],
  ]),
  order: [0, 1, 2],
  plain: ["when", "is", "the", "cellar", "locked", "by", "ann"],
  written: ["cellar", "locked", "ann"],
  names: [2],
  numbers: [],
  tokens: TOKENS,
};

/** @param nearest a row of cosines a sentence, in the order of the tokens */
const match = (text: string, nearest: readonly number[]): PassageMatch => ({
  ...matchPassage({ ...ASKED, tokens: null }, readPassage(passage(text)), null),
  nearest: Float32Array.from(nearest),
});

const FIRST = match(
  "The shop is old. The cellar is locked at 6 in the evening.",
  [0.1, 0.2, 0.2, 0.1, 0.4, 0.9, 0.8, 0.2],
);
const SECOND = match("Ann has a key.", [0.2, 0.3, 0.3, 1]);
const evidence = {
  matches: [SECOND, FIRST],
  order: [1, 0],
  sentencePlaces: [
    { passage: 0, sentence: 0 },
    { passage: 0, sentence: 1 },
    { passage: 1, sentence: 0 },
  ],
};

const told = (
  asked: AskedQuestion,
  of = evidence,
): ((name: (typeof VERIFIER_FEATURES)[number]) => number) => {
  const row = verifierFeatures(asked, of, { passage: 0, sentence: 1 });
  return (name) => row[VERIFIER_FEATURES.indexOf(name)]!;
};

describe("verifierFeatures", () => {
  it("looks at the telling tokens within the sentence", () => {
    const of = told(ASKED);
    expect(of("content")).toBeCloseTo((0.3 * 0.9 + 0.2 * 0.8 + 0.4 * 0.2) / 0.9, 6);
    expect(of("leastContent")).toBeCloseTo(0.2, 6);
    expect(of("contentMet")).toBeCloseTo(0.5 / 0.9, 6);
    expect(of("rarestContent")).toBeCloseTo(0.2, 6);
    expect(of("asking")).toBeCloseTo(0.4, 6);
    expect(of("coverage")).toBeCloseTo(0.5, 9);
    expect(of("unknown")).toBeCloseTo(0.5, 9);
  });

  it("looks for the kind of thing that is asked for among what the question has not", () => {
    expect(told(ASKED)("type")).toBe(2);
    expect(told({ ...ASKED, type: "reason" })("type")).toBe(0);
    expect(told(ASKED)("namesWindow")).toBe(0);
    expect(told(ASKED)("numbersWindow")).toBeNaN();
  });

  it("holds the sentence against those of other passages", () => {
    const of = told(ASKED);
    const other = (0.3 * 0.3 + 0.2 * 0.3 + 0.4 * 1) / 0.9;
    expect(of("contentMargin")).toBeCloseTo(of("content") - other, 6);
    expect(of("bestElsewhere")).toBeCloseTo((0.4 * 0.8) / 0.9, 6);
    expect(of("rivals")).toBe(1);
    const alone = told(ASKED, {
      matches: [FIRST],
      order: [0],
      sentencePlaces: evidence.sentencePlaces.slice(0, 2),
    });
    expect(alone("contentMargin")).toBeNaN();
    expect(alone("rivals")).toBe(0);
  });

  it("says only what words tell where there are no vectors", () => {
    const matches = evidence.matches.map((each) => ({ ...each, nearest: null }));
    const of = told({ ...ASKED, tokens: null }, { ...evidence, matches });
    for (const name of ["content", "leastContent", "asking", "contentMargin", "contentBeside"] as const)
      expect(of(name), name).toBeNaN();
    expect(of("coverage")).toBeCloseTo(0.5, 9);
    expect(of("type")).toBe(2);
  });
});

describe("standing", () => {
  it("is in standard deviations from the mean of the known", () => {
    expect(standing(3, [0, 2, NaN])).toBeCloseTo(2 / 1.02, 9);
    expect(standing(1, [])).toBeNaN();
  });
});
