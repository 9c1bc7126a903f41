import { describe, expect, it } from "vitest";
import { CONTENT_FIELDS } from "../../../src/features/item-content.ts";
import { titleContent } from "../../../src/features/title-terms.ts";
import { titleRecord } from "../workflows/forecast-shop.ts";

const records = [
  titleRecord("a", {
    title: "Hunger",
    authors: ["Rowling, J. K."],
    genre: "Fantasy; Young Adult",
    year: 1998,
    priceCents: 799,
    language: "en",
    series: { name: "The Games", number: 1 },
    isbn: "9780439023481",
    description: "Games and games.",
  }),
  titleRecord("b", { title: "Hungers", authors: ["J.K. Rowling"], year: 1995 }),
  null,
];
const content = titleContent(records);

/** The terms of a title as "field name amount". */
function termsOf(row: number): string[] {
  const { terms, termNames, termFields } = content;
  const out: string[] = [];
  for (let at = terms.rowStart[row]!; at < terms.rowStart[row + 1]!; at++) {
    const column = terms.columns[at]!;
    const field = CONTENT_FIELDS[termFields[column]!]!;
    out.push(`${field} ${termNames[column]!} ${Number(terms.values[at]!.toFixed(3))}`);
  }
  return out;
}

describe("the terms of titles", () => {
  it("come from every field", () => {
    expect(termsOf(0)).toEqual(
      expect.arrayContaining([
        "title hunger 1",
        "authors Rowling, J. K. 1",
        "series The Games 1",
        "genre Fantasy 1",
        "genre Young Adult 1",
        "language en 1",
        "decade 1990s 0.7",
        "decade 2000s 0.3",
        "price up to 10 1",
        "description game 2",
        "letters hung 1",
        "publisher 97804390 1",
      ]),
    );
  });

  it("join two ways of writing a name, and a plural with its singular", () => {
    expect(termsOf(1)).toEqual(
      expect.arrayContaining(["title hunger 1", "authors Rowling, J. K. 1", "decade 1990s 1"]),
    );
  });

  it("are none for a title that the catalogue does not have", () => {
    expect(termsOf(2)).toEqual([]);
    expect(content.terms.rowCount).toBe(3);
  });

  it("take embeddings along as they are", () => {
    const vectors = { dimension: 2, values: new Float32Array(6) };
    expect(titleContent(records, vectors).vectors).toBe(vectors);
  });
});
