import { genresIn } from "../domain/catalogue-rows.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import type { SourceText } from "../domain/document.ts";

/** What the catalogue says of a title, as texts that can be asked: its record, and its description where it has one. */
export function titleSources(title: TitleRecord): SourceText[] {
  const { itemId, description } = title;
  const source = (kind: "record" | "description", text: string, language: string | null): SourceText => ({
    sourceId: kind === "record" ? `title/${itemId}` : `description/${itemId}`,
    kind,
    title: title.title,
    itemId,
    language,
    sections: [{ headings: [], text, page: null }],
  });
  const record = source("record", recordText(title), title.language);
  // Books are often described in the shop's language, not in their own.
  const text = description?.normalize("NFC").trim() ?? "";
  return text === "" ? [record] : [record, source("description", text, null)];
}

/**
 * A record as sentences that can be cited: "Moby Dick, by Herman Melville (1851). Fiction. 635 pages." Without price and
 * availability, which change: they are asked of the fields.
 *
 * Names stand as they are spoken, "Herman Melville" for "Melville, Herman".
 */
export function recordText(title: TitleRecord): string {
  const { series, pages, ageFrom, subjects, publisher, format } = title;
  const sentences = [
    headline(title),
    series === null ? "" : `${series.number === null ? "Part" : `Volume ${series.number}`} of ${series.name}`,
    title.genre === null ? "" : genresIn(title.genre).join(", "),
    subjects.length === 0 ? "" : `About ${subjects.join("; ")}`,
    pages === null || pages === 0 ? "" : `${pages} ${pages === 1 ? "page" : "pages"}`,
    format === null ? "" : capitalised(format),
    publisher === null ? "" : `Published by ${publisher}`,
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

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
