import { describe, expect, it } from "vitest";
import { questionWords } from "../../../../src/models/rag/question-words.ts";
import { findTerm, indexWords } from "../../../../src/models/rag/word-index.ts";
import { scoreWords } from "../../../../src/models/rag/word-search.ts";
import { passage } from "../../../fixtures/passages.ts";

const passages = [
  passage("The whale sank the ship; a whale!", { title: "Moby Dick", headings: ["The Chase"] }),
  passage("A lighthouse stood on the rock, and snow lay on the man.", { title: "The Beacon" }),
  passage("Die Häuser am Meer und der Wal", { title: "Am Meer", language: "de" }),
  passage("Shakespeare wrote plays for the stage of his shakers", { language: null }),
];
const index = indexWords(passages);
const meanings = (question: string): [string, [string, number][]][] =>
  questionWords(index, question).map((word) => [
    word.text,
    word.meanings.map(({ term, closeness }) => [index.terms[term]!, closeness]),
  ]);

describe("the word index", () => {
  it("counts each term by part and passage", () => {
    const term = findTerm(index, "whale");
    const at = index.termStart[term]!;
    expect(index.termStart[term + 1]! - at).toBe(1);
    expect([index.rows[at], index.counts.text[at], index.counts.title[at]]).toEqual([0, 2, 0]);
    const chase = index.termStart[findTerm(index, "chase")]!;
    expect([index.counts.text[chase], index.counts.headings[chase]]).toEqual([0, 1]);
    expect(findTerm(index, "narwhal")).toBe(-1);
    expect(index.languages).toEqual(["", "de", "en"]);
    expect([...index.lengths.title]).toEqual([2, 1, 1, 0]);
  });

  it("counts no further than a byte holds", () => {
    const many = indexWords([passage("whale ".repeat(300))]);
    expect([...many.counts.text]).toEqual([255]);
    expect([...many.lengths.text]).toEqual([300]);
  });
});

describe("the words of a question", () => {
  it("are found in every language of the index, stop words left out", () => {
    expect(meanings("What were the whales?")).toEqual([["whales", [["whale", 1]]]]);
    expect(meanings("Wo ist das Haus?")).toEqual([["Haus", [["haus", 1]]]]);
  });

  it("are counted where they stand more than once", () => {
    const [word] = questionWords(index, "Whale, whale");
    expect(word).toMatchObject({ times: 2, places: [{ start: 0 }, { start: 7 }] });
  });

  it("are taken for what they may be misspellings of", () => {
    expect(meanings("lighthuose")).toEqual([["lighthuose", [["lighthous", 0.8]]]]);
    expect(meanings("whael")).toEqual([["whael", [["whale", 0.8]]]]);
    expect(meanings("shakspaere")).toEqual([["shakspaere", [["shakespeare", 0.6]]]]);
  });

  it("are taken for beginnings, or for two words in one", () => {
    expect(meanings("shakespe")).toEqual([["shakespe", [["shakespeare", 0.5]]]]);
    expect(meanings("snowman")).toEqual([
      [
        "snowman",
        [
          ["snow", 0.5],
          ["man", 0.5],
        ],
      ],
    ]);
  });

  it("mean nothing where nothing is like them", () => {
    expect(meanings("xylophone 1984 cat")).toEqual([
      ["xylophone", []],
      ["1984", []],
      ["cat", []],
    ]);
  });
});

describe("BM25", () => {
  const weights = { k1: 0.5, b: 0.6, titleWeight: 0.5, headingWeight: 0.5 };
  const score = (question: string, changes: Partial<typeof weights> = {}) =>
    scoreWords(index, questionWords(index, question), { ...weights, ...changes });

  it("scores one word as the formula says", () => {
    const { bm25, coverage, largest } = score("whale", { titleWeight: 0 });
    const idf = Math.log(1 + (4 - 1 + 0.5) / 1.5);
    const mean = [...index.lengths.text].reduce((sum, length) => sum + length, 0) / 4;
    const count = 2 / (1 - 0.6 + (0.6 * index.lengths.text[0]!) / mean);
    expect(bm25[0]).toBeCloseTo((idf * count) / (0.5 + count), 12);
    expect([...bm25.subarray(1)]).toEqual([0, 0, 0]);
    expect(coverage[0]).toBe(1);
    expect(largest).toBeCloseTo(idf, 12);
  });

  it("counts title and headings by their weights, and nothing at weight 0", () => {
    expect(score("dick").bm25[0]).toBeGreaterThan(0);
    expect(score("dick", { titleWeight: 0 }).bm25[0]).toBe(0);
    expect(score("chase", { headingWeight: 2 }).bm25[0]).toBeGreaterThan(score("chase").bm25[0]!);
  });

  it("gives a part of the score for a likeness, and a part of the coverage for a part of the question", () => {
    expect(score("whael").bm25[0]).toBeCloseTo(0.8 * score("whale").bm25[0]!, 12);
    const { coverage } = score("whale lighthouse");
    expect(coverage[0]).toBeCloseTo(0.5, 12);
    expect(coverage[2]).toBe(0);
  });

  it("scores nothing for a question without telling words", () => {
    expect(score("what is the").bm25).toEqual(new Float64Array(4));
    expect(score("").largest).toBe(0);
  });
});
