import type { Passage } from "../../domain/document.ts";
import { stemmed, textTerms } from "../../features/text-terms.ts";

/** Parts of a passage that are searched, each with its own weight. */
export const WORD_FIELDS = ["text", "title", "headings"] as const;
export type WordField = (typeof WORD_FIELDS)[number];
type ByField<T> = Readonly<Record<WordField, T>>;

/**
 * Which passages have which words, how often, and in which part.
 *
 *     term t stands in  rows[termStart[t] .. termStart[t + 1]),  ascending,
 *     so many times:    counts.text[…], counts.title[…], counts.headings[…]  of the same positions
 */
export interface WordIndex {
  readonly rowCount: number;
  /** Languages of the passages, sorted; "" stands for all those without a stemmer. */
  readonly languages: readonly string[];
  /** Sorted by code unit, each once. */
  readonly terms: readonly string[];
  /** Shape [terms + 1]. */
  readonly termStart: Int32Array;
  /** Shape [postings]. */
  readonly rows: Int32Array;
  /** At most 255. Shape [postings] each. */
  readonly counts: ByField<Uint8Array>;
  /** Terms in the part of each passage. Shape [rowCount] each. */
  readonly lengths: ByField<Int32Array>;
}

const MOST_COUNTED = 255;

/** Index passages in one pass; time and memory grow with the text. */
export function indexWords(passages: readonly Passage[]): WordIndex {
  const found = new Postings();
  const lengths = byField(() => new Int32Array(passages.length));
  const languages = new Set<string>();
  // Passages of one document follow each other: their title and headings are the same.
  const last = byField(() => ({ text: "", language: null as string | null, terms: [] as string[] }));
  passages.forEach((passage, row) => {
    languages.add(stemmed(passage.language) ?? "");
    for (const field of WORD_FIELDS) {
      const text = fieldText(passage, field);
      const known = last[field];
      if (text !== known.text || passage.language !== known.language) {
        known.terms = textTerms(text, passage.language);
        known.text = text;
        known.language = passage.language;
      }
      lengths[field][row] = known.terms.length;
      for (const term of known.terms) found.add(term, row, field);
    }
  });
  return { rowCount: passages.length, languages: [...languages].sort(), lengths, ...found.sorted() };
}

/**
 * An index without some of its rows and with those of another behind: what `indexWords` gives for the passages that are
 * left and the new ones.
 *
 * @param removed 1 for each row to leave out; shape [rowCount]. The others move up.
 */
export function changeWords(index: WordIndex, removed: Uint8Array, added: WordIndex): WordIndex {
  const newRow = new Int32Array(index.rowCount);
  let kept = 0;
  for (let row = 0; row < index.rowCount; row++) newRow[row] = removed[row] === 1 ? -1 : kept++;
  const rowCount = kept + added.rowCount;
  const size = index.rows.length + added.rows.length;
  const terms: string[] = [];
  const termStart: number[] = [0];
  const rows = new Int32Array(size);
  const counts = byField(() => new Uint8Array(size));
  let end = 0;
  const copy = (from: WordIndex, term: number, rowOf: (row: number) => number): void => {
    for (let at = from.termStart[term]!; at < from.termStart[term + 1]!; at++) {
      const row = rowOf(from.rows[at]!);
      if (row < 0) continue;
      rows[end] = row;
      for (const field of WORD_FIELDS) counts[field][end] = from.counts[field][at]!;
      end++;
    }
  };
  for (let i = 0, j = 0; i < index.terms.length || j < added.terms.length;) {
    const mine = index.terms[i];
    const other = added.terms[j];
    const term = other === undefined || (mine !== undefined && mine < other) ? mine! : other;
    if (mine === term) copy(index, i++, (row) => newRow[row]!);
    if (other === term) copy(added, j++, (row) => kept + row);
    if (end === termStart.at(-1)) continue;
    terms.push(term);
    termStart.push(end);
  }
  const lengths = byField((field) => {
    const all = new Int32Array(rowCount);
    index.lengths[field].forEach((length, row) => {
      if (newRow[row]! >= 0) all[newRow[row]!] = length;
    });
    all.set(added.lengths[field], kept);
    return all;
  });
  return {
    rowCount,
    languages: [...new Set([...index.languages, ...added.languages])].sort(),
    terms,
    termStart: Int32Array.from(termStart),
    rows: rows.slice(0, end),
    counts: byField((field) => counts[field].slice(0, end)),
    lengths,
  };
}

