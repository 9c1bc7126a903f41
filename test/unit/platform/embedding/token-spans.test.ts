import { BertTokenizer } from "@huggingface/transformers";
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { foldPiece, foldText } from "../../../../src/platform/embedding/folded-text.ts";
import { tokenSpans, type TokenStyle } from "../../../../src/platform/embedding/token-spans.ts";

const WORD_PIECE: TokenStyle = { marker: "##", unknown: "[UNK]", unknownIs: "word" };
const UNIGRAM: TokenStyle = { marker: "▁", unknown: "<unk>", unknownIs: "run" };

function carried(file: string): object {
  return JSON.parse(readFileSync(`public/models/all-MiniLM-L6-v2/${file}`, "utf8")) as object;
}

function pieces(text: string, tokens: readonly string[], style = WORD_PIECE): string[] {
  const spans = tokenSpans(text, tokens, style);
  return tokens.map((_, t) => text.slice(spans[2 * t], spans[2 * t + 1]));
}

describe("tokenSpans", () => {
  it("finds pieces of words that were folded to lower case without accents", () => {
    expect(pieces("Zoë's NAÏVETÉ", ["zoe", "'", "s", "naive", "##te"])).toEqual([
      "Zoë",
      "'",
      "s",
      "NAÏVE",
      "TÉ",
    ]);
  });

  it("takes accents that stand as characters of their own to their letter", () => {
    expect(pieces("cafe\u0301 au", ["cafe", "au"])).toEqual(["cafe\u0301", "au"]);
  });

  it("gives an unknown token the whole word, and goes on with the next", () => {
    expect(pieces("a ☃☃x b", ["a", "[UNK]", "b"])).toEqual(["a", "☃☃x", "b"]);
    expect(pieces("[UNK] is a word", ["[UNK]", "is", "a", "word"])).toEqual(["[UNK]", "is", "a", "word"]);
  });

  it("passes over control characters, and divides Chinese text by characters", () => {
    expect(pieces("a\u0000b 書く", ["ab", "書", "く"])).toEqual(["a\u0000b", "書", "く"]);
  });

  it("lets parts of one syllable share its place", () => {
    const [first, second] = foldText("한").text;
    const spans = tokenSpans("한국", [first!, `##${second}`], WORD_PIECE);
    expect([...spans]).toEqual([0, 1, 0, 1]);
  });

  it("lays SentencePiece's tokens along the text, blanks and unknown runs too", () => {
    const tokens = ["▁Hello", "▁", "<unk>", "wor", "ld"];
    expect(pieces("Hello  ☃☃world", tokens, UNIGRAM)).toEqual(["Hello", "", "☃☃", "wor", "ld"]);
  });

  it("gives what stands nowhere in the text an empty place and finds the others all the same", () => {
    const spans = tokenSpans("one two", ["one", "zzz", "two"], WORD_PIECE);
    expect([spans[0], spans[1], spans[4], spans[5]]).toEqual([0, 3, 4, 7]);
    expect(spans[2]).toBeGreaterThanOrEqual(0);
  });

  it("ascends and stays inside for any text, and each place folds to its token", () => {
    const tokenizer = new BertTokenizer(carried("tokenizer.json"), carried("tokenizer_config.json"));
    const letter = fc.constantFrom(
      ...Array.from("aZé ß書かİΣς\u0301\u0000\u00A0\uFEFF☃🐋-'.ﬁ½한\ud800\n[UNK]#▁"),
    );
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(letter).map((list) => list.join("")),
      fc.lorem(),
    );
    fc.assert(
      fc.property(text, (sample) => {
        const tokens = tokenizer.tokenize(sample, { add_special_tokens: false });
        const spans = tokenSpans(sample, tokens, WORD_PIECE);
        let last = [0, 0];
        for (const [t, token] of tokens.entries()) {
          const [start, end] = [spans[2 * t]!, spans[2 * t + 1]!];
          expect(start).toBeGreaterThanOrEqual(last[0]!);
          expect(end).toBeGreaterThanOrEqual(last[1]!);
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(sample.length);
          const piece = foldPiece(token.startsWith("##") ? token.slice(2) : token);
          if (token !== "[UNK]") expect(foldPiece(sample.slice(start, end))).toContain(piece);
          last = [start, end];
        }
      }),
      { numRuns: 2000, seed: 20261125 },
    );
  });
});
