import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { typingDistance } from "../../../../src/domain/nearest-word.ts";
import {
  mistakesAllowed,
  nearWords,
  typingMistakes,
  wordList,
} from "../../../../src/features/table-query/near-words.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "é"), minLength: 1, maxLength: 10 });

describe("words near a typed one", () => {
  it("are all that a look at every word finds", () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 40 }), word, (words, typed) => {
        const allowed = mistakesAllowed(typed.length);
        const found = nearWords(wordList(words), typed).map(({ id, mistakes }) => [words[id], mistakes]);
        const wanted = words.map((one) => [one, typingDistance(typed, one)] as const);
        expect(new Map(found as [string, number][])).toEqual(
          new Map(wanted.filter(([, mistakes]) => mistakes <= allowed)),
        );
      }),
    );
  });

  it("are told apart by the number of mistakes as far as it matters", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 2 }), (a, b, limit) => {
        const distance = typingDistance(a, b);
        const mistakes = typingMistakes(a, b, limit);
        if (distance <= limit) expect(mistakes).toBe(distance);
        else expect(mistakes).toBeGreaterThan(limit);
      }),
    );
  });
});
