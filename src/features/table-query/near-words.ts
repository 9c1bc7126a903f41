import { typingDistance } from "../../domain/nearest-word.ts";

/** Words of names with a fast search for those within one or two typing mistakes. */
export interface WordList {
  readonly words: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** Ids by the length of the word. */
  readonly byLength: readonly (readonly number[])[];
  /** Letters that a word has, one bit each (a to z; others share the rest). */
  readonly letters: Uint32Array;
}

export interface NearWord {
  readonly id: number;
  /** Typing mistakes: a letter wrong, missing or too many, or two neighbours exchanged. */
  readonly mistakes: number;
}

export function wordList(words: readonly string[]): WordList {
  const byLength: number[][] = [];
  words.forEach((word, id) => (byLength[word.length] ??= []).push(id));
  return {
    words,
    idOf: new Map(words.map((word, id) => [word, id])),
    byLength,
    letters: Uint32Array.from(words, lettersOf),
  };
}

/** Mistakes that are forgiven in a word of so many letters. */
export function mistakesAllowed(length: number): number {
  return length < 3 ? 0 : length < 8 ? 1 : 2;
}

/** The word itself and words near it, fewest mistakes first. */
export function nearWords(list: WordList, typed: string): NearWord[] {
  const allowed = /^\d/.test(typed) ? 0 : mistakesAllowed(typed.length);
  const own = list.idOf.get(typed);
  const near: NearWord[] = own === undefined ? [] : [{ id: own, mistakes: 0 }];
  const letters = lettersOf(typed);
  for (let length = typed.length - allowed; length <= typed.length + allowed; length++) {
    for (const id of list.byLength[length] ?? []) {
      if (id === own || bits(list.letters[id]! ^ letters) > 2 * allowed) continue;
      const mistakes = typingMistakes(typed, list.words[id]!, allowed);
      if (mistakes <= allowed) near.push({ id, mistakes });
    }
  }
  return near.sort((a, b) => a.mistakes - b.mistakes || a.id - b.id);
}

/** Optimal string alignment distance, or more than `limit` once it cannot be within it. */
export function typingMistakes(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let endA = a.length;
  let endB = b.length;
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const restA = a.slice(from, endA);
  const restB = b.slice(from, endB);
  if (restA.length === 0 || restB.length === 0) return Math.max(restA.length, restB.length);
  if (Math.max(restA.length, restB.length) > 2 * limit) return limit + 1;
  return typingDistance(restA, restB);
}

function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i) - 97;
    letters |= 1 << (code >= 0 && code < 26 ? code : 26 + (word.charCodeAt(i) % 6));
  }
  return letters >>> 0;
}

function bits(mask: number): number {
  let n = 0;
  for (let rest = mask >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) n++;
  return n;
}
