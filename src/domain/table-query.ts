import type { DayNumber } from "./dataset.ts";

/**
 * A question about fields, typed: what the planner understood, what a person edits, what is run.
 *
 * Rows are titles of the shop. Sales are summed per title over `period`; stock, forecast and order are as of now.
 */
export interface TableQuery {
  readonly filters: readonly QueryFilter[];
  /** Days of the sales that count, both included; null: all. */
  readonly period: QueryPeriod | null;
  /** What the answer is: the rows themselves, how many, or a figure over them. */
  readonly result: QueryResult;
  /** One row for each value of this field instead of each title. */
  readonly groupBy: QueryField | null;
  readonly sort: { readonly field: QueryField; readonly descending: boolean } | null;
  /** Rows shown; null: all. */
  readonly limit: number | null;
  /** Why a title is what it is ("why is this title on today's list"): its field, explained; null otherwise. */
  readonly explain: { readonly itemId: string; readonly about: "order" | "forecast" } | null;
}

export type QueryResult =
  | { readonly kind: "rows" }
  | { readonly kind: "count" }
  /** One field of the rows: "who wrote …", "when did … appear". */
  | { readonly kind: "field"; readonly field: QueryField }
  | { readonly kind: "aggregate"; readonly of: QueryField; readonly how: "sum" | "mean" | "min" | "max" }
  /** The rows side by side in one field, with the answer to which has more. */
  | { readonly kind: "compare"; readonly field: QueryField; readonly wants: "more" | "less" | "both" };

/** Fields of a title, of its sales in the period, its stock, its forecast and today's order. */
export const QUERY_FIELDS = [
  "title",
  "author",
  "genre",
  "language",
  "series",
  "seriesNumber",
  "year",
  "price",
  "pages",
  "isbn",
  "ageFrom",
  "format",
  "rating",
  "ratings",
  "description",
  "sold",
  "revenue",
  "lastSale",
  "onHand",
  "onOrder",
  "stockOutDay",
  "expected",
  "toOrder",
] as const;
export type QueryField = (typeof QUERY_FIELDS)[number];

export type QueryFilter =
  | { readonly field: QueryField; readonly is: "equal" | "not"; readonly value: string | number }
  /** One of several names as the catalogue writes them. */
  | { readonly field: QueryField; readonly is: "one-of"; readonly values: readonly string[] }
  /** Words that stand in the field, all of them; `subject` looks in title, genre and description. */
  | { readonly field: QueryField | "subject"; readonly is: "contains"; readonly value: string }
  /** Both ends included; null: open. Money in hundredths, days as `DayNumber`. */
  | {
      readonly field: QueryField;
      readonly is: "between";
      readonly low: number | null;
      readonly high: number | null;
    };

export interface QueryPeriod {
  readonly firstDay: DayNumber;
  readonly lastDay: DayNumber;
  /** In words: "March 2011", "the last 28 days". */
  readonly words: string;
}

export type QueryValue = string | number | null;

export interface QueryColumn {
  readonly field: QueryField;
  readonly label: string;
  readonly type: "text" | "number" | "money" | "day" | "year";
}

export interface QueryRow {
  /** null for a group. */
  readonly itemId: string | null;
  readonly values: readonly QueryValue[];
}

/** What a query gave. Every figure names the rows it was computed from: nothing is said that is not in them. */
export interface TableAnswer {
  readonly query: TableQuery;
  /** The query in words, as it was understood: "Titles by Jules Verne from before 1870, counted." */
  readonly words: string;
  /** Parts of the question that were read as something near: "Vern" as "Jules Verne". */
  readonly readings: readonly { readonly typed: string; readonly as: string }[];
  /** The answer as one sentence, from the rows. */
  readonly sentence: string;
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly QueryRow[];
  /** Rows before the limit. */
  readonly total: number;
  /** What limits the answer: "Stock is not kept for 12 of them." */
  readonly notes: readonly string[];
}
