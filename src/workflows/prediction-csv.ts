import { csvRow } from "../domain/csv-row.ts";
import type { PredictionColumn } from "./predict-table.ts";

/** Predictions as rows of CSV. @param isFirst whether the names of the columns stand above them */
export function predictionCsv(columns: readonly PredictionColumn[], isFirst: boolean): string {
  let text = isFirst ? csvRow(columns.map(({ name }) => name)) : "";
  const rows = columns[0]?.values.length ?? 0;
  for (let row = 0; row < rows; row++) text += csvRow(columns.map(({ values }) => cellOf(values[row]!)));
  return text;
}

/** Ten significant digits: more would pretend, fewer could be felt. */
const cellOf = (value: string | number): string =>
  typeof value === "number" ? String(Number(value.toPrecision(10))) : value;
