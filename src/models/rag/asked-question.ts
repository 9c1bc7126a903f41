import type { EmbeddedTexts } from "../../core/ports.ts";
import { projectToken, type TokenProjection } from "./passage-tokens.ts";
import { questionType, type QuestionType } from "./question-type.ts";
import { questionWords } from "./question-words.ts";
import type { WordIndex } from "./word-index.ts";
import { rarity } from "./word-search.ts";

/** What is compared with passages and sentences of a question, worked out once. */
export interface AskedQuestion {
  readonly type: QuestionType;
  /** How rare each telling word is in the index. Shape [words]. */
  readonly rarities: Float64Array;
  readonly raritySum: number;
  /** How rare a word is that no passage has. */
  readonly mostRare: number;
  /** Word that a term of a passage stands for. */
  readonly wordOf: ReadonlyMap<string, number>;
  /** Telling words in the order they stand. */
  readonly order: readonly number[];
  /** All words in small letters, stop words too. */
  readonly plain: readonly string[];
  /** Telling words as they are written in the question, in small letters. Shape [words]. */
  readonly written: readonly string[];
  /** Telling words written with a capital inside the question: names. */
  readonly names: readonly number[];
  /** Words with a digit. */
  readonly numbers: readonly number[];
  readonly tokens: QuestionTokens | null;
}

/** Token vectors of a question, and how much each counts. */
export interface QuestionTokens {
  readonly count: number;
  /** Of unit length. Shape [count, dimension]. */
  readonly vectors: Float32Array;
  /** Sum 1: rare words count more. Shape [count]. */
  readonly weights: Float64Array;
  /** 1 for tokens of telling words. Shape [count]. */
  readonly telling: Uint8Array;
}

/** What a token counts besides its word's rarity: stop words ("who", "before") say what is asked for. */
const WEIGHT_OF_ANY_TOKEN = 0.3;

/**
 * @param embedded the question alone, embedded; null where there is no model
 */
export function askedQuestion(
  index: WordIndex,
  question: string,
  embedded: EmbeddedTexts | null,
  projection: TokenProjection,
): AskedQuestion {
  const words = questionWords(index, question);
  const rarities = Float64Array.from(words, (word) => rarity(index, word));
  const wordOf = new Map<string, number>();
  words.forEach(({ meanings }, number) => {
    for (const { term } of meanings) {
      const text = index.terms[term]!;
      if (!wordOf.has(text)) wordOf.set(text, number);
    }
  });
  const placed = words
    .flatMap(({ places }, number) => places.map(({ start, end }) => ({ start, end, number })))
    .sort((a, b) => a.start - b.start);
  const inside = placed.filter(({ start }) => start > 0 && /^\p{Lu}/u.test(question.slice(start)));
  return {
    type: questionType(question),
    rarities,
    raritySum: rarities.reduce((sum, each) => sum + each, 0),
    mostRare: rarity(index, { text: "", times: 1, places: [], meanings: [] }),
    wordOf,
    order: placed.map(({ number }) => number),
    plain: plainWords(question),
    written: words.map(({ text }) => text.toLowerCase()),
    names: [...new Set(inside.map(({ number }) => number))],
    numbers: words.flatMap(({ text }, number) => (/\p{N}/u.test(text) ? [number] : [])),
    tokens:
      embedded === null || embedded.dimension !== projection.from
        ? null
        : questionTokens(embedded, projection, placed, rarities),
  };
}

/** Words in small letters, as they are written. */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function questionTokens(
  { dimension, tokens, tokenSpans, tokenStart }: EmbeddedTexts,
  projection: TokenProjection,
  placed: readonly { readonly start: number; readonly end: number; readonly number: number }[],
  rarities: Float64Array,
): QuestionTokens | null {
  const count = tokenStart[1]!;
  if (count === 0) return null;
  const { to } = projection;
  const vectors = new Float32Array(count * to);
  const weights = new Float64Array(count).fill(WEIGHT_OF_ANY_TOKEN);
  const telling = new Uint8Array(count);
  let sum = 0;
  for (let t = 0; t < count; t++) {
    projectToken(tokens, t * dimension, projection, vectors.subarray(t * to, (t + 1) * to));
    const at = tokenSpans[2 * t]!;
    const word = placed.find(({ start, end }) => start <= at && at < end);
    if (word) {
      telling[t] = 1;
      weights[t]! += rarities[word.number]!;
    }
    sum += weights[t]!;
  }
  for (let t = 0; t < count; t++) weights[t]! /= sum;
  return { count, vectors, weights, telling: telling.includes(1) ? telling : telling.fill(1) };
}
