import type { DayNumber } from "./dataset.ts";

/**
 * A question about fields, typed: what the planner understood, what a person edits, what is run.
 *
 * Rows are titles of the shop. Sales are summed per title over `period`; stock, forecast and order are as of now.
 */
export interface TableQuery {
  /** All of them hold. */
  readonly filters: readonly QueryFilter[];
  /** Days of the sales that count, both included; null: all. */
  readonly period: QueryPeriod | null;
  /** What the answer is: the rows themselves, how many, or a figure over them. */
  readonly result: QueryResult;
  /** One row for each value of this field instead of each title. */
  readonly groupBy: QueryField | null;
  readonly sort: { readonly field: QueryField; readonly descending: boolean } | null;
  /** Rows left out before the first: 1 for "the second longest". */
  readonly skip: number;
  /** Rows shown; null: all. */
  readonly limit: number | null;
  /** Why a title is what it is ("why is this title on today's list"): its field, explained; null otherwise. */
  readonly explain: { readonly itemId: string; readonly about: "order" | "forecast" } | null;
}

export type QueryResult =
  | { readonly kind: "rows" }
  | { readonly kind: "count" }
  /** How many different names (or numbers) the rows have in a field: "how many authors". */
  | { readonly kind: "distinct"; readonly field: QueryField }
  /** One field of the rows: "who wrote …", "when did … appear". */
  | { readonly kind: "field"; readonly field: QueryField }
  | { readonly kind: "aggregate"; readonly of: QueryField; readonly how: Aggregate }
  /** The rows side by side in one field, with the answer to which has more. */
  | { readonly kind: "compare"; readonly field: QueryField; readonly wants: "more" | "less" | "both" };

export type Aggregate = "sum" | "mean" | "median" | "min" | "max";

/** Fields of a title, of its sales in the period, its stock, its forecast and today's order. */
export const QUERY_FIELDS = [
  /** The title's own identifier; only for filters. */
  "item",
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
  "publisher",
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
  /** Days that the copies on hand last at the expected rate of sale. */
  "cover",
  "toOrder",
  /** How many titles a group has; only where rows are groups. */
  "titles",
] as const;
export type QueryField = (typeof QUERY_FIELDS)[number];

/** What a title does not say passes no filter but `missing`, `not`, `none-of` and `lacks`. */
export type QueryFilter =
  | FilterOf<QueryField, "equal" | "not", { readonly value: string | number }>
  /** One of several names as the catalogue writes them, or none of them. */
  | FilterOf<QueryField, "one-of" | "none-of", { readonly values: readonly string[] }>
  /** Words that stand in the field, all of them; `subject` looks in title, genre, subjects and description. */
  | FilterOf<QueryField | "subject", "contains" | "lacks", { readonly value: string }>
  /** Both ends included; null: open. Money in hundredths, days as `DayNumber`. */
  | FilterOf<QueryField, "between", { readonly low: number | null; readonly high: number | null }>
  /** Whether anything is known. */
  | FilterOf<QueryField, "present" | "missing">;

/** One type for each way to compare, so that `is` tells them apart. */
type FilterOf<Field, Is extends string, Rest = unknown> = Is extends string
  ? { readonly field: Field; readonly is: Is } & Rest
  : never;

export interface QueryPeriod {
  readonly firstDay: DayNumber;
  readonly lastDay: DayNumber;
  /** In words that go on "sold …": "in March 2011", "in the last 28 days". */
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

/** Part of a question that was read as something near: "Vern" as "Jules Verne". */
export interface QueryReading {
  readonly typed: string;
  readonly as: string;
}

/** What a planner made of a question; null instead of it where the question is one for texts. */
export type TablePlan =
  | {
      readonly kind: "query";
      readonly query: TableQuery;
      /** That the query is what was meant, in [0, 1]. */
      readonly probability: number;
      readonly readings: readonly QueryReading[];
    }
  /** A name that fits several: ask back. The likeliest first. */
  | {
      readonly kind: "choose";
      readonly typed: string;
      readonly options: readonly {
        readonly label: string;
        readonly query: TableQuery;
        readonly readings: readonly QueryReading[];
      }[];
    }
  /** A question about fields that the shop's data cannot answer. */
  | {
      readonly kind: "declined";
      readonly reason: DeclineReason;
      /** Why, for a reader: "There is no author named “Brannigan” in the catalogue." */
      readonly sentence: string;
      /** Titles that come nearest. */
      readonly nearest: readonly string[];
    };

export type DeclineReason =
  /** The shop's data has no such field: prices of a catalogue without prices. */
  | "no-field"
  /** A title, author or series that the catalogue does not have. */
  | "unknown-name"
  /** The question says something that the catalogue contradicts: a book by one who did not write it. */
  | "false-premise"
  /** Filters that exclude one another. */
  | "contradiction";

/** What a query gave. Every figure names the rows it was computed from: nothing is said that is not in them. */
export interface TableAnswer {
  readonly query: TableQuery;
  /** The query in words, as it was understood: "Titles by Jules Verne from before 1870, counted." */
  readonly words: string;
  /** Parts of the question that were read as something near. */
  readonly readings: readonly QueryReading[];
  /** The answer as one sentence, from the rows. */
  readonly sentence: string;
  readonly columns: readonly QueryColumn[];
  readonly rows: readonly QueryRow[];
  /** Rows before skip and limit. */
  readonly total: number;
  /** Whether the rows hold what was asked for; false where nothing is known, and the sentence says so. */
  readonly answered: boolean;
  /** What limits the answer: "Stock is not kept for 12 of them." */
  readonly notes: readonly string[];
}
