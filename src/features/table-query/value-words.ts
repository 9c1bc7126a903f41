import { civilDate } from "../../domain/calendar.ts";
import { languageName } from "../../domain/language-text.ts";
import type { QueryField, QueryValue } from "../../domain/table-query.ts";
import { queryColumn } from "./query-columns.ts";

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const SIGNS: Readonly<Record<string, string>> = { GBP: "£", EUR: "€", USD: "$", JPY: "¥" };

/** A value as a sentence says it: "£7.99", "3 March 2011", "1,204", "German". */
export function valueWords(
  field: QueryField,
  value: Exclude<QueryValue, null>,
  currency: string | null,
): string {
  if (typeof value === "string") return field === "language" ? languageName(value) : value;
  switch (queryColumn(field).type) {
    case "money":
      return moneyWords(value, currency);
    case "day":
      return dayWords(value);
    case "year":
      return yearWords(value);
    default:
      return numberWords(value);
  }
}

/** Hundredths as money: "£7.99"; without a sign where the currency is unknown. */
export function moneyWords(cents: number, currency: string | null): string {
  const whole = Math.trunc(Math.abs(cents) / 100);
  const rest = String(Math.round(Math.abs(cents)) % 100).padStart(2, "0");
  const sign = currency === null ? "" : (SIGNS[currency] ?? `${currency} `);
  return `${cents < 0 ? "-" : ""}${sign}${grouped(whole)}.${rest}`;
}

/** "3 March 2011". */
export function dayWords(day: number): string {
  const date = civilDate(day);
  return `${date.day} ${MONTHS[date.month - 1]!} ${date.year}`;
}

/** "1851", "750 BC". */
export function yearWords(year: number): string {
  return year < 0 ? `${-year} BC` : String(year);
}

/** At most two decimals, thousands set apart: "1,204", "3.98", "no end" for what never ends. */
export function numberWords(value: number): string {
  if (!Number.isFinite(value)) return "no end";
  const rounded = Math.round(Math.abs(value) * 100) / 100;
  const [whole, fraction] = String(rounded).split(".");
  return `${value < 0 ? "-" : ""}${grouped(Number(whole))}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** "1 title", "7 titles". */
export function countWords(count: number, one: string, many: string): string {
  return `${numberWords(count)} ${count === 1 ? one : many}`;
}

/** "A", "A and B", "A, B and C". */
export function listWords(words: readonly string[], last = "and"): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)!}`;
}

const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
