import { foldText } from "../title-words.ts";

/** A word of a question or a name. */
export interface Token {
  /** As it was typed. */
  readonly text: string;
  /** Lower case without accents; "'s" for the ending of a possessive. */
  readonly word: string;
  /** Where it stands in the text, in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Longer texts are no questions about fields. */
export const MAX_QUESTION_LENGTH = 400;

const WORD = /\d+(?:[.,]\d+)*|[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}\p{N}]+)*['’ʼ]?|[£€$¥&%#]/gu;
/** French elisions stand before the word they belong to. */
const ELISION = /^(?:l|d|qu|n|s|j|m|t|c|jusqu|lorsqu)['’ʼ](?=\p{L})/iu;

/** The words of a text, in order. */
export function questionTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) addWord(tokens, match[0], match.index);
  return tokens;
}

function addWord(tokens: Token[], text: string, start: number): void {
  const elision = ELISION.exec(text);
  if (elision !== null) {
    push(tokens, elision[0].slice(0, -1), start);
    return addWord(tokens, text.slice(elision[0].length), start + elision[0].length);
  }
  const possessive = /['’ʼ]s?$/iu.exec(text);
  if (possessive === null || possessive.index === 0) return push(tokens, text, start);
  push(tokens, text.slice(0, possessive.index), start);
  const at = start + possessive.index;
  tokens.push({ text: possessive[0], word: "'s", start: at, end: at + possessive[0].length });
}

function push(tokens: Token[], text: string, start: number): void {
  const word = text === "&" ? "and" : foldText(text).replace(/[^\p{L}\p{M}\p{N}.,£€$¥%#]/gu, "");
  if (word !== "") tokens.push({ text, word, start, end: start + text.length });
}

/** Words of a name as `questionTokens` would cut them, possessive endings left out. */
export function nameWords(name: string): string[] {
  return (
    plainWords(name) ??
    questionTokens(name)
      .map(({ word }) => word)
      .filter((word) => word !== "'s")
  );
}

/** The same of a name in ASCII without apostrophes, as most are, ten times as fast; null for another. */
function plainWords(name: string): string[] | null {
  const words: string[] = [];
  const lower = name.toLowerCase();
  let from = -1;
  let digits = false;
  for (let i = 0; i <= lower.length; i++) {
    const code = i < lower.length ? lower.charCodeAt(i) : 32;
    if (code > 127 || code === 39 || code === 36 || code === 37 || code === 35) return null;
    const digit = code >= 48 && code <= 57;
    const letter = code >= 97 && code <= 122;
    // A point or comma between digits belongs to the number: leave those to the pattern.
    if ((code === 44 || code === 46) && digits && isDigit(lower.charCodeAt(i + 1))) return null;
    if (from >= 0 && (!(digit || letter) || (digits && letter))) {
      words.push(lower.slice(from, i));
      from = -1;
    }
    if (from < 0 && (digit || letter)) {
      from = i;
      digits = digit;
    }
    if (code === 38) words.push("and");
  }
  return words;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
