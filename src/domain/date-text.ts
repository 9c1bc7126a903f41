import { dayNumber, daysInMonth, isCivilDate } from "./calendar.ts";
import type { DateOrder } from "./import-plan.ts";

/**
 * Dates of till files as text, with or without a time of day.
 *
 * Read: 2010-12-01, 01/12/2010, 1.12.10, 20101201, 3 March 2011, "Mar 3, 2011", 3. März 2011 (month names in six
 * languages), spreadsheet serial numbers (40513.35), each with 8:26, 08:26:00, T08:26:00Z, 8:26 PM. A time zone is
 * ignored: the shop's own clock counts. A year that opens the date with four digits always means year-month-day.
 */

const MINUTES_PLUS_NONE = 1441;

/**
 * Read a date with its time of day.
 * @returns one number that packs both, for `dayOf` and `minuteOf`; NaN when the text is no date between 1970 and 2099
 */
export function readDateTime(text: string, order: DateOrder): number {
  const length = text.length;
  const first = digitsFrom(text, 0);
  const firstLength = scanned;
  if (firstLength === 0 || firstLength > 14) return readNamedMonth(text);
  let pos = firstLength;
  if (pos === length || !isDateSign(text.charCodeAt(pos))) {
    return firstLength >= 5 ? readUnseparated(text, first, firstLength) : readNamedMonth(text);
  }
  const sign = text.charCodeAt(pos);
  if (firstLength === 5 && sign === DOT) return readUnseparated(text, first, firstLength);
  const second = digitsFrom(text, pos + 1);
  const secondLength = scanned - pos - 1;
  if (secondLength === 0 || secondLength > 2 || scanned >= length || text.charCodeAt(scanned) !== sign) {
    return readNamedMonth(text);
  }
  pos = scanned + 1;
  const third = digitsFrom(text, pos);
  const thirdLength = scanned - pos;
  if (thirdLength === 0 || thirdLength === 3 || thirdLength > 4) return NaN;
  pos = scanned;
  const minute = pos === length ? -1 : readTime(text, pos);
  if (Number.isNaN(minute)) return NaN;
  if (firstLength === 4) return thirdLength <= 2 ? pack(first, second, third, minute) : NaN;
  if (firstLength > 2) return NaN;
  if (order === "YMD")
    return thirdLength <= 2 ? pack(fullYear(first, firstLength), second, third, minute) : NaN;
  const year = fullYear(third, thirdLength);
  return order === "DMY" ? pack(year, second, first, minute) : pack(year, first, second, minute);
}

/** Day number of a packed date. */
export function dayOf(packed: number): number {
  return Math.floor(packed / MINUTES_PLUS_NONE);
}

/** Minute of the day of a packed date, -1 where the text gave none. */
export function minuteOf(packed: number): number {
  return (packed % MINUTES_PLUS_NONE) - 1;
}

/** Why a text is no date, as a sentence for the list of rejected rows. */
export function explainDate(text: string, order: DateOrder): string {
  const trimmed = text.trim();
  if (trimmed === "") return "The date is empty.";
  const expected = { YMD: "year-month-day", DMY: "day/month/year", MDY: "month/day/year" }[order];
  for (const other of ["DMY", "MDY", "YMD"] as const) {
    if (other !== order && !Number.isNaN(readDateTime(trimmed, other))) {
      return `"${shortened(trimmed)}" is no date as ${expected}; it would be one as ${
        { YMD: "year-month-day", DMY: "day/month/year", MDY: "month/day/year" }[other]
      }.`;
    }
  }
  return `"${shortened(trimmed)}" is no date between 1970 and 2099; expected ${expected}, such as ${
    { YMD: "2011-04-03", DMY: "03/04/2011 or 3 April 2011", MDY: "04/03/2011 or April 3, 2011" }[order]
  }.`;
}

/** A cell for a message: at most 40 characters of it. */
export function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const DOT = 46;

// Where the last `digitsFrom` stopped: a second result without an object for each of millions of cells.
let scanned = 0;

