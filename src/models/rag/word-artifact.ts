import type { StateParts } from "../state-codec.ts";
import { byField, WORD_FIELDS, type WordIndex } from "./word-index.ts";

/** An index as parts of a state. */
export function wordParts(index: WordIndex): Required<StateParts> {
  const { rowCount, languages, terms, termStart, rows, counts, lengths } = index;
  const words: Record<string, Int32Array | Uint8Array> = { termStart, rows };
  for (const field of WORD_FIELDS) {
    words[`counts/${field}`] = counts[field];
    words[`lengths/${field}`] = lengths[field];
  }
  // No term holds a line break.
  return {
    scalars: { rowCount, languages: languages.join("\n"), terms: terms.join("\n") },
    arrays: {},
    words,
  };
}

/** The index that `wordParts` took apart. */
export function wordIndexOf({ scalars, words }: Required<StateParts>): WordIndex {
  const rowCount = Number(scalars["rowCount"]);
  return {
    rowCount,
    languages: rowCount === 0 ? [] : String(scalars["languages"]).split("\n"),
    terms: scalars["terms"] === "" ? [] : String(scalars["terms"]).split("\n"),
    termStart: words["termStart"] as Int32Array,
    rows: words["rows"] as Int32Array,
    counts: byField((field) => words[`counts/${field}`] as Uint8Array),
    lengths: byField((field) => words[`lengths/${field}`] as Int32Array),
  };
}
