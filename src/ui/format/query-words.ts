import type { QueryField, QueryFilter, QueryValue, TableQuery } from "../../domain/table-query.ts";
import { fullDay } from "./days.ts";
import { languageName } from "./languages.ts";
import { money } from "./money.ts";
import { count } from "./numbers.ts";
import { yearText } from "./years.ts";

export type FieldType = "text" | "number" | "money" | "day" | "year";

const FIELDS: Readonly<Record<QueryField | "subject", readonly [label: string, type: FieldType]>> = {
  subject: ["subject", "text"],
  item: ["title", "text"],
  title: ["title", "text"],
  author: ["author", "text"],
  genre: ["genre", "text"],
  language: ["language", "text"],
  series: ["series", "text"],
  seriesNumber: ["book of the series", "number"],
  year: ["year", "year"],
  price: ["price", "money"],
  pages: ["pages", "number"],
  isbn: ["ISBN", "text"],
  ageFrom: ["age", "number"],
  format: ["format", "text"],
  publisher: ["publisher", "text"],
  rating: ["rating", "number"],
  ratings: ["ratings", "number"],
  description: ["description", "text"],
  sold: ["copies sold", "number"],
  revenue: ["revenue", "money"],
  lastSale: ["last sale", "day"],
  onHand: ["on the shelf", "number"],
  onOrder: ["on order", "number"],
  stockOutDay: ["day it runs out", "day"],
  expected: ["copies expected", "number"],
  cover: ["days the stock lasts", "number"],
  toOrder: ["copies to order", "number"],
  titles: ["titles", "number"],
};

export const fieldLabel = (field: QueryField | "subject"): string => FIELDS[field][0];
export const fieldType = (field: QueryField | "subject"): FieldType => FIELDS[field][1];

const plain = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });

/** A value of a query or of its answer as the shop writes it; a dash where there is none. */
export function valueText(value: QueryValue, type: FieldType, currency: string | null): string {
  if (value === null || value === "") return "–";
  if (typeof value === "string") return value;
  if (type === "money") return money(value, currency);
  if (type === "day") return fullDay(value);
  if (type === "year") return yearText(value);
  return plain.format(value);
}

/**
 * A filter in a few words: "author Jules Verne", "year up to 1869", "in stock", "about “whales”".
 *
 * @param titleOf the title of an item
 */
export function filterWords(
  filter: QueryFilter,
  currency: string | null,
  titleOf: (itemId: string) => string,
): string {
  const { field } = filter;
  const label = fieldLabel(field);
  const text = (value: QueryValue): string => {
    if (typeof value !== "string") return valueText(value, fieldType(field), currency);
    if (field === "item") return titleOf(value);
    return field === "language" ? languageName(value) : value;
  };
  switch (filter.is) {
    case "equal":
      return `${label} ${text(filter.value)}`;
    case "not":
      return `${label} not ${text(filter.value)}`;
    case "one-of":
      return `${label} ${filter.values.map(text).join(" or ")}`;
    case "none-of":
      return `${label} not ${filter.values.map(text).join(" nor ")}`;
    case "contains":
      return field === "subject" ? `about “${filter.value}”` : `“${filter.value}” in the ${label}`;
    case "lacks":
      return field === "subject" ? `not about “${filter.value}”` : `no “${filter.value}” in the ${label}`;
    case "present":
      return `${label} known`;
    case "missing":
      return `${label} not known`;
    case "between":
      return rangeWords(filter, label, text);
  }
}

function rangeWords(
  { field, low, high }: Extract<QueryFilter, { readonly is: "between" }>,
  label: string,
  text: (value: QueryValue) => string,
): string {
  if (field === "onHand" && low === 1 && high === null) return "in stock";
  if (low !== null && high !== null)
    return low === high ? `${label} ${text(low)}` : `${label} ${text(low)} to ${text(high)}`;
  if (low !== null) return `${label} from ${text(low)}`;
  return high === null ? `any ${label}` : `${label} up to ${text(high)}`;
}

const ENDS: Readonly<Record<FieldType, readonly [ascending: string, descending: string]>> = {
  text: ["A to Z", "Z to A"],
  number: ["fewest first", "most first"],
  money: ["lowest first", "highest first"],
  day: ["earliest first", "latest first"],
  year: ["oldest first", "newest first"],
};

/** Which end comes first: "lowest first". */
export function orderWords(field: QueryField, descending: boolean): string {
  return ENDS[fieldType(field)][descending ? 1 : 0];
}

/** "price, lowest first". */
export function sortWords(sort: NonNullable<TableQuery["sort"]>): string {
  return `${fieldLabel(sort.field)}, ${orderWords(sort.field, sort.descending)}`;
}

/** What is made of the rows: "counted", "mean price". */
export function resultWords(query: TableQuery): string {
  const { result } = query;
  switch (result.kind) {
    case "rows":
      return "listed";
    case "count":
      return "counted";
    case "distinct":
      return `different values of ${fieldLabel(result.field)}, counted`;
    case "field":
      return fieldLabel(result.field);
    case "aggregate": {
      const how = { sum: "sum of", mean: "mean", median: "median", min: "lowest", max: "highest" }[
        result.how
      ];
      return `${how} ${fieldLabel(result.of)}`;
    }
    case "compare":
      return `compared by ${fieldLabel(result.field)}`;
  }
}

/** "first 10", "from row 2, 1 of them", or "all rows". */
export function limitWords(limit: number | null, skip: number): string {
  if (skip === 0) return limit === null ? "all rows" : `first ${count(limit)}`;
  return `from row ${count(skip + 1)}${limit === null ? "" : `, ${count(limit)} of them`}`;
}
