import { cleanCell } from "./cell-text.ts";
import type { StoredTitle, TitleRecord } from "./dataset.ts";
import { shortened } from "./date-text.ts";
import { readAvailability, readFormat } from "./edition-text.ts";
import type { DecimalSign, ImportPlan } from "./import-plan.ts";
import { isbn13OfTrimmed } from "./isbn.ts";
import { readLanguage } from "./language-text.ts";
import { explainNumber, readCents, readNumber } from "./number-text.ts";
import { itemIdProblem } from "./sale-rows.ts";
import { seriesInColumn, seriesInTitle } from "./series-text.ts";

/** A row that takes an entry out of the list. */
export interface RemovedEntry {
  readonly removed: string;
}

/**
 * The title a catalogue row gives, on top of what is known of it: a cell that is empty leaves the known value.
 * @returns the title, what is to be removed, or why the row was rejected, as a sentence
 */
export function readTitleRow(
  cells: readonly string[],
  plan: ImportPlan,
  knownTitle: (itemId: string) => StoredTitle | undefined,
): TitleRecord | RemovedEntry | string {
  const { mapping, decimal } = plan;
  const textOf = (column: number | undefined): string =>
    column === undefined ? "" : cleanCell(cells[column] ?? "");
  const itemId = textOf(mapping.item);
  const problem = itemIdProblem(itemId);
  if (problem !== null) return problem;
  if (/^(?:delete|deleted|removed|yes|true|1)$/i.test(textOf(mapping.removed))) return { removed: itemId };
  const known = knownTitle(itemId);
  const inTitle = seriesInTitle(textOf(mapping.title));
  const title = (inTitle?.title ?? textOf(mapping.title)) || (known?.title ?? "");
  if (title === "") return "The title is empty.";

  const yearText = textOf(mapping.year);
  const year = yearText === "" ? null : readYear(yearText);
  if (year !== null && Number.isNaN(year))
    return `"${shortened(yearText)}" is no year between -3000 and 2100.`;
  const priceText = textOf(mapping.price);
  const price = priceText === "" ? null : readCents(priceText, decimal);
  if (price !== null && Number.isNaN(price)) return explainNumber("price", priceText, decimal);
  if (price !== null && price < 0) return `The price ${shortened(priceText)} is negative.`;
  const pagesText = textOf(mapping.pages);
  const pages = pagesText === "" ? null : readNumber(pagesText.replace(/\s*\p{L}+\.?$/u, ""), decimal);
  if (pages !== null && !(Number.isInteger(pages) && pages >= 0)) {
    return `"${shortened(pagesText)}" is no number of pages.`;
  }
  const ageText = textOf(mapping.ageFrom);
  const ageFrom = ageText === "" ? null : readAge(ageText);
  if (ageFrom !== null && Number.isNaN(ageFrom)) return `"${shortened(ageText)}" is no age from 0 to 99.`;
  const ratingText = textOf(mapping.rating);
  const rating = ratingText === "" ? null : readRating(ratingText, decimal);
  if (rating !== null && Number.isNaN(rating)) {
    return `"${shortened(ratingText)}" is no rating from 0 to 100.`;
  }
  const ratingsText = textOf(mapping.ratings);
  const ratings = ratingsText === "" ? null : readNumber(ratingsText, decimal);
  if (ratings !== null && !(Number.isInteger(ratings) && ratings >= 0)) {
    return `"${shortened(ratingsText)}" is no number of ratings.`;
  }
  const authors = splitAuthors(textOf(mapping.authors));
  const subjects = genresIn(textOf(mapping.subjects));
  const series = seriesInColumn(textOf(mapping.series), textOf(mapping.seriesNumber)) ?? inTitle?.series;
  return {
    itemId,
    title,
    authors: authors.length > 0 ? authors : (known?.authors ?? []),
    year: year ?? known?.year ?? null,
    genre: textOf(mapping.genre) || (known?.genre ?? null),
    priceCents: price ?? known?.priceCents ?? null,
    isbn: isbn13OfTrimmed(textOf(mapping.isbn)) ?? known?.isbn ?? isbn13OfTrimmed(itemId),
    pages: pages ?? known?.pages ?? null,
    description: textOf(mapping.description) || (known?.description ?? null),
    language: readLanguage(textOf(mapping.language)) ?? known?.language ?? null,
    series: series ?? known?.series ?? null,
    ageFrom: ageFrom ?? known?.ageFrom ?? null,
    format: readFormat(textOf(mapping.format)) ?? known?.format ?? null,
    publisher: textOf(mapping.publisher) || (known?.publisher ?? null),
    subjects: subjects.length > 0 ? subjects : (known?.subjects ?? []),
    availability: readAvailability(textOf(mapping.availability)) ?? known?.availability ?? null,
    rating: rating ?? known?.rating ?? null,
    ratings: ratings ?? known?.ratings ?? null,
  };
}

/**
 * The authors in one cell. Semicolons, vertical bars, line ends and "&" always separate. Commas do only where every
 * part is a full name: "Goethe, Johann Wolfgang von" is one author, "Ann Leckie, Ursula Vernon" are two.
 */
export function splitAuthors(text: string): string[] {
  const parts = text.split(/\s*[;|\n]\s*|\s+&\s+/);
  return parts
    .flatMap((part) => {
      const names = part.split(/\s*,\s*/);
      return names.length > 1 && names.every((name) => /\S\s+\S/.test(name)) ? names : [part];
    })
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** The genres in one cell: "Fantasy; Young Adult" are two, "Horror & Gothic" and "Travel, Food" one each. */
export function genresIn(text: string): string[] {
  return text
    .split(/\s*[;|\n]\s*/)
    .map((genre) => genre.trim())
    .filter((genre) => genre !== "");
}

/** The youngest age in "8", "8+", "8-12", "ab 8 Jahren" or "from 8"; NaN when there is none. */
function readAge(text: string): number {
  const age = Number(/\d+/.exec(text)?.[0] ?? NaN);
  return age <= 99 ? age : NaN;
}

/** The rating in "4.2", "4.2/5", "4.2 of 5" or "4,2 stars", as it is written; NaN when there is none. */
function readRating(text: string, decimal: DecimalSign): number {
  const [, number] =
    /^([\d.,]+)\s*(?:(?:\/|of|out of|von|sur|de|di|van)\s*\d+|\p{L}+|[★*])?$/u.exec(text) ?? [];
  const rating = number === undefined ? NaN : readNumber(number, decimal);
  return rating >= 0 && rating <= 100 ? rating : NaN;
}

/** The year in "1851", "1851.0", "1851-10-18", "18.10.1851", "c. 1851" or "-720"; NaN when there is none. */
function readYear(text: string): number {
  const number = Number(text);
  const year = Number.isNaN(number) ? Number(/(?<!\d)\d{4}(?!\d)/.exec(text)?.[0] ?? NaN) : number;
  return Number.isInteger(year) && year >= -3000 && year <= 2100 ? year : NaN;
}
