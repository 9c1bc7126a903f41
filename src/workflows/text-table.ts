import { nearestWord } from "../domain/nearest-word.ts";
import { tableError } from "./table-errors.ts";

/** A file's rows as trimmed texts, by column: `cells[c][r]` is row r of column c. */
export interface TextTable {
  /** For messages. */
  readonly fileName: string;
  readonly columns: readonly string[];
  readonly cells: readonly (readonly string[])[];
  /** Numbers may be written with a decimal comma ("3,5"). */
  readonly decimalComma?: boolean;
  /** Rows of the file before these, where it is read in parts: for messages. */
  readonly firstRow?: number;
}

/**
 * The cells of a named column.
 *
 * @param option how the name was given, for the message: "--target"
 * @throws `table.no-column` with the nearest name there is, `table.column-twice`
 */
export function columnNamed(table: TextTable, name: string, option: string): readonly string[] {
  const index = table.columns.indexOf(name);
  const found = table.columns.filter((column) => column === name).length;
  if (found > 1) throw tableError("table.column-twice", { file: table.fileName, option, name, found });
  if (index >= 0) return table.cells[index]!;
  throw tableError("table.no-column", {
    file: table.fileName,
    option,
    found: name,
    columns: table.columns.join(", "),
    nearest: nearestWord(name, table.columns) ?? "",
  });
}

/** What a cell without a value may hold, besides nothing. */
const MISSING = new Set(["", "na", "n/a", "nan", "null", "none"]);

/**
 * The number in a cell, NaN where the cell has no value.
 *
 * @param index of the row, from 0; the message counts from 1, without the header
 * @throws `table.not-a-number`
 */
export function numberInCell(table: TextTable, column: string, index: number, text: string): number {
  const written = table.decimalComma === true && /^[+-]?\d+,\d+$/.test(text) ? text.replace(",", ".") : text;
  const value = written === "" ? NaN : Number(written);
  if (Number.isFinite(value)) return value;
  if (MISSING.has(text.toLowerCase())) return NaN;
  throw tableError("table.not-a-number", {
    file: table.fileName,
    column,
    row: (table.firstRow ?? 0) + index + 1,
    found: text,
  });
}
