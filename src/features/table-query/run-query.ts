import type { Aggregate, QueryField, QueryRow, QueryValue, TableQuery } from "../../domain/table-query.ts";
import { columnsOf } from "./query-columns.ts";
import { namesAt, numbersOf, selectRows } from "./select-rows.ts";
import type { NameField, ShopTable } from "./shop-table.ts";

/** Rows that an answer lists at most; `total` says how many there are. */
export const MAX_ROWS = 500;
/** Further rows with the same value that are shown beside the last one; more are counted. */
const TIES_SHOWN = 4;

/** What a query found, before it is put into words. */
export interface QueryOutcome {
  readonly fields: readonly QueryField[];
  readonly rows: readonly QueryRow[];
  /** Rows (titles, or groups) before skip and limit. */
  readonly total: number;
  /** The count or aggregate; null where the rows are the answer, or where no row knows the field. */
  readonly figure: number | null;
  /** Titles that passed the filters but do not say the field that is asked. */
  readonly unknown: number;
  /** Rows not shown that have the same value as the last one shown. */
  readonly ties: number;
}

/**
 * Run a query over the columns.
 *
 * A title that does not say the field to sort, aggregate or compare by is left out of that and counted in `unknown`.
 * Rows of one value keep the order of the catalogue. Means and medians of money are whole hundredths.
 */
export function runQuery(table: ShopTable, query: TableQuery): QueryOutcome {
  const rows = selectRows(table, query);
  if (query.groupBy !== null) return runGroups(table, query, query.groupBy, rows);
  const fields = columnsOf(table, query);
  const sorted = query.sort === null ? rows : sortRows(table, query, rows);
  const measured = measuredField(query);
  const unknown = measured === null ? 0 : rows.length - known(table, query, measured, rows).length;
  const { shown, ties } = cutRows(table, query, sorted);
  return {
    fields,
    rows: Array.from(shown.subarray(0, MAX_ROWS), (row) => titleRow(table, query, fields, row)),
    total: sorted.length,
    figure: figureOf(table, query, rows),
    unknown,
    ties,
  };
}

/** The field that a title must say to count for the answer. */
function measuredField({ result, sort, limit }: TableQuery): QueryField | null {
  if (result.kind === "aggregate") return result.of;
  if (result.kind === "compare" || result.kind === "field") return result.field;
  return limit === null ? null : (sort?.field ?? null);
}

function figureOf(table: ShopTable, query: TableQuery, rows: Uint32Array): number | null {
  const { result } = query;
  if (result.kind === "count") return rows.length;
  if (result.kind === "distinct") return distinctValues(table, query, result.field, rows);
  if (result.kind !== "aggregate") return null;
  const numbers = numbersOf(table, result.of, query.period);
  if (numbers === null) return null;
  return aggregate(
    Array.from(known(table, query, result.of, rows), (row) => numbers[row]!),
    result.how,
    isWhole(result.of),
  );
}

function distinctValues(table: ShopTable, query: TableQuery, field: QueryField, rows: Uint32Array): number {
  return groupRows(table, query, field, rows).length;
}

/** Money and copies are whole; a mean of them is rounded to whole hundredths, other means are not. */
const isWhole = (field: QueryField): boolean => field === "price" || field === "revenue";

/** One figure of some numbers; null of none. Sums run in the given order. */
export function aggregate(values: readonly number[], how: Aggregate, whole: boolean): number | null {
  if (values.length === 0) return how === "sum" ? 0 : null;
  const round = (value: number): number => (whole ? Math.round(value) : value);
  switch (how) {
    case "sum":
      return values.reduce((sum, value) => sum + value, 0);
    case "mean":
      return round(values.reduce((sum, value) => sum + value, 0) / values.length);
    case "min":
      return values.reduce((least, value) => Math.min(least, value));
    case "max":
      return values.reduce((most, value) => Math.max(most, value));
    case "median": {
      const sorted = Float64Array.from(values).sort();
      const half = sorted.length >> 1;
      return sorted.length % 2 === 1 ? sorted[half]! : round((sorted[half - 1]! + sorted[half]!) / 2);
    }
  }
}

/** Rows that say the field. */
function known(table: ShopTable, query: TableQuery, field: QueryField, rows: Uint32Array): Uint32Array {
  const numbers = numbersOf(table, field, query.period);
  if (numbers !== null) return rows.filter((row) => !Number.isNaN(numbers[row]));
  if (field === "description") return rows.filter((row) => table.titles[row]!.description !== null);
  if (field === "item") return rows;
  return rows.filter((row) => namesAt(table, field as NameField, row).length > 0);
}

function sortRows(table: ShopTable, query: TableQuery, rows: Uint32Array): Uint32Array {
  const { field, descending } = query.sort!;
  const sign = descending ? -1 : 1;
  const sayIt = known(table, query, field, rows);
  const numbers = numbersOf(table, field, query.period);
  if (numbers !== null) {
    sayIt.sort((a, b) => sign * compare(numbers[a]!, numbers[b]!) || a - b);
  } else {
    const texts = new Map(Array.from(sayIt, (row) => [row, textAt(table, field, row)]));
    sayIt.sort((a, b) => sign * compare(texts.get(a)!, texts.get(b)!) || a - b);
  }
  if (query.limit !== null || sayIt.length === rows.length) return sayIt;
  const saying = new Set(sayIt);
  const all = new Uint32Array(rows.length);
  all.set(sayIt);
  all.set(
    rows.filter((row) => !saying.has(row)),
    sayIt.length,
  );
  return all;
}

const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

