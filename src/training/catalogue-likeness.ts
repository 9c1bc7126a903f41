import { CONTENT_FIELDS, type ItemContent } from "../features/item-content.ts";
import type { LikenessClass } from "../privacy/shrink-counts.ts";

/** Nothing in common, a rare word of the title, an author, a series. */
export const LIKENESS_CLASSES = 4;

const CLASS_OF_FIELD: Partial<Record<(typeof CONTENT_FIELDS)[number], number>> = {
  title: 1,
  authors: 2,
  series: 3,
};
/** A word of more titles says nothing. */
const MOST_TITLES_OF_A_WORD = 20;

/** The strongest thing that two titles have in common by the catalogue, which everybody may know. */
export function catalogueLikeness({ terms, termFields }: ItemContent): LikenessClass {
  const n = terms.rowCount;
  const titlesWith = new Map<number, number[]>();
  for (let title = 0; title < n; title++) {
    for (let at = terms.rowStart[title]!; at < terms.rowStart[title + 1]!; at++) {
      const list = titlesWith.get(terms.columns[at]!);
      if (list === undefined) titlesWith.set(terms.columns[at]!, [title]);
      else list.push(title);
    }
  }
  const alike = Array.from({ length: n }, () => new Map<number, number>());
  for (const [term, titles] of titlesWith) {
    const kind = CLASS_OF_FIELD[CONTENT_FIELDS[termFields[term]!]!] ?? 0;
    if (kind === 0 || (kind === 1 && titles.length > MOST_TITLES_OF_A_WORD)) continue;
    for (const first of titles) {
      const row = alike[first]!;
      for (const second of titles) if (kind > (row.get(second) ?? 0)) row.set(second, kind);
    }
  }
  return (first, second) => alike[first]!.get(second) ?? 0;
}

/** For lists of which nothing but the titles' names is known. */
export const noLikeness: LikenessClass = () => 0;
