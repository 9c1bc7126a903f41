import { isFiller, type KnownName, type NameKind, type NameLexicon, type NameMatch } from "./name-lexicon.ts";
import { isNoise } from "./noise-words.ts";
import { mistakesAllowed, nearWords, typingMistakes, type NearWord } from "./near-words.ts";

/** Names looked at closely. */
const CANDIDATES = 60;
/** Words that more names have than this find none; they only help to tell candidates apart. */
const COMMON = 4000;
/** Answers to earlier searches that are kept: one question asks the same of several phrases. */
const MATCHES_KEPT = 2000;
/** Words of at most so many names find candidates by themselves. */
const RARE = 600;
/** What is less alike is no match. */
export const LEAST_LIKENESS = 0.6;

/** Names of some kinds that the words may mean as a whole, most alike first, then most read. */
export function matchNames(
  lexicon: NameLexicon,
  words: readonly string[],
  kinds: readonly NameKind[],
  least = LEAST_LIKENESS,
): readonly NameMatch[] {
  const said = words.filter((word) => word !== "'s" && word !== "|");
  if (said.length === 0 || said.length > 24) return [];
  const key = `${said.join(" ")} ${kinds.join()} ${least}`;
  const known = lexicon.matched.get(key);
  if (known !== undefined) return known;
  if (lexicon.matched.size > MATCHES_KEPT) lexicon.matched.clear();
  const matches = bestMatches(lexicon, said, kinds, least);
  lexicon.matched.set(key, matches);
  return matches;
}

function bestMatches(
  lexicon: NameLexicon,
  said: readonly string[],
  kinds: readonly NameKind[],
  least: number,
): NameMatch[] {
  const matches: NameMatch[] = [];
  for (const name of candidates(lexicon, said, kinds)) {
    const match = name.kind === "author" ? authorMatch(name, said) : titleMatch(name, said, least);
    if (match !== null && match.likeness >= least) matches.push(match);
  }
  return matches.sort(
    (a, b) =>
      b.likeness - a.likeness ||
      Number(b.whole) - Number(a.whole) ||
      b.name.weight - a.name.weight ||
      (a.name.words.join(" ") < b.name.words.join(" ") ? -1 : 1),
  );
}

function candidates(lexicon: NameLexicon, said: readonly string[], kinds: readonly NameKind[]): KnownName[] {
  const { names } = lexicon;
  const scores = new Map<number, number>();
  const words = [...new Set([...said, ...joined(said)])];
  const near = words.map((word) =>
    nearOf(lexicon, word).filter(({ id }) => lexicon.having[id]!.length <= COMMON),
  );
  const telling = near.some((found) => found.some(({ id }) => lexicon.having[id]!.length <= RARE));
  // Words that many names have only add to names that a rarer word has found.
  for (const rare of telling ? [true, false] : [false]) {
    for (const found of near) {
      const best = new Map<number, number>();
      for (const { id, mistakes } of found) {
        const having = lexicon.having[id]!;
        if (telling && having.length <= RARE !== rare) continue;
        const weight = (1 - 0.3 * mistakes) / (1 + having.length / 200);
        for (const n of having) {
          if (!rare && telling && !scores.has(n)) continue;
          if (kinds.includes(names[n]!.kind)) best.set(n, Math.max(best.get(n) ?? 0, weight));
        }
      }
      for (const [n, weight] of best) scores.set(n, (scores.get(n) ?? 0) + weight);
    }
  }
  const whole = (lexicon.byWords.get(said.join(" ")) ?? []).filter((n) => kinds.includes(names[n]!.kind));
  for (const n of whole) scores.set(n, Infinity);
  const ranked: { readonly n: number; readonly rank: number }[] = [];
  let highest = 0;
  for (const score of scores.values()) if (score < Infinity) highest = Math.max(highest, score);
  for (const [n, score] of scores) {
    if (score >= WEAK * highest) ranked.push({ n, rank: score - 0.05 * names[n]!.words.length });
  }
  return ranked
    .sort((a, b) => b.rank - a.rank || names[b.n]!.weight - names[a.n]!.weight || a.n - b.n)
    .slice(0, CANDIDATES)
    .map(({ n }) => names[n]!);
}

/** Names with less than this share of the best score are not looked at. */
const WEAK = 0.35;

function nearOf({ words, near }: NameLexicon, word: string): readonly NearWord[] {
  const known = near.get(word);
  if (known !== undefined) return known;
  if (near.size > MATCHES_KEPT) near.clear();
  const own = words.idOf.get(word);
  const found = own !== undefined && isNoise(word) ? [{ id: own, mistakes: 0 }] : nearWords(words, word);
  near.set(word, found);
  return found;
}

/** Neighbours written as one word, for a blank too many. */
const joined = (said: readonly string[]): string[] => said.slice(1).map((word, i) => said[i]! + word);

const weightOf = (word: string): number => (isFiller(word) ? 0.15 : 1);

/** What it costs to read one word as another, in shares of a word; 1 where they have nothing in common. */
function wordCost(typed: string, word: string): number {
  if (typed === word) return 0;
  if (/^\d/.test(typed) || /^\d/.test(word)) return 1;
  const allowed = Math.max(1, mistakesAllowed(Math.min(typed.length, word.length)));
  const mistakes = typingMistakes(typed, word, allowed);
  if (mistakes > allowed || Math.min(typed.length, word.length) < 2) return 1;
  const length = Math.max(typed.length, word.length);
  return mistakes * (length >= 7 ? 0.2 : length >= 5 ? 0.26 : length === 4 ? 0.34 : 0.5);
}

