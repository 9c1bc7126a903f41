import { genresIn } from "../domain/catalogue-rows.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import type { SourceText } from "../domain/document.ts";

/** What some catalogues say besides the fields of a `TitleRecord`. */
export interface TitleExtras {
  readonly subjects: readonly string[];
  readonly publisher: string | null;
}

const NO_EXTRAS: TitleExtras = { subjects: [], publisher: null };

/** What the catalogue says of a title, as texts that can be asked: its record, and its description where it has one. */
export function titleSources(title: TitleRecord, extras: TitleExtras = NO_EXTRAS): SourceText[] {
  const { itemId, description } = title;
  const source = (kind: "record" | "description", text: string, language: string | null): SourceText => ({
    sourceId: kind === "record" ? `title/${itemId}` : `description/${itemId}`,
    kind,
    title: title.title,
    itemId,
    language,
    sections: [{ headings: [], text, page: null }],
  });
  const record = source("record", recordText(title, extras), title.language);
  // Books are often described in the shop's language, not in their own.
  const text = description?.normalize("NFC").trim() ?? "";
  return text === "" ? [record] : [record, source("description", text, null)];
}

/**
 * A record as sentences that can be cited: "Moby Dick, by Herman Melville (1851). Fiction. 635 pages."
 *
 * Names stand as they are spoken, "Herman Melville" for "Melville, Herman".
 */
export function recordText(title: TitleRecord, extras: TitleExtras = NO_EXTRAS): string {
  const { series, pages, ageFrom } = title;
  const sentences = [
    headline(title),
    series === null ? "" : `${series.number === null ? "Part" : `Volume ${series.number}`} of ${series.name}`,
    title.genre === null ? "" : genresIn(title.genre).join(", "),
    extras.subjects.length === 0 ? "" : `About ${extras.subjects.join("; ")}`,
    pages === null || pages === 0 ? "" : `${pages} ${pages === 1 ? "page" : "pages"}`,
    extras.publisher === null ? "" : `Published by ${extras.publisher}`,
    ageFrom === null ? "" : `For readers from ${ageFrom}`,
  ];
  return sentences
    .filter((sentence) => sentence !== "")
    .map(asSentence)
    .join(" ");
}

function headline({ title, authors, year }: TitleRecord): string {
  const by = authors.length === 0 ? "" : `, by ${listed(authors.map(spokenName))}`;
  const when = year === null ? "" : ` (${year < 0 ? `${-year} BC` : year})`;
  return `${title.replace(/\s+/g, " ")}${by}${when}`;
}

/** "Melville, Herman" as "Herman Melville"; other names as they are. */
export function spokenName(name: string): string {
  const [last, first, ...more] = name.split(",").map((part) => part.trim());
  return first === undefined || first === "" || more.length > 0 ? name : `${first} ${last}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

const asSentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`).normalize("NFC");
