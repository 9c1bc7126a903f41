import type { TextSpan } from "../../features/sentences.ts";
import { languageOf, LONGEST_TERM, stemmed, termSpans } from "../../features/text-terms.ts";
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
/** A stem of another language than the question's: German "dik" for "Dikens". */
const OTHER_LANGUAGE_CLOSENESS = 0.8;
const MOST_GUESSES = 4;
const LEAST_PART = 3;

/**
 * The words of a question as the index has them: in every language that is in it, stop words of the question's own left
 * out. A word that no passage has is taken for those it may be a misspelling of, for those that begin with it, or for
 * the two words it is made of.
 */
export function questionWords(index: WordIndex, question: string): QuestionWord[] {
  const words = new Map<string, { word: PlacedWord; places: TextSpan[] }>();
  for (const word of wordsByPlace(question, index.languages)) {
    const { start, end } = word;
    const key = word.terms.join(" ");
    const known = words.get(key);
    if (known) known.places.push({ start, end });
    else words.set(key, { word, places: [{ start, end }] });
  }
  return [...words.values()].map(({ word, places }) => ({
    text: question.slice(places[0]!.start, places[0]!.end),
    times: places.length,
    places,
    meanings: meaningsOf(index, word),
  }));
}

interface PlacedWord extends TextSpan {
  /** In the languages of the index, each once. */
  readonly terms: readonly string[];
  /** Those of the question's own language; where that is unknown, the longest, which stems least. */
  readonly own: readonly string[];
}

/** The terms that each word of the question has in these languages. */
function wordsByPlace(question: string, languages: readonly string[]): PlacedWord[] {
  const language = stemmed(languageOf(question));
  const own =
    language === null ? null : new Map(termSpans(question, language).map((span) => [span.start, span.term]));
  const placed = new Map<number, { start: number; end: number; terms: string[] }>();
  for (const each of languages) {
    for (const { term, start, end } of termSpans(question, each)) {
      if (own !== null && !own.has(start)) continue;
      const word = placed.get(start);
      if (word === undefined) placed.set(start, { start, end, terms: [term] });
      else if (!word.terms.includes(term)) word.terms.push(term);
    }
  }
  return [...placed.values()]
    .sort((a, b) => a.start - b.start)
    .map((word) => {
      const longest = Math.max(...word.terms.map((term) => term.length));
      const sure = own?.get(word.start);
      return { ...word, own: word.terms.filter((term) => (sure ? term === sure : term.length === longest)) };
    });
}

function meaningsOf(index: WordIndex, { terms, own }: PlacedWord): WordMeaning[] {
  const exact = terms.map((term) => findTerm(index, term)).filter((term) => term >= 0);
  const isSure = own.length === 0 || exact.some((term) => own.includes(index.terms[term]!));
  if (isSure && exact.length > 0) return exact.map((term) => ({ term, closeness: 1 }));
  const guessed = terms.filter((term) => term.length >= LEAST_GUESSED && !/\p{N}/u.test(term));
  const guesses = mostFrequent(index, [
    ...exact.map((term) => ({ term, closeness: OTHER_LANGUAGE_CLOSENESS })),
    ...guessed.flatMap((term) => [...misspellings(index, term), ...beginnings(index, term)]),
  ]);
  return guesses.length > 0 ? guesses : guessed.flatMap((term) => partsOf(index, term)).slice(0, 2);
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

/** The nearest, each once, and of those equally near the ones in the most passages. */
function mostFrequent(index: WordIndex, guesses: readonly WordMeaning[]): WordMeaning[] {
  const sorted = [...guesses].sort(
    (a, b) =>
      b.closeness - a.closeness || frequency(index, b.term) - frequency(index, a.term) || a.term - b.term,
  );
  return sorted
    .filter(({ term }, i) => sorted.findIndex((other) => other.term === term) === i)
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
  let beforeLast = ROWS[0]!;
  let last = ROWS[1]!;
  let row = ROWS[2]!;
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const sign = a.charCodeAt(i - 1);
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (sign === other ? 0 : 1));
      if (i > 1 && j > 1 && sign === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return least;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[b.length]!;
}

/** Rows of the table of `typingMistakes`, for words of any length that a term may have. */
const ROWS = Array.from({ length: 3 }, () => new Int32Array(LONGEST_TERM + 1));