/** Titles and series are said word by word, in order; a word left out or added costs its weight. */
function titleMatch(name: KnownName, said: readonly string[], least: number): NameMatch | null {
  const { words } = name;
  if (words.length > 60) return null;
  const n = words.length;
  let last = new Float64Array(n + 1);
  for (let j = 1; j <= n; j++) last[j] = last[j - 1]! + weightOf(words[j - 1]!);
  const rows: Float64Array[] = [last];
  for (let i = 1; i <= said.length; i++) {
    const typed = said[i - 1]!;
    const row = new Float64Array(n + 1);
    row[0] = last[0]! + weightOf(typed);
    for (let j = 1; j <= n; j++) {
      const word = words[j - 1]!;
      const weight = Math.max(weightOf(typed), weightOf(word));
      const wrong = wordCost(typed, word);
      let cost = Math.min(last[j]! + weightOf(typed), row[j - 1]! + weightOf(word));
      if (wrong < 1) cost = Math.min(cost, last[j - 1]! + weight * wrong);
      if (i > 1 && said[i - 2]! + typed === word) cost = Math.min(cost, rows[i - 2]![j - 1]! + 0.2);
      if (j > 1 && words[j - 2]! + word === typed) cost = Math.min(cost, last[j - 2]! + 0.2);
      row[j] = cost;
    }
    rows.push(row);
    last = row;
  }
  const total = Math.max(sumOf(said), sumOf(words));
  const cost = last[n]!;
  const likeness = 1 - cost / total;
  const part = likeness >= LEAST_LIKENESS ? null : partMatch(name, said);
  return part ?? (likeness >= least ? { name, likeness, whole: true } : null);
}

const sumOf = (words: readonly string[]): number => words.reduce((sum, word) => sum + weightOf(word), 0);

/** Some words of a longer name in its order, two telling ones or a long one: "the sorcerer's stone", "Narnia". */
function partMatch(name: KnownName, said: readonly string[]): NameMatch | null {
  const telling = said.filter((word) => !isFiller(word));
  if (telling.length === 0 || name.shortened) return null;
  if (telling.length === 1 && telling[0]!.length < 6) return null;
  let at = 0;
  let cost = 0;
  for (const word of telling) {
    let found = -1;
    for (let j = at; j < name.words.length && found < 0; j++) {
      const own = wordCost(word, name.words[j]!);
      if (own < 0.45) {
        found = j;
        cost += own;
      }
    }
    if (found < 0) return null;
    at = found + 1;
  }
  const covered = sumOf(said) / sumOf(name.words);
  return { name, likeness: 0.6 + 0.15 * Math.min(1, covered) - cost * 0.05, whole: false };
}

/**
 * An author is said by the last name, with or without first names or initials, in either order.
 * Each word typed must be one of the name's.
 */
function authorMatch(name: KnownName, said: readonly string[]): NameMatch | null {
  const { words } = name;
  const surname = words.at(-1)!;
  const free = words.map(() => true);
  let cost = 0;
  let saidSurname = false;
  const initials = words.filter((word) => word.length === 1).join("");
  const typedWords = joinSurname(said, surname);
  for (const typed of typedWords) {
    if (initials.length > 1 && typed === initials) {
      words.forEach((word, j) => {
        if (word.length === 1) free[j] = false;
      });
      continue;
    }
    let best = -1;
    let bestCost = 0.6;
    words.forEach((word, j) => {
      if (!free[j]) return;
      const own = j < words.length - 1 ? firstNameCost(typed, word) : surnameCost(typed, word);
      if (own < bestCost) {
        best = j;
        bestCost = own;
      }
    });
    if (best < 0) {
      if (isFiller(typed)) cost += 0.1;
      else return null;
      continue;
    }
    free[best] = false;
    saidSurname ||= best === words.length - 1;
    cost += bestCost;
  }
  if (!saidSurname && !(words.length > 2 && typedWords.length > 1)) return null;
  const left = words.filter((_, j) => free[j]).length;
  const likeness =
    1 - cost / Math.max(1, Math.min(2, typedWords.length)) - 0.01 * left - (saidSurname ? 0 : 0.15);
  return { name, likeness, whole: true };
}

function joinSurname(said: readonly string[], surname: string): readonly string[] {
  const at = said.findIndex((word, i) => i > 0 && said[i - 1]! + word === surname);
  return at < 0 ? said : [...said.slice(0, at - 1), surname, ...said.slice(at + 1)];
}

function firstNameCost(typed: string, word: string): number {
  if (typed.length === 1 || word.length === 1) {
    return typed[0] !== word[0] ? 1 : typed.length === 1 ? 0.03 : 0.3;
  }
  return wordCost(typed, word);
}

/** Names that are spelt in several ways: Tolstoi and Tolstoy, Dostojewski and Dostoyevsky. */
function surnameCost(typed: string, word: string): number {
  const cost = wordCost(typed, word);
  return cost > 0.05 && typed.length > 3 && spoken(typed) === spoken(word) ? 0.05 : cost;
}

export const spoken = (word: string): string =>
  word
    .replace(/sch|tsch|tch|ch|sh/g, "c")
    .replace(/ph/g, "f")
    .replace(/(?:ij|yi|iy|ii|oi|oy|oj|ei|ey|ej|y|j|i)+/g, "i")
    .replace(/oe/g, "o")
    .replace(/ue/g, "u")
    .replace(/ae/g, "a")
    .replace(/[wv]|ff/g, "f")
    .replace(/([a-z])\1/g, "$1");
