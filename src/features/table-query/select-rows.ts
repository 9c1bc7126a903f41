import type { QueryField, QueryFilter, QueryPeriod, TableQuery } from "../../domain/table-query.ts";
import { titleWords } from "../title-words.ts";
import {
  derived,
  hasField,
  type NameColumn,
  type NameField,
  type NumberField,
  type ShopTable,
} from "./shop-table.ts";

/** Rows of the titles that pass every filter, ascending. A filter over a field that the shop lacks passes none. */
export function selectRows(table: ShopTable, query: Pick<TableQuery, "filters" | "period">): Uint32Array {
  const passing = new Uint8Array(table.count).fill(1);
  for (const filter of query.filters) keepPassing(table, filter, query.period, passing);
  let n = 0;
  const rows = new Uint32Array(table.count);
  for (let row = 0; row < table.count; row++) if (passing[row] === 1) rows[n++] = row;
  return rows.subarray(0, n);
}

/** Numbers of a field by row, NaN where unknown; null where the field is text or the shop lacks it. */
export function numbersOf(
  table: ShopTable,
  field: QueryField,
  period: QueryPeriod | null,
): Float64Array | null {
  if (field !== "sold" && field !== "revenue") return table.numbers.get(field as NumberField) ?? null;
  if (table.sales === null) return null;
  const name = period === null ? field : `${field} ${period.firstDay} ${period.lastDay}`;
  return derived(table, name, () => soldIn(table, period, field === "revenue"));
}

/** Names that a title has in a field; empty where it says none. */
export function namesAt(table: ShopTable, field: NameField, row: number): string[] {
  const column = table.names.get(field);
  if (column === undefined) return [];
  return Array.from(
    column.codes.subarray(column.start[row], column.start[row + 1]),
    (code) => column.values[code]!,
  );
}

function keepPassing(
  table: ShopTable,
  filter: QueryFilter,
  period: QueryPeriod | null,
  passing: Uint8Array,
): void {
  const test = passes(table, filter, period);
  for (let row = 0; row < passing.length; row++) if (passing[row] === 1 && !test(row)) passing[row] = 0;
}

type RowTest = (row: number) => boolean;

function passes(table: ShopTable, filter: QueryFilter, period: QueryPeriod | null): RowTest {
  const { field } = filter;
  if (filter.is === "contains" || filter.is === "lacks") {
    const rows = rowsWithWords(table, filter.field, filter.value);
    return filter.is === "contains" ? (row) => rows.has(row) : (row) => !rows.has(row);
  }
  if (filter.is === "present" || filter.is === "missing") {
    const wanted = filter.is === "present";
    return (row) => isKnown(table, filter.field, row, period) === wanted;
  }
  if (filter.is === "between") {
    const numbers = numbersOf(table, filter.field, period);
    if (numbers === null) return () => false;
    const low = filter.low ?? -Infinity;
    const high = filter.high ?? Infinity;
    return (row) => numbers[row]! >= low && numbers[row]! <= high;
  }
  const wanted = filter.is === "equal" || filter.is === "one-of";
  const values = "values" in filter ? filter.values : [filter.value];
  if (!hasField(table, field)) return () => false;
  if (field === "item") {
    const rows = new Set(values.map((value) => table.rowOf.get(String(value))));
    return (row) => rows.has(row) === wanted;
  }
  const numbers = numbersOf(table, filter.field, period);
  if (numbers !== null) return (row) => values.some((value) => numbers[row] === Number(value)) === wanted;
  const column = table.names.get(filter.field as NameField);
  if (column === undefined) return () => false;
  const codes = new Set(values.map((value) => column.codeOf.get(String(value)) ?? -1));
  return (row) => hasCode(column, row, codes) === wanted;
}

function hasCode(column: NameColumn, row: number, codes: ReadonlySet<number>): boolean {
  for (let i = column.start[row]!; i < column.start[row + 1]!; i++)
    if (codes.has(column.codes[i]!)) return true;
  return false;
}

function isKnown(table: ShopTable, field: QueryField, row: number, period: QueryPeriod | null): boolean {
  if (field === "description") return table.titles[row]!.description !== null;
  const numbers = numbersOf(table, field, period);
  if (numbers !== null) return !Number.isNaN(numbers[row]);
  const column = table.names.get(field as NameField);
  return column === undefined || column.start[row] !== column.start[row + 1];
}

/** Copies (or their money at the last price) in the period; 0 where a title sold none of them. */
function soldIn(table: ShopTable, period: QueryPeriod | null, money: boolean): Float64Array {
  const { demand, demandRow, priceCents } = table.sales!;
  return Float64Array.from(demandRow, (at, row) => {
    let copies = 0;
    if (at >= 0) {
      const end = demand.rowStart[at + 1]!;
      const from =
        period === null
          ? demand.rowStart[at]!
          : firstFrom(demand.day, demand.rowStart[at]!, end, period.firstDay);
      const lastDay = period?.lastDay ?? Infinity;
      for (let i = from; i < end && demand.day[i]! <= lastDay; i++) copies += demand.units[i]!;
    }
    if (!money || copies === 0) return copies;
    return Math.round(copies * priceCents[row]!);
  });
}

/** First position in [low, high) whose day is not before `day`. */
function firstFrom(days: Int32Array, low: number, high: number, day: number): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows in whose field all words of a text stand, plural or singular; any row where the text has no telling word. */
function rowsWithWords(table: ShopTable, field: QueryField | "subject", text: string): ReadonlySet<number> {
  const words = [...new Set(titleWords(text))];
  const index = wordIndex(table, field);
  let rows: ReadonlySet<number> | null = null;
  for (const word of words) {
    const found = index.get(word) ?? [];
    rows = new Set<number>(rows === null ? found : found.filter((row) => rows!.has(row)));
  }
  return rows ?? new Set(table.titles.keys());
}

/** Make the index of the words that "about …" looks for. */
export function prepareSubjects(table: ShopTable): void {
  wordIndex(table, "subject");
}

/** Word -> rows that have it, ascending. */
function wordIndex(table: ShopTable, field: QueryField | "subject"): ReadonlyMap<string, readonly number[]> {
  return derived(table, `words of ${field}`, () => {
    const index = new Map<string, number[]>();
    table.titles.forEach((_, row) => {
      for (const text of textsOf(table, field, row)) {
        for (const word of titleWords(text)) {
          const rows = index.get(word);
          if (rows === undefined) index.set(word, [row]);
          else if (rows.at(-1) !== row) rows.push(row);
        }
      }
    });
    return index;
  });
}

function textsOf(table: ShopTable, field: QueryField | "subject", row: number): readonly string[] {
  const { title, genre, subjects, description } = table.titles[row]!;
  if (field === "subject") return [title, genre ?? "", ...subjects, description ?? ""];
  if (field === "description") return [description ?? ""];
  return namesAt(table, field as NameField, row);
}
