import { genresIn } from "../domain/catalogue-rows.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import { csrFromEntries } from "../math/sparse/csr-matrix.ts";
import { CONTENT_FIELDS, type ContentField, type DenseVectors, type ItemContent } from "./item-content.ts";
import { foldText, titleWords } from "./title-words.ts";

/** A term of one field: what makes two terms one, and how a person reads it. */
interface Term {
  readonly key: string;
  readonly name: string;
}

/**
 * What the catalogue says of each title, as terms.
 *
 * Words of title and description; authors, series and genres whole; language, decade and price band. A title that the
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
  titles.forEach((title, row) => {
    if (title === null) return;
    CONTENT_FIELDS.forEach((field, fieldIndex) => {
      for (const { key, name } of FIELD_TERMS[field](title)) {
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
      }
    });
  });
  return {
    terms: csrFromEntries(titles.length, termNames.length, rows, columns),
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
  decade: ({ year }) => (year === null ? [] : [decade(year)]),
  price: ({ priceCents }) => (priceCents === null ? [] : [priceBand(priceCents)]),
  description: ({ description }) => (description === null ? [] : words(description)),
};

const words = (text: string): Term[] => titleWords(text).map((word) => ({ key: word, name: word }));

/** "Rowling, J. K." and "J.K. Rowling" are one. */
function nameKey(name: string): string {
  const [last, first, ...more] = name.split(",");
  const turned = first === undefined || more.length > 0 ? name : `${first} ${last}`;
  return (foldText(turned).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join("");
}

function decade(year: number): Term {
  const start = Math.floor(year / 10) * 10;
  return { key: String(start), name: `${start}s` };
}

/** Bands that double: up to 2.50, 5, 10, 20, … in the shop's currency. */
function priceBand(priceCents: number): Term {
  let top = 250;
  while (priceCents > top) top *= 2;
  return { key: String(top), name: `up to ${top / 100}` };
}
