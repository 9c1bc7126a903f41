import type { ByteSource, TableReader, WorkflowContext } from "../core/ports.ts";
import { csvRow } from "../domain/csv-row.ts";
import type { PredictContext, PredictOptions } from "./open-predictor.ts";
import { predictRows, type PredictRowsSummary } from "./predict-rows.ts";
import type { PredictionColumn } from "./predict-table.ts";

/**
 * `predictRows` written as CSV, names of the columns first: unknown words are counted, what was asked before is taken
 * from the cache.
 *
 * @param add takes the text a batch at a time
 * @throws as `predictRows`
 */
export async function predictCsv(
  wanted: { readonly model: string; readonly options: PredictOptions },
  reader: TableReader,
  source: ByteSource,
  context: PredictContext & Pick<WorkflowContext, "signal">,
  add: (text: string) => void,
): Promise<PredictRowsSummary> {
  let isFirst = true;
  return predictRows({ ...wanted, strict: false, cached: true }, reader, source, context, (columns) => {
    add(csvRows(columns, isFirst));
    isFirst = false;
  });
}

function csvRows(columns: readonly PredictionColumn[], isFirst: boolean): string {
  let text = isFirst ? csvRow(columns.map(({ name }) => name)) : "";
  const rows = columns[0]?.values.length ?? 0;
  for (let row = 0; row < rows; row++) text += csvRow(columns.map(({ values }) => cellOf(values[row]!)));
  return text;
}

/** Ten significant digits: more would pretend, fewer could be felt. */
const cellOf = (value: string | number): string =>
  typeof value === "number" ? String(Number(value.toPrecision(10))) : value;
