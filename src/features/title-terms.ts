import { genresIn } from "../domain/catalogue-rows.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import { csrFromEntries } from "../math/sparse/csr-matrix.ts";
import { CONTENT_FIELDS, type ContentField, type DenseVectors, type ItemContent } from "./item-content.ts";
import { foldText, titleWords } from "./title-words.ts";

/** A term of one field: what makes two terms one, and how a person reads it. */
interface Term {
  readonly key: string;
  readonly name: string;
  /** How much of it; left out, 1. */
  readonly amount?: number;
}

/**
 * What the catalogue says of each title, as terms.
 *
 * Words of title and description; authors, series and genres whole; language, decades and price band; runs of letters. A title that the
 * catalogue does not have (null) gets none.
 *
 * @param vectors text embeddings of the same titles, where the caller has them
 */
export function titleContent(
  titles: readonly (TitleRecord | null)[],
  vectors: DenseVectors | null = null,
): ItemContent {
  const columnOf = new Map<string, number>();
  const termNames: string[] = [];
  const termFields: number[] = [];
  const rows: number[] = [];
  const columns: number[] = [];
  const amounts: number[] = [];
  titles.forEach((title, row) => {
    if (title === null) return;
    CONTENT_FIELDS.forEach((field, fieldIndex) => {
      for (const { key, name, amount = 1 } of FIELD_TERMS[field](title)) {
        const own = `${field}\n${key}`;
        let column = columnOf.get(own);
        if (column === undefined) {
          column = termNames.length;
          columnOf.set(own, column);
          termNames.push(name);
          termFields.push(fieldIndex);
        }
        rows.push(row);
        columns.push(column);
        amounts.push(amount);
      }
    });
  });
  return {
    terms: csrFromEntries(titles.length, termNames.length, rows, columns, amounts),
    termNames,
    termFields: Uint8Array.from(termFields),
    vectors,
  };
}

const FIELD_TERMS: Readonly<Record<ContentField, (title: TitleRecord) => readonly Term[]>> = {
  title: ({ title }) => words(title),
  authors: ({ authors }) => authors.map((name) => ({ key: nameKey(name), name })),
  series: ({ series }) => (series === null ? [] : [{ key: nameKey(series.name), name: series.name }]),
  genre: ({ genre }) => (genre === null ? [] : genresIn(genre).map((name) => ({ key: nameKey(name), name }))),
  language: ({ language }) => (language === null ? [] : [{ key: language, name: language }]),
  decade: ({ year }) => (year === null ? [] : decades(year)),
  price: ({ priceCents }) => (priceCents === null ? [] : [priceBand(priceCents)]),
  description: ({ description }) => (description === null ? [] : words(description)),
  letters: ({ title, series }) => letterRuns(series === null ? title : `${title} ${series.name}`),
  publisher: ({ isbn }) => (isbn === null ? [] : [publisher(isbn)]),
};

const words = (text: string): Term[] => titleWords(text).map((word) => ({ key: word, name: word }));

/** "Rowling, J. K." and "J.K. Rowling" are one. */
function nameKey(name: string): string {
  const [last, first, ...more] = name.split(",");
  const turned = first === undefined || more.length > 0 ? name : `${first} ${last}`;
  return (foldText(turned).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join("");
}

/** The two decades whose middles are nearest, the nearer one more: 1998 is 0.7 of the 1990s and 0.3 of the 2000s. */
function decades(year: number): Term[] {
  const first = Math.floor((year - 5) / 10);
  const share = (year - 5) / 10 - first;
  return [
    { key: String(first), name: `${first * 10}s`, amount: 1 - share },
    { key: String(first + 1), name: `${(first + 1) * 10}s`, amount: share },
  ].filter(({ amount }) => amount > 0);
}

const RUN = 4;

function letterRuns(text: string): Term[] {
  const letters = Array.from(foldText(text));
  return letters.slice(RUN - 1).map((_, i) => {
    const run = letters.slice(i, i + RUN).join("");
    return { key: run, name: run };
  });
}

/** Group and start of the registrant: 978, then 5 digits. One publisher may have several, a short one several houses. */
function publisher(isbn: string): Term {
  const start = isbn.slice(0, 8);
  return { key: start, name: start };
}

/** Bands that double: up to 2.50, 5, 10, 20, … in the shop's currency. */
function priceBand(priceCents: number): Term {
  let top = 250;
  while (priceCents > top) top *= 2;
  return { key: String(top), name: `up to ${top / 100}` };
}
