import type { Passage } from "../../domain/document.ts";
import { sentenceSpans, type TextSpan } from "../../features/sentences.ts";
import { termSpans } from "../../features/text-terms.ts";
import type { AskedQuestion } from "./asked-question.ts";
import { tokenCosines, type PassageTokens } from "./passage-tokens.ts";

/** A passage taken apart, whatever the question. */
export interface ReadPassage {
  readonly sentences: readonly TextSpan[];
  /** Its telling words as the index has them, in order, and the sentence of each. */
  readonly terms: readonly string[];
  readonly termSentence: Int32Array;
  /** Words of each sentence as they are written, stop words too. */
  readonly plain: readonly (readonly string[])[];
  /** 1 for a sentence that asks; for one with a quotation mark. Shape [sentences]. */
  readonly asks: Uint8Array;
  readonly quoted: Uint8Array;
}

export function readPassage({ text, language }: Passage): ReadPassage {
  const sentences = sentenceSpans(text);
  const spans = termSpans(text, language);
  let sentence = 0;
  return {
    sentences,
    terms: spans.map(({ term }) => term),
    termSentence: Int32Array.from(spans, ({ start }) => {
      while (sentence < sentences.length - 1 && start >= sentences[sentence]!.end) sentence++;
      return sentence;
    }),
    plain: sentences.map(({ start, end }) => text.slice(start, end).match(WORDS) ?? []),
    asks: Uint8Array.from(sentences, ({ start, end }) => (/\?\W*$/.test(text.slice(start, end)) ? 1 : 0)),
    quoted: Uint8Array.from(sentences, ({ start, end }) => (/["“”„«»]/.test(text.slice(start, end)) ? 1 : 0)),
  };
}

/** Where and how well a passage meets a question, sentence by sentence. */
export interface PassageMatch {
  readonly read: ReadPassage;
  /** Question's word at each term of the passage, in order; -1 for a term that the question does not have. */
  readonly words: Int32Array;
  /** 1 where a sentence has a word of the question. Shape [sentences, words]. */
  readonly found: Uint8Array;
  /**
   * Highest cosine of each token of the question to a token of each sentence, -1 where it has none; null without
   * vectors. Shape [sentences, tokens].
   */
  readonly nearest: Float32Array | null;
}

/** @param tokens null where the passage has no vectors yet */
export function matchPassage(
  asked: AskedQuestion,
  read: ReadPassage,
  tokens: PassageTokens | null,
): PassageMatch {
  const count = asked.rarities.length;
  const found = new Uint8Array(read.sentences.length * count);
  const words = Int32Array.from(read.terms, (term, i) => {
    const word = asked.wordOf.get(term) ?? -1;
    if (word >= 0) found[read.termSentence[i]! * count + word] = 1;
    return word;
  });
  const nearest =
    asked.tokens === null || tokens === null || tokens.scales.length === 0
      ? null
      : nearestTokens(asked.tokens.vectors, asked.tokens.count, tokens, read.sentences);
  return { read, words, found, nearest };
}

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

function nearestTokens(
  question: Float32Array,
  count: number,
  tokens: PassageTokens,
  sentences: readonly TextSpan[],
): Float32Array {
  const all = tokens.scales.length;
  const cosines = new Float32Array(count * all);
  tokenCosines(question, tokens, cosines);
  const nearest = new Float32Array(sentences.length * count).fill(-1);
  let sentence = 0;
  for (let t = 0; t < all; t++) {
    while (sentence < sentences.length - 1 && tokens.places[t]! >= sentences[sentence]!.end) sentence++;
    for (let q = 0; q < count; q++) {
      const cosine = cosines[q * all + t]!;
      if (cosine > nearest[sentence * count + q]!) nearest[sentence * count + q] = cosine;
    }
  }
  return nearest;
}

/** Rarity-weighted share of the question's words that one of the sentences [from, to) has. */
export function coverage(asked: AskedQuestion, match: PassageMatch, from: number, to: number): number {
  const words = asked.rarities.length;
  let sum = 0;
  for (let word = 0; word < words; word++) {
    for (let sentence = from; sentence < to; sentence++) {
      if (match.found[sentence * words + word] === 0) continue;
      sum += asked.rarities[word]!;
      break;
    }
  }
  return asked.raritySum === 0 ? 0 : sum / asked.raritySum;
}

/** Weighted mean over the question's tokens of the highest cosine within the sentences [from, to); NaN without vectors. */
export function likeness(
  asked: AskedQuestion,
  match: PassageMatch,
  from: number,
  to: number,
  weigh: (token: number) => number,
): number {
  if (asked.tokens === null || match.nearest === null) return NaN;
  const { count } = asked.tokens;
  let [sum, weights] = [0, 0];
  for (let q = 0; q < count; q++) {
    const weight = weigh(q);
    if (weight === 0) continue;
    let best = -1;
    for (let sentence = from; sentence < to; sentence++) {
      best = Math.max(best, match.nearest[sentence * count + q]!);
    }
    sum += weight * best;
    weights += weight;
  }
  return sum / weights;
}
