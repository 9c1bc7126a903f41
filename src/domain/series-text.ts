import type { SeriesPlace } from "./dataset.ts";

/** Words for a volume before its number, as files in the languages of `header-words.ts` write them. */
const VOLUME =
  "(?:#|№|no\\.?|nr\\.?|n°|vol(?:ume|umen|\\.)?|book|bk\\.?|part|band|bd\\.?|buch|teil|tome|t\\.|livre|tomo|libro|deel|boek)";
const NUMBER = "(\\d{1,4}(?:[.,]\\d{1,2})?)";
/** "1-3", "1 & 2": several volumes in one book have no place of their own. */
const SEVERAL = "(\\s*(?:[-–—/&+,]|to|bis)\\s*#?\\d+(?:[.,]\\d+)?)*";

const IN_TITLE = new RegExp(
  `^(.+?)\\s*[([]([^()[\\]]+?)\\s*,?\\s*${VOLUME}\\s*${NUMBER}${SEVERAL}\\s*(?:[;/|][^()[\\]]*)?[)\\]]\\s*$`,
  "iu",
);
const IN_COLUMN = new RegExp(
  `^(.*?)[\\s,;:.(–-]*(?:(?:^|[\\s,;:.(–-])${VOLUME}|[\\s,;:(–-])\\s*${NUMBER}${SEVERAL}\\)?$`,
  "iu",
);

/**
 * What a title says of its series: "The Hunger Games (The Hunger Games, #1)".
 * @returns the title without it, and the series; null where the title names none
 */
export function seriesInTitle(
  title: string,
): { readonly title: string; readonly series: SeriesPlace } | null {
  const found = IN_TITLE.exec(title);
  if (found === null) return null;
  const [, rest, name, number, several] = found;
  return {
    title: rest!.trim(),
    series: { name: name!.trim(), number: several ? null : readVolume(number!) },
  };
}

/**
 * The series of a catalogue's column "Discworld", "Discworld #5" or "Discworld, vol. 5"; null for an empty name.
 * @param numberText the volume where the file has a column for it
 */
export function seriesInColumn(text: string, numberText: string): SeriesPlace | null {
  const own = /\d{1,4}(?:[.,]\d{1,2})?/.exec(numberText)?.[0];
  const found = IN_COLUMN.exec(text);
  const [, name, number, several] = found ?? [];
  if (name === undefined || name.trim() === "") {
    return text === "" ? null : { name: text, number: own === undefined ? null : readVolume(own) };
  }
  if (own !== undefined) return { name: name.trim(), number: readVolume(own) };
  return { name: name.trim(), number: several ? null : readVolume(number!) };
}

const readVolume = (text: string): number => Number(text.replace(",", "."));
