import { csvRow } from "../domain/csv-row.ts";
import type { PredictionColumn } from "./predict-table.ts";
import type { TextTable } from "./text-table.ts";

const ROWS_AT_ONCE = 2000;

/** The rows of a table with their predictions beside them, as pieces of CSV. */
export function* predictionCsv(
  table: TextTable,
  predictions: readonly PredictionColumn[],
): Generator<string> {
  yield csvRow([...table.columns, ...predictions.map(({ name }) => freeName(name, table.columns))]);
  const rows = predictions[0]?.values.length ?? 0;
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    let piece = "";
    for (let row = start; row < Math.min(rows, start + ROWS_AT_ONCE); row++) {
      piece += csvRow([
        ...table.cells.map((column) => column[row]!),
        ...predictions.map(({ values }) => cellOf(values[row]!)),
      ]);
    }
    yield piece;
  }
}

/** The file may hold the target already: what was predicted then says so. */
function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? `${name}_predicted` : name;
}

/** Ten significant digits: more would pretend, fewer could be felt. */
const cellOf = (value: string | number): string =>
  typeof value === "number" ? String(Number(value.toPrecision(10))) : value;
