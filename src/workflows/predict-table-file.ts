import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, TableReader, WorkflowContext } from "../core/ports.ts";
import { csvRow } from "../domain/csv-row.ts";
import { modelVersion } from "./model-version.ts";
import { predictError } from "./predict-errors.ts";
import type { PredictionColumn } from "./predict-table.ts";
import { predictionCache } from "./prediction-cache.ts";
import type { Prediction, UnknownCells } from "./predictor.ts";
import { textBatches } from "./read-text-table.ts";
import { tablePredictor } from "./table-predictor.ts";
import type { TextTable } from "./text-table.ts";

/** A file's rows with what a model of a table predicts of them. */
export interface PredictedFile {
  /** Pieces of CSV. */
  readonly csv: readonly string[];
  readonly rows: number;
  /** Words that training has not seen, by column. */
  readonly unknown: readonly UnknownCells[];
}

/**
 * Predict the rows of a file a batch at a time, and write them down with their predictions beside them.
 *
 * @param request "NAME" for the champion, or "NAME@VERSION"
 * @throws `table-model.*`, `artifact.*`, `predict.no-rows`, `table-training.missing-column` and others of the input,
 *   `file.*`, `core.aborted`
 */
export async function predictTableFile(
  request: string,
  reader: TableReader,
  source: ByteSource,
  context: Pick<WorkflowContext, "database" | "clock" | "locks" | "progress" | "signal">,
): Promise<PredictedFile> {
  const found = await modelVersion(context.database, request);
  const predictor = await tablePredictor(context.database, found, "", []);
  const cache = await predictionCache<Prediction>(context, predictor.cached);
  const unknown = new Map<string, UnknownCells>();
  const csv: string[] = [];
  let rows = 0;
  let part: TextTable | null = null;
  const parts = async function* (): AsyncGenerator<TextTable> {
    for await (const read of textBatches(reader, source, context.progress, predictor.batchRows)) {
      throwIfAborted(context.signal, "Predicting");
      part = read;
      yield read;
    }
  };
  try {
    for await (const made of predictor.predict(parts(), cache)) {
      if (made.rows === 0) continue;
      // The predictor reads no further ahead than the part that it gives.
      csv.push(csvPiece(part!, made.columns, rows === 0));
      rows += made.rows;
      for (const cells of made.unknown) {
        const before = unknown.get(cells.column);
        const count = cells.count + (before?.count ?? 0);
        unknown.set(cells.column, { ...(before ?? cells), count });
      }
    }
  } finally {
    await cache.close();
  }
  if (rows === 0) throw predictError("predict.no-rows", { file: source.name, expected: predictor.expected });
  return { csv, rows, unknown: [...unknown.values()] };
}

function csvPiece(table: TextTable, predictions: readonly PredictionColumn[], first: boolean): string {
  const names = predictions.map(({ name }) => (table.columns.includes(name) ? `${name}_predicted` : name));
  let piece = first ? csvRow([...table.columns, ...names]) : "";
  for (let row = 0; row < table.cells[0]!.length; row++) {
    piece += csvRow([
      ...table.cells.map((column) => column[row]!),
      ...predictions.map(({ values }) => cellOf(values[row]!)),
    ]);
  }
  return piece;
}

/** Ten significant digits: more would pretend, fewer could be felt. */
const cellOf = (value: string | number): string =>
  typeof value === "number" ? String(Number(value.toPrecision(10))) : value;
