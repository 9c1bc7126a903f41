import { civilDate, dayNumber, isCivilDate, weekday } from "../../domain/calendar.ts";
import { nearestWord } from "../../domain/nearest-word.ts";
import type { ColumnKind } from "../../domain/training-config.ts";
import type { TabularColumn, TabularTable } from "../../models/tabular.ts";
import { tableTrainingError } from "./errors.ts";

/** A file's cells as texts, by column. */
export interface CellTable {
  readonly columns: readonly string[];
  readonly cells: readonly (readonly string[])[];
  /** Numbers may be written with a decimal comma. */
  readonly decimalComma?: boolean;
  /** Rows of the file before these, where it is read in parts: for messages. */
  readonly firstRow?: number;
}

/** How a column of a file becomes features. */
export type SourceColumn =
  | { readonly name: string; readonly kind: "numeric" | "date" | "ignore" }
  | { readonly name: string; readonly kind: "category"; readonly categories: readonly string[] };
export type TableSchema = readonly SourceColumn[];

const MISSING = new Set(["", "na", "n/a", "nan", "null", "none", "?"]);
/** Words that repeat less than this, on average, name rows instead of telling them. */
const LEAST_ROWS_PER_CATEGORY = 2;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/;
const DATE_PARTS = ["year", "month", "day", "weekday", "day number"] as const;

export const isMissing = (text: string): boolean => MISSING.has(text.toLowerCase());

/**
 * How each column but the target and those left out is read: as it is told, or else as all its cells allow. Categories
 * are those of `rows`, so that what is tested stays unseen.
 *
 * @throws `table-training.no-features`, `table-training.bad-number`
 */
export function inferSchema(
  table: CellTable,
  leftOut: readonly string[],
  told: Readonly<Record<string, ColumnKind>>,
  rows: ArrayLike<number>,
): TableSchema {
  const schema = table.columns.flatMap((name, c): SourceColumn[] => {
    if (leftOut.includes(name)) return [];
    const cells = table.cells[c]!;
    const kind = told[name] ?? guessKind(cells, table.decimalComma === true);
    if (kind !== "category") return [{ name, kind }];
    return [{ name, kind, categories: categoriesIn(Array.from(rows, (row) => cells[row]!)) }];
  });
  if (schema.every(({ kind }) => kind === "ignore")) {
    throw tableTrainingError("table-training.no-features", { columns: table.columns.join(", ") });
  }
  return schema;
}

/** How all cells of a column allow to read it; words that name rows are ignored. */
export function guessKind(cells: readonly string[], decimalComma: boolean): ColumnKind {
  const present = cells.filter((text) => !isMissing(text));
  if (present.length === 0) return "ignore";
  const [first] = readableKinds(present, decimalComma);
  if (first !== "category") return first!;
  return new Set(present).size * LEAST_ROWS_PER_CATEGORY <= present.length ? "category" : "ignore";
}

/** The kinds in which every one of these cells can be read, the one that says most first. */
export function readableKinds(present: readonly string[], decimalComma: boolean): ColumnKind[] {
  return [
    ...(present.every((text) => Number.isFinite(numberIn(text, decimalComma))) ? ["numeric" as const] : []),
    ...(present.every((text) => !Number.isNaN(dayIn(text))) ? ["date" as const] : []),
    "category",
    "ignore",
  ];
}

/** The different words, in the order of their code units. */
export function categoriesIn(cells: readonly string[]): string[] {
  return [...new Set(cells.filter((text) => !isMissing(text)))].sort((a, b) => (a < b ? -1 : 1));
}

/**
 * The features of a table, with missing and unseen values as models expect them. Columns that the schema lacks are
 * passed over.
 *
 * @throws `table-training.missing-column` with the nearest name, `table-training.bad-number`
 */
export function tableFeatures(table: CellTable, schema: TableSchema): TabularTable {
  const rows = table.cells[0]?.length ?? 0;
  const columns = schema.flatMap((source): TabularColumn[] => {
    const { name, kind } = source;
    if (kind === "ignore") return [];
    const index = table.columns.indexOf(name);
    if (index < 0) {
      const nearest = nearestWord(name, table.columns) ?? "";
      throw tableTrainingError("table-training.missing-column", {
        column: name,
        found: table.columns.join(", "),
        nearest,
      });
    }
    const cells = table.cells[index]!;
    if (kind === "category") {
      const numbers = new Map(source.categories.map((category, k) => [category, k]));
      return [
        {
          kind,
          name,
          categories: source.categories,
          values: Int32Array.from(cells, (text) => numbers.get(text) ?? -1),
        },
      ];
    }
    const comma = table.decimalComma === true;
    const firstRow = table.firstRow ?? 0;
    if (kind === "numeric") return [{ kind, name, values: numbersOf(name, cells, comma, firstRow) }];
    const days = cells.map((text, row) => {
      const day = isMissing(text) ? NaN : dayIn(text);
      if (!isMissing(text) && Number.isNaN(day)) refuse(name, firstRow + row, text, "a day as 2024-03-31");
      return day;
    });
    return DATE_PARTS.map((part) => ({
      kind: "numeric",
      name: `${name} (${part})`,
      values: Float64Array.from(days, (day) => (Number.isNaN(day) ? NaN : partOf(day, part))),
    }));
  });
  return { rows, columns };
}

/** The numbers of a column, NaN where missing. @throws `table-training.bad-number` */
export function numbersOf(
  column: string,
  cells: readonly string[],
  decimalComma: boolean,
  firstRow = 0,
): Float64Array {
  return Float64Array.from(cells, (text, row) => {
    if (isMissing(text)) return NaN;
    const value = numberIn(text, decimalComma);
    return Number.isFinite(value) ? value : refuse(column, firstRow + row, text, "a number");
  });
}

/** Times to split by: days or numbers. @throws `table-training.bad-number` */
export function timesOf(column: string, cells: readonly string[], decimalComma: boolean): Float64Array {
  return Float64Array.from(cells, (text, row) => {
    const day = dayIn(text);
    const value = Number.isNaN(day) ? numberIn(text, decimalComma) : day;
    return Number.isFinite(value) && text !== ""
      ? value
      : refuse(column, row, text, "a day as 2024-03-31, or a number");
  });
}

function refuse(column: string, row: number, found: string, expected: string): never {
  throw tableTrainingError("table-training.bad-number", { column, row: row + 1, found, expected });
}

/** The number that a cell holds; NaN where it holds none. */
export function numberIn(text: string, decimalComma: boolean): number {
  return Number(decimalComma && /^[+-]?\d+,\d+$/.test(text) ? text.replace(",", ".") : text);
}

function dayIn(text: string): number {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || !isCivilDate(year, month!, day!)) return NaN;
  return dayNumber(year, month!, day!);
}

function partOf(day: number, part: (typeof DATE_PARTS)[number]): number {
  if (part === "day number") return day;
  return part === "weekday" ? weekday(day) : civilDate(day)[part];
}
