import type { ProfileEntry } from "../domain/private-profile.ts";
import { REACTIONS, type Reaction } from "../domain/recommendation.ts";
import { profileError } from "./profile-errors.ts";

/** More titles than anyone has read. */
export const MOST_ENTRIES = 20_000;
const LONGEST_TEXT = 500;
const MOST_AUTHORS = 100;

/** What the plain export calls itself. */
const PLAIN_FORMAT = "soma-edge private list";

/** The list as compact JSON: a row [itemId, number of the reaction, title, authors] a title. */
export function entriesToJson(entries: readonly ProfileEntry[]): string {
  return JSON.stringify(
    entries.map(({ itemId, reaction, title, authors }) => [
      itemId,
      REACTIONS.indexOf(reaction),
      title,
      authors,
    ]),
  );
}

/** Inverse of `entriesToJson`; null where it is something else. */
export function entriesFromJson(bytes: Uint8Array<ArrayBuffer>): ProfileEntry[] | null {
  const rows = parsed(bytes);
  if (!Array.isArray(rows)) return null;
  const entries = rows.map((row: unknown) => {
    if (!Array.isArray(row)) return null;
    const [itemId, reaction, title, authors] = row as unknown[];
    return { itemId, reaction: REACTIONS[Number(reaction)], title, authors };
  });
  return entries.every(isEntry) ? entries : null;
}

/** The list for the reader's own eyes. */
export function plainExport(entries: readonly ProfileEntry[], exportedAt: string): string {
  const whole = { format: PLAIN_FORMAT, version: 1, exported_at: exportedAt, titles: entries };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** The list of a plain export. @throws `profile.bad-file` */
export function fromPlainExport(bytes: Uint8Array<ArrayBuffer>): ProfileEntry[] {
  const whole = parsed(bytes) as { format?: unknown; version?: unknown; titles?: unknown } | null | undefined;
  const refuse = (reason: string): Error => profileError("profile.bad-file", { reason });
  if (whole?.format !== PLAIN_FORMAT) throw refuse("it is neither a sealed nor a plain export");
  if (whole.version !== 1) throw refuse(`its version is not 1`);
  const { titles } = whole;
  if (!Array.isArray(titles)) throw refuse("it has no titles");
  const wrong = titles.findIndex((title: unknown) => !isEntry(title));
  if (wrong >= 0) throw refuse(`title ${wrong + 1} lacks its identifier, reaction, name or authors`);
  return checkedLength((titles as ProfileEntry[]).map(onlyEntry));
}

/** The entry with nothing but its fields. @throws `profile.bad-entry` */
export function checkedEntry(entry: ProfileEntry): ProfileEntry {
  const wrong = faultOf(entry);
  if (wrong !== null) throw profileError("profile.bad-entry", wrong);
  return onlyEntry(entry);
}

/** @throws `profile.too-long` */
export function checkedLength(entries: ProfileEntry[]): ProfileEntry[] {
  if (entries.length > MOST_ENTRIES)
    throw profileError("profile.too-long", { found: entries.length, limit: MOST_ENTRIES });
  return entries;
}

function onlyEntry({ itemId, reaction, title, authors }: ProfileEntry): ProfileEntry {
  return { itemId, reaction, title, authors: [...authors] };
}

function isEntry(value: unknown): value is ProfileEntry {
  return faultOf(value) === null;
}

function faultOf(value: unknown): { readonly field: string; readonly expected: string } | null {
  const text = `a text of up to ${LONGEST_TEXT} characters`;
  if (typeof value !== "object" || value === null) return { field: "record", expected: "an object" };
  const { itemId, reaction, title, authors } = value as Partial<Record<keyof ProfileEntry, unknown>>;
  if (!isText(itemId) || itemId === "") return { field: "identifier", expected: `${text}, not empty` };
  if (!REACTIONS.includes(reaction as Reaction))
    return { field: "reaction", expected: `one of ${REACTIONS.join(", ")}` };
  if (!isText(title)) return { field: "name", expected: text };
  if (!Array.isArray(authors) || authors.length > MOST_AUTHORS || !authors.every(isText))
    return { field: "list of authors", expected: `up to ${MOST_AUTHORS} texts` };
  return null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_TEXT;
}

/** The parser's own error quotes the text it stumbled over, so it goes no further. */
function parsed(bytes: Uint8Array<ArrayBuffer>): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
