import { stemmer as frenchStem } from "@orama/stemmers/french";
import { stemmer as germanStem } from "@orama/stemmers/german";
import { describe, expect, it } from "vitest";
import { englishStem } from "../../src/features/english-stem.ts";
import { questionWords } from "../../src/models/rag/question-words.ts";
import { indexWords } from "../../src/models/rag/word-index.ts";
import { scoreWords } from "../../src/models/rag/word-search.ts";
import { passage } from "../fixtures/passages.ts";
import { expectClose, readGolden } from "./golden-case.ts";

const stems = readGolden<{ words: string[]; stems: string[] }>("stems");
const scores = readGolden<{
  k1: number;
  b: number;
  documents: string[];
  queries: string[];
  scores: number[][];
}>("bm25");

describe(`stems beside ${stems.library}`, () => {
  for (const [language, stem] of Object.entries({
    english: englishStem,
    german: germanStem,
    french: frenchStem,
  })) {
    it(`are those of Snowball: ${language}`, () => {
      const golden = stems.cases[language]!;
      const wrong = golden.words
        .map((word, i) => [word, stem(word), golden.stems[i]!] as const)
        .filter(([, found, expected]) => found !== expected);
      expect(golden.words.length).toBeGreaterThan(500);
      expect(wrong).toEqual([]);
    });
  }
});

describe(`BM25 beside ${scores.library}`, () => {
  for (const [name, { k1, b, documents, queries, scores: expected }] of Object.entries(scores.cases)) {
    it(`gives the same scores: ${name}`, () => {
      const index = indexWords(documents.map((text) => passage(text, { language: null })));
      queries.forEach((query, i) => {
        const weights = { k1, b, titleWeight: 1, headingWeight: 1 };
        const { bm25 } = scoreWords(index, questionWords(index, query), weights);
        expectClose(bm25, expected[i]!, scores.tolerance);
      });
    });
  }
});
