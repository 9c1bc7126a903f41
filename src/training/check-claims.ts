import type { EmbeddedTexts } from "../core/ports.ts";
import type { Passage } from "../domain/document.ts";
import { sentenceSpans, type TextSpan } from "../features/sentences.ts";
import { termSpans } from "../features/text-terms.ts";
import {
  projectToken,
  tokenCosines,
  type PassageTokens,
  type TokenProjection,
} from "../models/rag/passage-tokens.ts";
import { clausesOf, swapsRoles, type Clause } from "./claim-order.ts";

/** A passage that a claim may be supported by. */
export interface ClaimSource {
  readonly row: number;
  readonly passage: Passage;
  /** null: compared by words only. */
  readonly tokens: PassageTokens | null;
}

/**
 * Why a claim is dropped: a number, a name or a word that the source has not, a denial that only one of them has, or
 * words that have changed places: who did it with whom it was done to.
 */
export type ClaimFault = "number" | "name" | "denial" | "order" | "words";

/** One sentence of a generated text, held against the sources. */
export interface CheckedClaim extends TextSpan {
  readonly text: string;
  /** Where it is supported, one or two neighbouring sentences; null where it is not. */
  readonly support: { readonly row: number; readonly start: number; readonly end: number } | null;
  /** What the nearest place lacks; null for a supported claim. */
  readonly fault: ClaimFault | null;
}

/** A word of the claim has a witness in a token this near: "wed" in "married". */
const WITNESS = 0.72;
/** Words of a claim that may go without a witness, as a share: a generator's "also", "however". */
const UNWITNESSED = 0.1;
/** Words that deny, in the languages of the catalogue. */
export const DENIAL =
  /(?:\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|nicht|kein\w*|nie|niemals|ohne|jamais|sans|aucune?)\b|n[’']t\b|\b(?:ne|n[’'])\s*\p{L}+ (?:pas|plus|jamais|rien)\b)/iu;

/**
 * Hold each sentence of a generated text against the sources. It is supported where one or two neighbouring sentences
 * of a source have all its numbers and names, deny what it denies, have a witness for its other words (the word itself in
 * any form, or a token near in meaning) and have the words that both share in the same parts of their clauses.
 *
 * @param embedded the sentences of the text, in the order of `sentenceSpans`, for witnesses near in meaning; null: words only
 */
export function checkClaims(
  text: string,
  language: string | null,
  sources: readonly ClaimSource[],
  embedded: EmbeddedTexts | null = null,
  projection: TokenProjection | null = null,
): CheckedClaim[] {
  return sentenceSpans(text).map(({ start, end }, number) => {
    const claim = readClaim(text.slice(start, end), language, number, embedded, projection);
    let nearest: { fault: ClaimFault; lacking: number } = { fault: "words", lacking: Infinity };
    for (const source of sources) {
      for (const span of windows(source.passage.text)) {
        const { fault, lacking } = compare(claim, source, span);
        if (fault === null) {
          const support = { row: source.row, ...span };
          return { text: claim.text, start, end, support, fault: null };
        }
        if (lacking < nearest.lacking) nearest = { fault, lacking };
      }
    }
    return { text: claim.text, start, end, support: null, fault: nearest.fault };
  });
}

/** The sentences that are supported, as one text, and the share that is. */
export function supportedText(claims: readonly CheckedClaim[]): {
  readonly text: string;
  readonly share: number;
} {
  const kept = claims.filter(({ support }) => support !== null);
  return {
    text: kept.map(({ text }) => text).join(" "),
    share: claims.length === 0 ? NaN : kept.length / claims.length,
  };
}

interface Claim {
  readonly text: string;
  readonly words: readonly ClaimWord[];
  readonly denies: boolean;
  readonly clauses: readonly Clause[];
}

interface ClaimWord {
  readonly term: string;
  readonly kind: "number" | "name" | "word";
  /** Vectors of its tokens, of unit length; empty without vectors. */
  readonly tokens: readonly Float32Array[];
}

function readClaim(
  text: string,
  language: string | null,
  number: number,
  embedded: EmbeddedTexts | null,
  projection: TokenProjection | null,
): Claim {
  const vectors = embedded !== null && projection !== null && embedded.dimension === projection.from;
  // A denial is compared by itself.
  const told = termSpans(text, language).filter(({ start, end }) => !DENIAL.test(text.slice(start, end)));
  const words = told.map(({ term, start, end }): ClaimWord => {
    const written = text.slice(start, end);
    const tokens: Float32Array[] = [];
    if (vectors) {
      for (let t = embedded.tokenStart[number]!; t < embedded.tokenStart[number + 1]!; t++) {
        const at = embedded.tokenSpans[2 * t]!;
        if (at < start || at >= end) continue;
        const out = new Float32Array(projection.to);
        projectToken(embedded.tokens, t * embedded.dimension, projection, out);
        tokens.push(out);
      }
    }
    return { term, kind: kindOf(written, start), tokens };
  });
  return { text, words, denies: DENIAL.test(text), clauses: clausesOf(text, language) };
}

function kindOf(written: string, start: number): ClaimWord["kind"] {
  if (/\p{N}/u.test(written)) return "number";
  return start > 0 && /^\p{Lu}/u.test(written) ? "name" : "word";
}

/** Each sentence, and each with the one after it. */
function* windows(text: string): Generator<TextSpan> {
  const spans = sentenceSpans(text);
  yield* spans;
  for (let i = 0; i + 1 < spans.length; i++) yield { start: spans[i]!.start, end: spans[i + 1]!.end };
}

/** What the claim finds lacking in a part of a source; `lacking` counts words. */
function compare(
  claim: Claim,
  { passage, tokens }: ClaimSource,
  { start, end }: TextSpan,
): { readonly fault: ClaimFault | null; readonly lacking: number } {
  const part = passage.text.slice(start, end);
  const terms = new Set(termSpans(part, passage.language).map(({ term }) => term));
  const missing = claim.words.filter(
    (word) => !terms.has(word.term) && !(word.kind === "word" && hasWitness(word, tokens, start, end)),
  );
  const lacking = missing.length;
  if (missing.some(({ kind }) => kind === "number")) return { fault: "number", lacking };
  if (missing.some(({ kind }) => kind === "name")) return { fault: "name", lacking };
  if (claim.words.length === 0 || lacking > UNWITNESSED * claim.words.length) {
    return { fault: "words", lacking };
  }
  if (claim.denies !== DENIAL.test(part)) return { fault: "denial", lacking };
  return { fault: swapsRoles(claim.clauses, clausesOf(part, passage.language)) ? "order" : null, lacking };
}

function hasWitness(
  { tokens: own }: ClaimWord,
  tokens: PassageTokens | null,
  start: number,
  end: number,
): boolean {
  if (tokens === null || own.length === 0) return false;
  const cosines = new Float32Array(tokens.scales.length);
  return own.every((vector) => {
    tokenCosines(vector, tokens, cosines);
    return cosines.some((cosine, t) => {
      const at = tokens.places[t]!;
      return at >= start && at < end && cosine >= WITNESS;
    });
  });
}
