import { nameWords } from "./question-tokens.ts";
import { wordList, type NearWord, type WordList } from "./near-words.ts";
import { derived, type NameColumn, type ShopTable } from "./shop-table.ts";

export const NAME_KINDS = ["author", "title", "series", "publisher"] as const;
export type NameKind = (typeof NAME_KINDS)[number];

/** One name of the catalogue in all the ways it is written there. */
export interface KnownName {
  readonly kind: NameKind;
  /** As the catalogue writes it; several where only dots, accents or the order of names differ. */
  readonly values: readonly string[];
  /** Folded words in the order they are said: "jules verne". */
  readonly words: readonly string[];
  /** Titles of it. */
  readonly rows: readonly number[];
  /** The part of a title before its colon: weaker than a whole title. */
  readonly shortened: boolean;
  /** How much is read of it: ratings, else copies sold, else titles. Only for choosing between namesakes. */
  readonly weight: number;
}

/** All names of a shop, found by words that are near. Built once for a state of the catalogue. */
export interface NameLexicon {
  readonly names: readonly KnownName[];
  readonly words: WordList;
  /** Names that have a word, by the id of the word. */
  readonly having: readonly (readonly number[])[];
  /** Names by all of their words. */
  readonly byWords: ReadonlyMap<string, readonly number[]>;
  /** Searches that were made: words near a word, names that words match. */
  readonly near: Map<string, readonly NearWord[]>;
  readonly matched: Map<string, readonly NameMatch[]>;
}

/** A name that some words may mean. */
export interface NameMatch {
  readonly name: KnownName;
  /** How alike they are, 1 for the same words. */
  readonly likeness: number;
  /** Words said of it in full: false where only a part of a title was typed. */
  readonly whole: boolean;
}

/** The lexicon of a shop's authors, titles, series and publishers. */
export function nameLexicon(table: ShopTable): NameLexicon {
  return derived(table, "names", () => buildLexicon(table));
}

function buildLexicon(table: ShopTable): NameLexicon {
  const names: Draft[] = [];
  const byWords = new Map<string, number[]>();
  for (const kind of NAME_KINDS) {
    const column = table.names.get(kind);
    if (column !== undefined) addNames(names, byWords, kind, column, table.count);
  }
  const weights = titleWeights(table);
  const ids = new Map<string, number>();
  const having: number[][] = [];
  names.forEach((name, n) => {
    for (const row of name.rows) name.weight += weights[row]!;
    for (const word of name.words) {
      const id = ids.get(word);
      if (id === undefined) {
        ids.set(word, having.length);
        having.push([n]);
      } else if (having[id]!.at(-1) !== n) having[id]!.push(n);
    }
  });
  return { names, words: wordList([...ids.keys()]), having, byWords, near: new Map(), matched: new Map() };
}

function titleWeights(table: ShopTable): Float64Array {
  const ratings = table.numbers.get("ratings");
  const weights = new Float64Array(table.count).fill(1);
  if (ratings !== undefined) return weights.map((one, row) => one + (ratings[row]! || 0));
  if (table.sales === null) return weights;
  const { demand, demandRow } = table.sales;
  return weights.map((one, row) => {
    const at = demandRow[row]!;
    return at < 0 ? one : one + demand.rowStart[at + 1]! - demand.rowStart[at]!;
  });
}

interface Draft extends KnownName {
  readonly values: string[];
  readonly rows: number[];
  weight: number;
}

function addNames(
  names: Draft[],
  byWords: Map<string, number[]>,
  kind: NameKind,
  column: NameColumn,
  count: number,
): void {
  const add = (
    value: string,
    words: readonly string[],
    rows: readonly number[],
    shortened: boolean,
  ): void => {
    if (words.length === 0) return;
    const key = words.join(" ");
    const same = byWords.get(key);
    const known = same?.find((n) => names[n]!.kind === kind && names[n]!.shortened === shortened);
    if (known !== undefined) {
      names[known]!.values.push(value);
      for (const row of rows) names[known]!.rows.push(row);
      return;
    }
    if (same === undefined) byWords.set(key, [names.length]);
    else same.push(names.length);
    names.push({ kind, words, values: [value], rows: rows.slice(), shortened, weight: 0 });
  };
  const rowsOf: number[][] = column.values.map(() => []);
  for (let row = 0; row < count; row++) {
    for (let i = column.start[row]!; i < column.start[row + 1]!; i++) rowsOf[column.codes[i]!]!.push(row);
  }
  column.values.forEach((value, code) => {
    const words = kind === "author" ? authorWords(value) : nameWords(value);
    add(value, words, rowsOf[code]!, false);
    const short = kind === "title" ? mainTitle(value) : null;
    if (short !== null) add(value, nameWords(short), rowsOf[code]!, true);
  });
}

/** "The Hobbit" of "The Hobbit: or There and Back Again"; null where there is no second part. */
function mainTitle(title: string): string | null {
  const main =
    /^(.{2,}?)\s*(?:[:;/([\n\r]|,? or[, ]|, (?:part|book|volume|vol\.?|teil|band|tome) | -+ | [–—] )/iu.exec(
      title,
    )?.[1];
  return main === undefined || main === title ? null : main;
}

/** Words of an author as said: "Verne, Jules" and "Wells, H. G. (Herbert George), 1866-1946" turned around. */
export function authorWords(name: string): string[] {
  const plain = name.replace(/\([^)]*\)|\d{3,4}\??-?(?:\d{3,4})?\??/gu, " ");
  const [last, ...first] = plain.split(",");
  const words = nameWords(first.length > 0 ? `${first.join(" ")} ${last!}` : plain);
  return words.length > 0 ? words : nameWords(name);
}

/** Words that titles share and that tell little. */
const FILLERS = new Set(
  "a an the of and or to in on at for by with der die das den dem des ein eine von und zu im am le la les l un une de du des et a au aux en el los las y".split(
    " ",
  ),
);
export const isFiller = (word: string): boolean => FILLERS.has(word);