function cutRows(
  table: ShopTable,
  query: TableQuery,
  sorted: Uint32Array,
): { shown: Uint32Array; ties: number } {
  if (query.limit === null) return { shown: sorted.subarray(query.skip), ties: 0 };
  const end = Math.min(sorted.length, query.skip + query.limit);
  const numbers = query.sort && numbersOf(table, query.sort.field, query.period);
  let tied = end;
  if (numbers && end > query.skip) {
    const last = numbers[sorted[end - 1]!];
    while (tied < sorted.length && numbers[sorted[tied]!] === last) tied++;
  }
  const shownTies = tied - end <= TIES_SHOWN ? tied - end : 0;
  return { shown: sorted.subarray(query.skip, end + shownTies), ties: tied - end - shownTies };
}

function titleRow(table: ShopTable, query: TableQuery, fields: readonly QueryField[], row: number): QueryRow {
  return {
    itemId: table.titles[row]!.itemId,
    values: fields.map((field) => valueAt(table, query, field, row)),
  };
}

/** What a title says in a field, names joined with commas; null where it says nothing. */
export function valueAt(
  table: ShopTable,
  { period }: Pick<TableQuery, "period">,
  field: QueryField,
  row: number,
): QueryValue {
  const numbers = numbersOf(table, field, period);
  if (numbers !== null) return Number.isNaN(numbers[row]) ? null : numbers[row]!;
  if (field === "item") return table.titles[row]!.itemId;
  return textAt(table, field, row) || null;
}

function textAt(table: ShopTable, field: QueryField, row: number): string {
  if (field === "description") return table.titles[row]!.description ?? "";
  return namesAt(table, field as NameField, row).join(", ");
}

interface Group {
  readonly key: string | number;
  readonly rows: number[];
}

function runGroups(table: ShopTable, query: TableQuery, field: QueryField, rows: Uint32Array): QueryOutcome {
  const measure = groupMeasure(query);
  const groups = groupRows(table, query, field, rows);
  const figures = groups.map((group) => groupFigure(table, query, measure, group.rows));
  const order = groups.map((_, g) => g).filter((g) => figures[g] !== null);
  const byName = query.sort?.field === field;
  const sign = (query.sort?.descending ?? true) ? -1 : 1;
  order.sort((a, b) => {
    const difference = byName
      ? compareKeys(groups[a]!.key, groups[b]!.key)
      : compare(figures[a]!, figures[b]!);
    return sign * difference || compareKeys(groups[a]!.key, groups[b]!.key);
  });
  const end = query.limit === null ? order.length : Math.min(order.length, query.skip + query.limit);
  let tied = end;
  if (!byName && end > query.skip) {
    while (tied < order.length && figures[order[tied]!] === figures[order[end - 1]!]) tied++;
  }
  const shownTies = query.limit !== null && tied - end <= TIES_SHOWN ? tied - end : 0;
  return {
    fields: [field, measure.field],
    rows: order
      .slice(query.skip, end + shownTies)
      .slice(0, MAX_ROWS)
      .map((g) => ({ itemId: null, values: [groups[g]!.key, figures[g]!] })),
    total: order.length,
    figure: query.result.kind === "count" && measure.field !== "titles" ? order.length : null,
    unknown: groups.length - order.length,
    ties: query.limit === null ? 0 : tied - end - shownTies,
  };
}

const compareKeys = (a: string | number, b: string | number): number =>
  typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b));

interface GroupMeasure {
  readonly field: QueryField;
  readonly how: Aggregate;
}

/** What is computed of each group: the aggregate, else the sum of what is sorted by, else how many titles it has. */
function groupMeasure({ result, sort, groupBy }: TableQuery): GroupMeasure {
  if (result.kind === "aggregate") return { field: result.of, how: result.how };
  if (result.kind === "compare") return { field: result.field, how: "sum" };
  if (sort !== null && sort.field !== groupBy) return { field: sort.field, how: "sum" };
  return { field: "titles", how: "sum" };
}

function groupFigure(
  table: ShopTable,
  query: TableQuery,
  { field, how }: GroupMeasure,
  rows: readonly number[],
): number | null {
  if (field === "titles") return rows.length;
  const numbers = numbersOf(table, field, query.period);
  if (numbers === null) return null;
  const values = rows.map((row) => numbers[row]!).filter((value) => !Number.isNaN(value));
  return values.length === 0 ? null : aggregate(values, how, isWhole(field));
}

/** A title stands in the group of each of its names; where the query names some of them, only in those. */
function groupRows(table: ShopTable, query: TableQuery, field: QueryField, rows: Uint32Array): Group[] {
  const wanted = namedValues(query, field);
  const numbers = numbersOf(table, field, query.period);
  const groups = new Map<number, Group>();
  const add = (code: number, key: string | number, row: number): void => {
    const group = groups.get(code);
    if (group !== undefined) group.rows.push(row);
    else if (wanted === null || wanted.has(key)) groups.set(code, { key, rows: [row] });
  };
  const column = table.names.get(field as NameField);
  for (const row of rows) {
    if (numbers !== null) {
      if (!Number.isNaN(numbers[row])) add(numbers[row]!, numbers[row]!, row);
    } else if (column !== undefined) {
      for (let i = column.start[row]!; i < column.start[row + 1]!; i++) {
        add(column.codes[i]!, column.values[column.codes[i]!]!, row);
      }
    }
  }
  return [...groups.values()];
}

function namedValues({ filters }: TableQuery, field: QueryField): ReadonlySet<string | number> | null {
  const values = filters.flatMap((filter): readonly (string | number)[] => {
    if (filter.field !== field) return [];
    return filter.is === "equal" ? [filter.value] : filter.is === "one-of" ? filter.values : [];
  });
  return values.length === 0 ? null : new Set(values);
}
