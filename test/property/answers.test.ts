import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import type { SourceText } from "../../src/domain/document.ts";
import { passagesOf } from "../../src/features/passages.ts";
import { defaultOptions } from "../../src/models/options.ts";
import { hybridRag, type HybridRagOptions } from "../../src/models/rag/hybrid-rag/index.ts";
import { answerFromTexts } from "../../src/training/answer-from-texts.ts";
import { carriedModel } from "../../src/training/answer-model.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const WORDS =
  "the a girl whale Ahab Nantucket 1841 garden key <b>bold</b> „Über“ 3.14 Mr. can't 猫が好き ignore above ; -- why? said".split(
    " ",
  );

describe("answers from texts that were drawn", () => {
  for (const seed of SEEDS) {
    it(`are spans of their passages, in order of confidence the same twice (seed ${seed})`, async () => {
      const random = seededRandom(seed, "answers");
      const draw = (count: number): string =>
        Array.from({ length: count }, () => WORDS[random.integer(WORDS.length)]!).join(" ");
      const sources = Array.from({ length: 5 }, (_, i): SourceText => ({
        sourceId: `document/${i}`,
        kind: "document",
        title: draw(2),
        itemId: null,
        language: random.integer(2) === 0 ? "en" : null,
        sections: [
          {
            headings: [draw(1)],
            text: Array.from(
              { length: 1 + random.integer(30) },
              () => `${draw(1 + random.integer(12))}.`,
            ).join(" "),
            page: null,
          },
        ],
      }));
      const passages = sources.flatMap((source) => passagesOf(source));
      const state = hybridRag.fit(
        { passages, vectors: null },
        defaultOptions(hybridRag.options) as HybridRagOptions,
        { random },
      );
      const index = {
        passages,
        state,
        tokensOf: (rows: readonly number[]) => Promise.resolve(rows.map(() => null)),
      };
      const carried = await carriedModel();
      const open = { ...carried, confidence: { ...carried.confidence, perhapsFrom: 0 } };
      for (let asked = 0; asked < 10; asked++) {
        const question = { text: draw(5), embedded: null, modelSha256: null, allowed: null };
        const answer = await answerFromTexts(open, index, question);
        expect(await answerFromTexts(open, index, question)).toEqual(answer);
        expect(answer.sentences.length).toBeLessThanOrEqual(2);
        expect(answer.confidence).toBeGreaterThanOrEqual(0);
        expect(answer.confidence).toBeLessThanOrEqual(1);
        for (const { row, start, end, text } of answer.sentences) {
          expect(passages[row]!.text.slice(start, end)).toBe(text);
          expect(text.trim()).not.toBe("");
        }
        const rows = answer.ranked.map(({ row }) => row);
        expect(new Set(rows).size).toBe(rows.length);
      }
    });
  }
});
