import type { SourceKind } from "../domain/document.ts";
import { foldText } from "../features/title-words.ts";
import { derive, type ForecastData } from "./forecast-data.ts";

/** A title that a question names, and what is asked of it. */
export interface AskSubject {
  /** More than one where titles share a name. */
  readonly itemIds: ReadonlySet<string>;
  /** The question with "it" in the title's place. */
  readonly rest: string;
  /** Whether a text is asked for as a whole: what a title is about, what is said of it. Its kind, else null. */
  readonly whole: SourceKind | null;
}

/** A name that so many titles share ("Poems") is none of them. */
const MOST_TITLES = 12;
const MOST_WORDS = 12;
/** A title of one word must be written with a capital and be so long: "Emma", not "It". */
const LEAST_LETTERS = 4;

/** Questions for a text as a whole, the title as "it"; in the languages of the catalogue. */
const SAY = "(?:say|says|said|think|thinks|thought|write|writes|wrote) (?:of|about|on) it";
const WHOLE: readonly (readonly [RegExp, SourceKind])[] = [
  [new RegExp(`\\b(?:staff|shop|booksellers?) ${SAY}\\b|\\bnotes? (?:on|about|of) it\\b`, "iu"), "note"],
  [
    new RegExp(
      `\\b(?:readers?|customers?|reviewers?|people) ${SAY}\\b|\\breviews? (?:of|on|about) it\\b`,
      "iu",
    ),
    "review",
  ],
  [
    /^(?:what(?:['’]s| is| was)? it (?:all )?about|what happens in it|tell me (?:more )?about it|wovon handelt it|worum geht es in it|de quoi parle it)\b|\b(?:summary|plot|description|synopsis) of it\b/iu,
    "description",
  ],
];

/**
 * The title that a question names, by the longest name in it; null where it names none.
 *
 * A named title is no more than a condition: its words are looked for in no text, and what is asked of it stands in the
 * rest of the question.
 */
export function askSubject(shop: ForecastData, text: string): AskSubject | null {
  const names = derive(shop, "title-names", () => titleNames(shop));
  const words = [...text.matchAll(/[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}\p{N}]+)*/gu)].map((match) => ({
    word: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  for (let length = Math.min(MOST_WORDS, words.length); length > 0; length--) {
    for (let first = 0; first + length <= words.length; first++) {
      const [start, end] = [words[first]!.start, words[first + length - 1]!.end];
      const typed = text.slice(start, end);
      if (length === 1 && !isName(typed, first)) continue;
      const rows = names.get(nameKey(typed));
      if (rows === undefined || rows.length > MOST_TITLES) continue;
      const rest = `${text.slice(0, start)}it${text.slice(end)}`.replace(/["“”«»„]it["“”«»]/gu, "it");
      const whole = WHOLE.find(([pattern]) => pattern.test(rest))?.[1] ?? null;
      return { itemIds: new Set(rows.map((row) => shop.itemId[row]!)), rest, whole };
    }
  }
  return null;
}

/** A question's first word has a capital anyway. */
const isName = (word: string, position: number): boolean =>
  position > 0 && word.length >= LEAST_LETTERS && /^\p{Lu}/u.test(word);

/** Each title by its name, whole and without its subtitle and article. */
function titleNames(shop: ForecastData): ReadonlyMap<string, readonly number[]> {
  const names = new Map<string, number[]>();
  shop.itemId.forEach((_, row) => {
    if (shop.service[row] === 1) return;
    const { title } = shop.titleOf(row);
    const main = title.split(/[;:]|, or,? /iu)[0]!;
    const forms = [title, main, main.replace(/^(?:the|a|an|der|die|das|le|la|les) /iu, "")].map(nameKey);
    for (const key of new Set(forms)) {
      if (key === "") continue;
      const rows = names.get(key);
      if (rows === undefined) names.set(key, [row]);
      else rows.push(row);
    }
  });
  return names;
}

const nameKey = (name: string): string => (foldText(name).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