/** Number of a term, or -1. */
export function findTerm({ terms }: WordIndex, term: string): number {
  const at = firstFrom(terms, term);
  return terms[at] === term ? at : -1;
}

/** Number of the first term that is not before `term`. */
export function firstFrom(terms: readonly string[], term: string): number {
  let low = 0;
  let high = terms.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (terms[middle]! < term) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function byField<T>(make: (field: WordField) => T): Record<WordField, T> {
  return { text: make("text"), title: make("title"), headings: make("headings") };
}

function fieldText(passage: Passage, field: WordField): string {
  return field === "headings" ? passage.headings.join("\n") : passage[field];
}

/** Postings as they are found, row by row. */
class Postings {
  readonly #ids = new Map<string, number>();
  readonly #terms: string[] = [];
  /** Of each term: how many postings, and where its newest is. */
  #frequency = new Int32Array(1024);
  #newest = new Int32Array(1024);
  #length = 0;
  #termOf = new Int32Array(1024);
  #rows = new Int32Array(1024);
  readonly #counts = byField(() => new Uint8Array(1024));

  add(term: string, row: number, field: WordField): void {
    let id = this.#ids.get(term);
    if (id === undefined) {
      id = this.#terms.length;
      this.#ids.set(term, id);
      this.#terms.push(term);
      if (id === this.#frequency.length) {
        this.#frequency = grown(this.#frequency, new Int32Array(2 * id));
        this.#newest = grown(this.#newest, new Int32Array(2 * id));
      }
    }
    let at = this.#newest[id]!;
    if (this.#frequency[id] === 0 || this.#rows[at] !== row) {
      at = this.#append(id, row);
      this.#frequency[id]!++;
      this.#newest[id] = at;
    }
    const counts = this.#counts[field];
    if (counts[at]! < MOST_COUNTED) counts[at]!++;
  }

  #append(id: number, row: number): number {
    const at = this.#length++;
    if (at === this.#rows.length) {
      this.#termOf = grown(this.#termOf, new Int32Array(2 * at));
      this.#rows = grown(this.#rows, new Int32Array(2 * at));
      for (const field of WORD_FIELDS)
        this.#counts[field] = grown(this.#counts[field], new Uint8Array(2 * at));
    }
    this.#termOf[at] = id;
    this.#rows[at] = row;
    return at;
  }

  /** Postings term by term in the terms' order: a counting sort, in which rows stay ascending. */
  sorted(): Pick<WordIndex, "terms" | "termStart" | "rows" | "counts"> {
    const order = Int32Array.from(this.#terms.keys());
    order.sort((a, b) => (this.#terms[a]! < this.#terms[b]! ? -1 : 1));
    const termStart = new Int32Array(order.length + 1);
    const next = new Int32Array(order.length);
    order.forEach((id, place) => {
      next[id] = termStart[place]!;
      termStart[place + 1] = termStart[place]! + this.#frequency[id]!;
    });
    const rows = new Int32Array(this.#length);
    const counts = byField(() => new Uint8Array(this.#length));
    for (let at = 0; at < this.#length; at++) {
      const to = next[this.#termOf[at]!]!++;
      rows[to] = this.#rows[at]!;
      for (const field of WORD_FIELDS) counts[field][to] = this.#counts[field][at]!;
    }
    return { terms: Array.from(order, (id) => this.#terms[id]!), termStart, rows, counts };
  }
}

function grown<T extends Int32Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
