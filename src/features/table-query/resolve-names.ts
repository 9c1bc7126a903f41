import type { QueryFilter, QueryReading } from "../../domain/table-query.ts";
import { matchNames, spoken } from "./match-names.ts";
import { isFiller, nameLexicon, type KnownName, type NameKind, type NameMatch } from "./name-lexicon.ts";
import { isNoise } from "./noise-words.ts";
import { typedIn, wordsIn, type Question, type Span } from "./question-text.ts";
import type { ShopTable } from "./shop-table.ts";

/** What some words of a question name. */
export interface Named {
  readonly kind: NameKind;
  /** The name as it is shown. */
  readonly label: string;
  readonly filter: QueryFilter;
  readonly rows: readonly number[];
  /** That this is what was meant. */
  readonly probability: number;
  /** Set where it was read as something that was not typed. */
  readonly reading: QueryReading | null;
  /** Others that the same words may mean, the likeliest first. */
  readonly others: readonly Named[];
}

/** Names less alike than this are not what was meant. */
const LIKE_ENOUGH = 0.64;
/** Of namesakes the one with this share of all that is read of them is meant. */
const DOMINANT = 0.75;
/** Namesakes that are asked back, at most. */
const CHOICES = 5;

/** What the words of a span name, of some kinds; null where the catalogue has nothing alike. */
export function resolveSpan(
  table: ShopTable,
  question: Question,
  span: Span,
  kinds: readonly NameKind[],
): Named | null {
  const typed = typedIn(question, span);
  return resolveWords(table, wordsIn(question, span), typed, kinds);
}

/** As `resolveSpan`, of folded words. */
export function resolveWords(
  table: ShopTable,
  words: readonly string[],
  typed: string,
  kinds: readonly NameKind[],
): Named | null {
  const matches = matchNames(nameLexicon(table), words, kinds).filter(
    ({ likeness }) => likeness >= LIKE_ENOUGH,
  );
  const [best] = matches;
  if (best === undefined) return null;
  const rivals = groupsOf(withoutShortened(matches.filter((match) => isRival(match, best))));
  const total = rivals.reduce((sum, { weight }) => sum + weight, 0);
  const [first, ...others] = rivals.sort((a, b) => b.likeness - a.likeness || b.weight - a.weight);
  const heaviest = rivals.reduce((heavy, rival) => (rival.weight > heavy.weight ? rival : heavy), first!);
  const chosen = first!.likeness - (others[0]?.likeness ?? 0) > 0.02 ? first! : heaviest;
  const share = total > 0 ? chosen.weight / total : 1;
  const sure = rivals.length === 1 ? 1 : share >= DOMINANT ? 0.85 : share * 0.8;
  const probability = sure * (best.whole ? 0.97 - 0.45 * (1 - chosen.likeness) : 0.72);
  const rest = rivals.filter((rival) => rival !== chosen).slice(0, CHOICES - 1);
  return named(table, chosen, typed, probability, rest);
}

/** Whether both may be meant alike: the likeness does not tell them apart. */
function isRival(match: NameMatch, best: NameMatch): boolean {
  if (match.whole !== best.whole) return false;
  return (
    match.likeness >=
    best.likeness - (best.likeness >= 0.985 ? 0.012 : best.name.kind === "author" ? 0.03 : 0.05)
  );
}

/** A whole title goes before longer ones that begin with it, unless these are read far more. */
function withoutShortened(matches: readonly NameMatch[]): readonly NameMatch[] {
  const whole = new Map<string, number>();
  for (const { name } of matches) {
    if (!name.shortened) whole.set(telling(name), (whole.get(telling(name)) ?? 0) + name.weight);
  }
  return matches.filter(({ name }) => {
    const weight = whole.get(telling(name));
    return !name.shortened || weight === undefined || name.weight > FAR_MORE * weight;
  });
}

/** How many times more a book must be read than its namesake to be the one that is meant. */
const FAR_MORE = 5;

interface Group {
  readonly names: KnownName[];
  readonly likeness: number;
  weight: number;
}

