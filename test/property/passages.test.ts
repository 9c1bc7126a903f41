import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import type { SourceText } from "../../src/domain/document.ts";
import { embeddedSpans, passagesOf } from "../../src/features/passages.ts";
import { sentenceSpans } from "../../src/features/sentences.ts";
import { termSpans, textTerms } from "../../src/features/text-terms.ts";
import { changeWords, indexWords } from "../../src/models/rag/word-index.ts";
import { randomPassages } from "../fixtures/passages.ts";

const SEED = 20261125;
const runs = { seed: SEED, numRuns: 300 };
/** Pieces that make splitting hard, in any order. */
const PIECES = [
  ..."word Dr. z.B. J. 3. 1,000 … ... ! ? ?! . « » „ “ ” ' \" ( ) 。 ！ 吾輩 猫 ก e\u0301 😀 👩‍👩‍👧 <b> Ende".split(
    " ",
  ),
  " ",
  " ",
  "  ",
  "\n",
  "\r\n",
  "\n\n",
  "\n \n",
  "\u00a0",
  "x".repeat(130),
  "\ud800",
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 120 }).map((pieces) => pieces.join(""));
const sourceOf = (text: string): SourceText => ({
  sourceId: "note/1",
  kind: "note",
  title: "",
  itemId: null,
  language: null,
  sections: [{ headings: [], text, page: null }],
});
const withoutBlanks = (text: string): string => text.replace(/\s/g, "");

describe(`texts in pieces (seed ${SEED})`, () => {
  it("sentences are in order, trimmed, and cover all but blanks", () => {
    fc.assert(
      fc.property(texts, (text) => {
        let last = 0;
        for (const { start, end } of sentenceSpans(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
          last = end;
        }
        const all = sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
        expect(withoutBlanks(all.join(""))).toBe(withoutBlanks(text));
      }),
      runs,
    );
  });

  it("passages are exactly what stands in the section, cover it, and keep to their size", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 30 }), (text, mostWords) => {
        const passages = passagesOf(sourceOf(text), { mostWords });
        for (const passage of passages) {
          expect(passage.text).toBe(text.slice(passage.start, passage.start + passage.text.length));
          // A word is what stands between blanks, or 60 units and the marks that follow them, of a longer run.
          expect(passage.text.split(/\s+/).length).toBeLessThanOrEqual(mostWords);
        }
        expect(withoutBlanks(passages.map((passage) => passage.text).join(""))).toBe(withoutBlanks(text));
        expect(passages.map(({ passageId }) => passageId)).toEqual(passages.map((_, i) => `note/1#${i}`));
      }),
      runs,
    );
  });

  it("embedded parts cover a passage without overlap", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom("record" as const, "note" as const), (text, kind) => {
        const spans = embeddedSpans({ kind, text });
        spans.slice(1).forEach(({ start }, i) => expect(start).toBeGreaterThanOrEqual(spans[i]!.end));
        const parts = spans.map(({ start, end }) => text.slice(start, end)).join("");
        expect(withoutBlanks(parts)).toBe(withoutBlanks(text));
      }),
      runs,
    );
  });

  it("terms stand where they say, and are themselves again", () => {
    fc.assert(
      fc.property(texts, fc.constantFrom("en", "de", "fr", null), (text, language) => {
        for (const { term, start, end } of termSpans(text, language)) {
          expect(end).toBeGreaterThan(start);
          expect(textTerms(text.slice(start, end), language)[0]).toBe(term);
        }
      }),
      runs,
    );
  });
});

describe(`the word index (seed ${SEED})`, () => {
  it("after any change is the one made anew, but for languages that were there", () => {
    const random = seededRandom(SEED);
    for (let run = 0; run < 40; run++) {
      const before = randomPassages(random.integer(60), random);
      const added = randomPassages(random.integer(20), random);
      const removed = Uint8Array.from(before, () => (random.next() < 0.3 ? 1 : 0));
      const kept = before.filter((_, row) => removed[row] !== 1);
      const changed = changeWords(indexWords(before), removed, indexWords(added));
      const anew = indexWords([...kept, ...added]);
      expect({ ...changed, languages: [] }).toEqual({ ...anew, languages: [] });
      expect(changed.languages).toEqual(expect.arrayContaining([...anew.languages]));
    }
  });
});