function digitsFrom(text: string, start: number): number {
  let value = 0;
  let pos = start;
  for (; pos < text.length; pos++) {
    const digit = text.charCodeAt(pos) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  scanned = pos;
  return value;
}

function isDateSign(code: number): boolean {
  return code === 45 || code === 47 || code === DOT;
}

function fullYear(year: number, digits: number): number {
  if (digits > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function pack(year: number, month: number, day: number, minute: number): number {
  if (year < 1970 || year > 2099 || !isCivilDate(year, month, day)) return NaN;
  return dayNumber(year, month, day) * MINUTES_PLUS_NONE + minute + 1;
}

const TIME =
  /^[T ,]\s*(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?m\.?)?\s*(?:Z|UTC|[+-]\d{2}:?(?:\d{2})?)?$/i;

/** Minute of the day from a time at `start`, after a "T", blank or comma; NaN when it is none. */
function readTime(text: string, start: number): number {
  const sign = text.charCodeAt(start);
  if (sign === 32 || sign === 84) {
    const hour = digitsFrom(text, start + 1);
    const hourEnd = scanned;
    if (hourEnd - start <= 3 && hourEnd > start + 1 && text.charCodeAt(hourEnd) === 58) {
      const minute = digitsFrom(text, hourEnd + 1);
      if (scanned === hourEnd + 3) {
        if (scanned === text.length) return timeOfDay(hour, minute);
        if (text.charCodeAt(scanned) === 58 && text.length === scanned + 3) {
          const secondsAt = scanned + 1;
          const seconds = digitsFrom(text, secondsAt);
          if (scanned === text.length) return seconds < 61 ? timeOfDay(hour, minute) : NaN;
        }
      }
    }
  }
  const match = TIME.exec(text.slice(start));
  if (!match) return NaN;
  let hour = Number(match[1]);
  const half = match[4]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return NaN;
    hour = (hour % 12) + (half === "p" ? 12 : 0);
  }
  return Number(match[3] ?? 0) < 61 ? timeOfDay(hour, Number(match[2])) : NaN;
}

function timeOfDay(hour: number, minute: number): number {
  return hour < 24 && minute < 60 ? hour * 60 + minute : NaN;
}

/** 20101201, 20101201 08:26, 201012010826(00), or a spreadsheet's serial number. */
function readUnseparated(text: string, digits: number, length: number): number {
  if (length === 8) {
    const minute = text.length === 8 ? -1 : readTime(text, 8);
    if (Number.isNaN(minute)) return NaN;
    return pack(Math.floor(digits / 10000), Math.floor(digits / 100) % 100, digits % 100, minute);
  }
  if ((length === 12 || length === 14) && text.length === length) {
    const ymd = Math.floor(digits / (length === 12 ? 1e4 : 1e6));
    const hhmm = Math.floor(digits / (length === 12 ? 1 : 100)) % 10000;
    const minute = timeOfDay(Math.floor(hhmm / 100), hhmm % 100);
    return Number.isNaN(minute)
      ? NaN
      : pack(Math.floor(ymd / 10000), Math.floor(ymd / 100) % 100, ymd % 100, minute);
  }
  return length === 5 ? readSerial(text) : NaN;
}

/**
 * A spreadsheet's day count: 1 is 1900-01-01 and a 29 February 1900 that never was is counted, so that day 25569
 * is 1970-01-01. The fraction is the time of day.
 */
function readSerial(text: string): number {
  if (!/^\d{5}(?:[.,]\d+)?$/.test(text)) return NaN;
  const serial = Number(text.replace(",", "."));
  const days = Math.floor(serial);
  if (days < 25569 || days > 73050) return NaN;
  const hasTime = text.length > 5;
  const minute = hasTime ? Math.min(1439, Math.floor((serial - days) * 1440 + 0.02)) : -1;
  return (days - 25569) * MINUTES_PLUS_NONE + minute + 1;
}

// "mar" is March in every language here but for Spanish "martes" and French "mardi", weekdays that are skipped
// only when a real month follows.
const MONTHS: readonly (readonly string[])[] = [
  ["january", "januar", "janner", "janvier", "janv", "enero", "ene", "gennaio", "gen", "januari", "jan"],
  ["february", "februar", "feber", "fevrier", "fevr", "fev", "febrero", "febbraio", "februari", "feb"],
  ["march", "marz", "maerz", "mars", "marzo", "maart", "mrt", "mar", "mrz"],
  ["april", "avril", "avr", "abril", "abr", "aprile", "apr"],
  ["may", "mai", "mayo", "maggio", "mag", "mei"],
  ["june", "juni", "juin", "junio", "giugno", "giu", "jun"],
  ["july", "juli", "juillet", "juil", "julio", "luglio", "lug", "jul"],
  ["august", "aout", "agosto", "ago", "augustus", "aug"],
  ["september", "septembre", "septiembre", "setiembre", "settembre", "set", "sept", "sep"],
  ["october", "oktober", "octobre", "octubre", "ottobre", "ott", "oct", "okt"],
  ["november", "novembre", "noviembre", "nov"],
  ["december", "dezember", "decembre", "diciembre", "dic", "dicembre", "dez", "dec"],
];
const MONTH_OF_NAME = new Map(MONTHS.flatMap((names, i) => names.map((name) => [name, i + 1] as const)));

function monthNamed(word: string): number | undefined {
  const plain = word
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  return MONTH_OF_NAME.get(plain);
}

const DAY_FIRST =
  /^(?:\p{L}+\.?,?\s+)?(\d{1,2})(?:\.|st|nd|rd|th|er|º)?[\s-]*(?:de\s+)?(\p{L}+)\.?,?[\s-]*(?:de\s+)?(\d{4}|\d{2})(?=$|[T ,])/iu;
const MONTH_FIRST = /^(?:\p{L}+\.?,?\s+)?(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?=$|[T ,])/iu;
const YEAR_FIRST = /^(\d{4})[\s-](\p{L}+)\.?[\s-](\d{1,2})(?=$|[T ,])/u;

function readNamedMonth(text: string): number {
  // A cheap no to what cannot be a date at all: most texts of a wrongly chosen column.
  if (text.length > 60 || text.length < 6) return NaN;
  let match = DAY_FIRST.exec(text);
  let month = match ? monthNamed(match[2]!) : undefined;
  if (match && month !== undefined) {
    return packNamed(
      text,
      match[0].length,
      fullYear(Number(match[3]), match[3]!.length),
      month,
      Number(match[1]),
    );
  }
  match = MONTH_FIRST.exec(text);
  month = match ? monthNamed(match[1]!) : undefined;
  if (match && month !== undefined) {
    return packNamed(text, match[0].length, Number(match[3]), month, Number(match[2]));
  }
  match = YEAR_FIRST.exec(text);
  month = match ? monthNamed(match[2]!) : undefined;
  if (match && month !== undefined) {
    return packNamed(text, match[0].length, Number(match[1]), month, Number(match[3]));
  }
  return NaN;
}

function packNamed(text: string, end: number, year: number, month: number, day: number): number {
  if (day < 1 || day > daysInMonth(year, month)) return NaN;
  const minute = end === text.length ? -1 : readTime(text, end);
  return Number.isNaN(minute) ? NaN : pack(year, month, day, minute);
}
