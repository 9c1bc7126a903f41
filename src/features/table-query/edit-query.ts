import type { QueryField, QueryFilter, QueryPeriod, TableQuery } from "../../domain/table-query.ts";
import { FIELD_WORDS, filterWords } from "./query-words.ts";
import { hasField, NAME_FIELDS, NUMBER_FIELDS, type NameField, type ShopTable } from "./shop-table.ts";

/** What a screen can change in a query; each gives a new one. */
export function withoutFilter(query: TableQuery, index: number): TableQuery {
  return { ...query, filters: query.filters.filter((_, i) => i !== index) };
}

export function withFilterChanged(query: TableQuery, index: number, filter: QueryFilter): TableQuery {
  return { ...query, filters: query.filters.map((old, i) => (i === index ? filter : old)) };
}

export function withFilterAdded(query: TableQuery, filter: QueryFilter): TableQuery {
  return { ...query, filters: [...query.filters, filter] };
}

/** null: in the order of the catalogue; what follows from an order (nth, first n) goes with it. */
export function withSort(query: TableQuery, sort: TableQuery["sort"]): TableQuery {
  return sort === null ? { ...query, sort, skip: 0 } : { ...query, sort };
}

export function withLimit(query: TableQuery, limit: number | null): TableQuery {
  return { ...query, limit, skip: limit === null ? 0 : query.skip };
}

export function withPeriod(query: TableQuery, period: QueryPeriod | null): TableQuery {
  return { ...query, period };
}

/** One value of a field and how many titles have it. */
export interface FieldChoice {
  readonly value: string;
  readonly titles: number;
}

/** All values of a field of names to choose from, most titles first; empty for other fields. */
export function fieldChoices(table: ShopTable, field: QueryField): FieldChoice[] {
  const column = table.names.get(field as NameField);
  if (column === undefined) return [];
  const counts = new Uint32Array(column.values.length);
  for (const code of column.codes) counts[code]!++;
  return column.values
    .map((value, code) => ({ value, titles: counts[code]! }))
    .sort((a, b) => b.titles - a.titles || (a.value < b.value ? -1 : 1));
}

/** Fields that the shop knows something of, by which rows can be sorted. */
export function sortChoices(table: ShopTable): QueryField[] {
  const fields: QueryField[] = ["title", "author", "sold", "revenue", ...NUMBER_FIELDS];
  return fields.filter((field) => hasField(table, field));
}

/** Fields that the shop knows something of, for a further filter. */
export function filterChoices(table: ShopTable): QueryField[] {
  const fields: QueryField[] = [...NAME_FIELDS, ...NUMBER_FIELDS, "sold"];
  return fields.filter((field) => hasField(table, field));
}

/** What a screen shows of one filter: its field's name and the filter in words. */
export function filterLabel(
  table: ShopTable,
  filter: QueryFilter,
): { readonly field: string; readonly words: string } {
  return {
    field: filter.field === "subject" ? "subject" : FIELD_WORDS[filter.field],
    words: filterWords(table, filter),
  };
}
