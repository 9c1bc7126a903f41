import type { QueryFilter, QueryPeriod, QueryReading, TablePlan } from "../../domain/table-query.ts";
import { declined, withFilter } from "./planned.ts";
import { FIELD_WORDS } from "./query-words.ts";
import type { Named } from "./resolve-names.ts";

/** What has been understood of a question for titles so far. */
export interface Reading {
  filters: QueryFilter[];
  period: QueryPeriod | null;
  probability: number;
  readonly readings: (QueryReading | null)[];
  /** A name that may mean several. */
  open: { readonly typed: string; readonly named: Named } | null;
  failed: TablePlan | null;
}

export function emptyReading(): Reading {
  return { filters: [], period: null, probability: 0.97, readings: [], open: null, failed: null };
}

export function addFilter(reading: Reading, filter: QueryFilter): void {
  const merged = withFilter(reading.filters, filter);
  if (merged !== null) reading.filters = merged;
  else {
    reading.failed ??= declined(
      "contradiction",
      `The question asks for two things that exclude one another: ${filter.field === "subject" ? "subject" : FIELD_WORDS[filter.field]}.`,
    );
  }
}

export function addName(reading: Reading, typed: string, named: Named, negated: boolean): void {
  const filter = negated ? negationOf(named.filter) : named.filter;
  if (named.others.length > 0 && named.probability < 0.6 && reading.open === null && !negated) {
    reading.open = { typed, named };
  } else {
    reading.probability *= named.probability;
    reading.readings.push(named.reading);
  }
  addFilter(reading, filter);
}

function negationOf(filter: QueryFilter): QueryFilter {
  if (filter.is === "equal") return { ...filter, is: "not" };
  return filter.is === "one-of" ? { ...filter, is: "none-of" } : filter;
}
