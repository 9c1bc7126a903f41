import type { TextSpan } from "../../features/sentences.ts";
import { languageOf, stemmed, termSpans } from "../../features/text-terms.ts";
import { findTerm, firstFrom, type WordIndex } from "./word-index.ts";

/** A term of the index that a word of the question may mean. */
export interface WordMeaning {
  /** Number of the term in the index. */
  readonly term: number;
  /** How near it is to the word, in (0, 1]; 1 for the word itself. */
  readonly closeness: number;
}

/** A telling word of a question, once, with what it may mean in the index: nothing, where no passage has its like. */
export interface QuestionWord {
  readonly text: string;
  /** Times it stands in the question. */
  readonly times: number;
  /** Where it stands, in UTF-16 units. */
  readonly places: readonly TextSpan[];
  readonly meanings: readonly WordMeaning[];
}

/** Shorter words are not guessed at: "ann" is too near to too much. */
const LEAST_GUESSED = 4;
/** From so many letters on, two mistakes are allowed. */
const LEAST_TWO_MISTAKES = 8;
const CLOSENESS = [1, 0.8, 0.6] as const;
const BEGINNING_CLOSENESS = 0.5;
const MOST_GUESSES = 4;
const LEAST_PART = 3;

/**
 * The words of a question as the index has them: in every language that is in it, stop words of the question's own left
 * out. A word that no passage has is taken for those it may be a misspelling of, for those that begin with it, or for
 * the two words it is made of.
 */
export function questionWords(index: WordIndex, question: string): QuestionWord[] {
  const words = new Map<string, { terms: readonly string[]; places: TextSpan[] }>();
  for (const { start, end, terms } of wordsByPlace(question, index.languages)) {
    const key = terms.join(" ");
    const known = words.get(key);
    if (known) known.places.push({ start, end });
    else words.set(key, { terms, places: [{ start, end }] });
  }
  return [...words.values()].map(({ terms, places }) => ({
    text: question.slice(places[0]!.start, places[0]!.end),
    times: places.length,
    places,
    meanings: meaningsOf(index, terms),
  }));
}

interface PlacedWord {
  readonly start: number;
  readonly end: number;
  readonly terms: readonly string[];
}

/** The terms that each word of the question has in these languages. */
function wordsByPlace(question: string, languages: readonly string[]): PlacedWord[] {
  const own = stemmed(languageOf(question));
  const telling = own === null ? null : new Set(termSpans(question, own).map(({ start }) => start));
  const placed = new Map<number, { start: number; end: number; terms: string[] }>();
  for (const language of languages) {
    for (const { term, start, end } of termSpans(question, language)) {
      if (telling !== null && !telling.has(start)) continue;
      const word = placed.get(start);
      if (word === undefined) placed.set(start, { start, end, terms: [term] });
      else if (!word.terms.includes(term)) word.terms.push(term);
    }
  }
  return [...placed.values()].sort((a, b) => a.start - b.start);
}

function meaningsOf(index: WordIndex, terms: readonly string[]): WordMeaning[] {
  const exact = terms.map((term) => findTerm(index, term)).filter((term) => term >= 0);
  if (exact.length > 0) return exact.map((term) => ({ term, closeness: 1 }));
  const term = terms[0]!;
  if (term.length < LEAST_GUESSED || /\p{N}/u.test(term)) return [];
  const guesses = mostFrequent(index, [...misspellings(index, term), ...beginnings(index, term)]);
  return guesses.length > 0 ? guesses : partsOf(index, term);
}

/** Terms within one mistake, or two of a longer word; those with one before those with two. */
function misspellings(index: WordIndex, word: string): WordMeaning[] {
  const most = word.length >= LEAST_TWO_MISTAKES ? 2 : 1;
  const signs = lettersOf(word);
  const all = lettersOfTerms(index);
  const found: WordMeaning[] = [];
  index.terms.forEach((term, number) => {
    if (Math.abs(term.length - word.length) > most) return;
    // Each mistake changes at most two of the letters that a word has.
    if (bitCount(all[number]! ^ signs) > 2 * most) return;
    const mistakes = typingMistakes(word, term, most);
    if (mistakes <= most) found.push({ term: number, closeness: CLOSENESS[mistakes]! });
  });
  const nearest = Math.max(...found.map(({ closeness }) => closeness));
  return found.filter(({ closeness }) => closeness === nearest);
}

function beginnings({ terms }: WordIndex, word: string): WordMeaning[] {
  const found: WordMeaning[] = [];
  for (let term = firstFrom(terms, word); term < terms.length && terms[term]!.startsWith(word); term++) {
    found.push({ term, closeness: BEGINNING_CLOSENESS });
  }
  return found;
}

/** "snowman" as "snow" and "man": the pair that stands in the most passages. */
function partsOf(index: WordIndex, word: string): WordMeaning[] {
  let best: WordMeaning[] = [];
  let most = 0;
  for (let cut = LEAST_PART; cut <= word.length - LEAST_PART; cut++) {
    const parts = [findTerm(index, word.slice(0, cut)), findTerm(index, word.slice(cut))];
    if (parts.includes(-1)) continue;
    const rarer = Math.min(...parts.map((term) => frequency(index, term)));
    if (rarer <= most) continue;
    most = rarer;
    best = parts.map((term) => ({ term, closeness: BEGINNING_CLOSENESS }));
  }
  return best;
}

/** The nearest, and of those equally near the ones in the most passages. */
function mostFrequent(index: WordIndex, guesses: readonly WordMeaning[]): WordMeaning[] {
  return [...guesses]
    .sort(
      (a, b) =>
        b.closeness - a.closeness || frequency(index, b.term) - frequency(index, a.term) || a.term - b.term,
    )
    .slice(0, MOST_GUESSES);
}

/** In how many passages a term stands. */
export function frequency({ termStart }: WordIndex, term: number): number {
  return termStart[term + 1]! - termStart[term]!;
}

const letters = new WeakMap<readonly string[], Int32Array>();

/** `lettersOf` every term, kept for as long as the index is. */
function lettersOfTerms({ terms }: WordIndex): Int32Array {
  let known = letters.get(terms);
  if (known === undefined) {
    known = Int32Array.from(terms, lettersOf);
    letters.set(terms, known);
  }
  return known;
}

/** A bit for each letter that a word has, whatever the place; letters share the 32 bits. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let i = 0; i < word.length; i++) bits |= 1 << (word.charCodeAt(i) & 31);
  return bits;
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Letters wrong, missing, too many, or two neighbours exchanged; any number above `most` once it is more. */
function typingMistakes(a: string, b: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (exchanged) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return least;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