/** Names of one person or one title in several spellings stand together. */
function groupsOf(matches: readonly NameMatch[]): Group[] {
  const groups: Group[] = [];
  for (const { name, likeness } of matches) {
    const same = groups.find(({ names }) => isSame(names[0]!, name));
    if (same === undefined) groups.push({ names: [name], likeness, weight: name.weight });
    else {
      same.names.push(name);
      same.weight += name.weight;
    }
  }
  return groups;
}

function isSame(a: KnownName, b: KnownName): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind !== "author") return telling(a) === telling(b) && a.shortened === b.shortened;
  if (spoken(a.words.at(-1)!) !== spoken(b.words.at(-1)!)) return false;
  const [short, long] = a.words.length <= b.words.length ? [a.words, b.words] : [b.words, a.words];
  if (short.length < 2) return false;
  return short.slice(0, -1).every((word, i) => {
    const other = long[i]!;
    return word === other || ((word.length === 1 || other.length === 1) && word[0] === other[0]);
  });
}

const telling = ({ words }: KnownName): string => words.filter((word) => !isFiller(word)).join(" ");

function named(
  table: ShopTable,
  group: Group,
  typed: string,
  probability: number,
  rest: readonly Group[],
): Named {
  const { kind } = group.names[0]!;
  const rows = [...new Set(group.names.flatMap((name) => name.rows))].sort((a, b) => a - b);
  const values = [...new Set(group.names.flatMap((name) => name.values))];
  const label = values[0]!;
  return {
    kind,
    label,
    filter: filterOf(table, kind, values, rows),
    rows,
    probability,
    reading: saysSame(typed, label, kind) ? null : { typed, as: label },
    others: rest.map((other) => named(table, other, typed, probability, [])),
  };
}

function filterOf(
  table: ShopTable,
  kind: NameKind,
  values: readonly string[],
  rows: readonly number[],
): QueryFilter {
  if (kind === "title") {
    return { field: "item", is: "one-of", values: rows.map((row) => table.titles[row]!.itemId) };
  }
  return values.length === 1
    ? { field: kind, is: "equal", value: values[0]! }
    : { field: kind, is: "one-of", values };
}

/** Whether a reader sees the same name: then nothing need be said of how it was read. */
function saysSame(typed: string, label: string, kind: NameKind): boolean {
  const plain = (text: string): string =>
    text
      .normalize("NFKD")
      .replace(/[^\p{L}\p{N}]/gu, "")
      .toLowerCase();
  const [a, b] = [plain(typed), plain(label)];
  return a === b || (kind === "title" && b.replace(/^(?:the|a|an)/, "") === a.replace(/^(?:the|a|an)/, ""));
}

/** Titles whose names come nearest to words that name nothing, for "the catalogue does not say". */
export function nearestTitles(table: ShopTable, words: readonly string[]): string[] {
  const matches = matchNames(nameLexicon(table), words, ["title", "author", "series"], 0.3);
  const rows = new Set(matches.slice(0, 8).flatMap(({ name }) => name.rows.slice(0, 3)));
  return [...rows].slice(0, 5).map((row) => table.titles[row]!.itemId);
}

/** The longest prefix of free words from a place on that is a name; the words after it stay free. */
export function resolvePrefix(
  table: ShopTable,
  question: Question,
  from: number,
  kinds: readonly NameKind[],
): { readonly named: Named; readonly span: Span } | null {
  let best: { named: Named; span: Span; score: number } | null = null;
  for (let to = from + 1; to <= Math.min(question.tokens.length, from + 8) && !question.taken[to - 1]; to++) {
    const span = { from, to };
    const last = question.tokens[to - 1]!.word;
    if (isNoise(last) && !isFiller(last)) break;
    const found = isNoise(last) ? null : resolveSpan(table, question, span, kinds);
    if (found === null) continue;
    const score = found.probability + 0.12 * (to - from);
    if (best === null || score > best.score) best = { named: found, span, score };
  }
  return best;
}
