import { typingDistance } from "../../domain/nearest-word.ts";

/** Words of names with a fast search for those within one or two typing mistakes. */
export interface WordList {
  readonly words: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** Words of each length: their ids, and which letters each has, one bit a letter (a to z; others share the rest). */
  readonly byLength: readonly ({ readonly ids: Uint32Array; readonly letters: Uint32Array } | undefined)[];
}

export interface NearWord {
  readonly id: number;
  /** Typing mistakes: a letter wrong, missing or too many, or two neighbours exchanged. */
  readonly mistakes: number;
}

export function wordList(words: readonly string[]): WordList {
  const idsByLength: number[][] = [];
  words.forEach((word, id) => (idsByLength[word.length] ??= []).push(id));
  return {
    words,
    idOf: new Map(words.map((word, id) => [word, id])),
    byLength: Array.from(
      idsByLength,
      (ids: number[] | undefined) =>
        ids && { ids: Uint32Array.from(ids), letters: Uint32Array.from(ids, (id) => lettersOf(words[id]!)) },
    ),
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
    const bucket = list.byLength[length];
    if (bucket === undefined) continue;
    for (let i = 0; i < bucket.ids.length; i++) {
      // Each mistake changes which letters a word has by two at most.
      if (bits(bucket.letters[i]! ^ letters) > 2 * allowed) continue;
      const id = bucket.ids[i]!;
      const mistakes = id === own ? Infinity : typingMistakes(typed, list.words[id]!, allowed);
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

/** How many bits of 32 are set: sums of neighbours, twice as wide each step. */
function bits(mask: number): number {
  let n = mask - ((mask >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
