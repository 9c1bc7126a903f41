/** Published models of any type, opened from their artifact tree: what `soma predict` does, for a program of one's own. */
import type { Database } from "../core/ports.ts";
import { silentProgress } from "../core/progress.ts";
import { predictError } from "../workflows/predict-errors.ts";
import { openPredictor, type PredictOptions } from "../workflows/open-predictor.ts";
import type { PredictionPart } from "../workflows/predictor.ts";
import { noPredictionCache } from "../workflows/prediction-cache.ts";
import type { TextTable } from "../workflows/text-table.ts";

export type { PredictOptions } from "../workflows/open-predictor.ts";
export type { PredictionPart, UnknownCells } from "../workflows/predictor.ts";
export type { PredictionColumn } from "../workflows/predict-table.ts";
export type { ForecastSpan } from "../workflows/predict-demand.ts";

/** Bytes of a file of the tree, "artifacts/models/churn/index.json"; undefined where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** A row by the names of its columns; null, undefined and NaN are missing. */
export type Row = Readonly<Record<string, string | number | null | undefined>>;

export interface OpenedModel {
  readonly name: string;
  readonly version: string;
  /** "classification", "regression", "forecasting" or "recommendation". */
  readonly type: string;
  /**
   * Predict some rows at a time: columns of predictions, and what the model does not know. Rows are taken as they are
   * asked for, and all have the columns of the first.
   *
   * @throws `table-training.missing-column` with the nearest name, `table-training.bad-number`, `predict.*`
   */
  predict(rows: Iterable<Row> | AsyncIterable<Row>): AsyncGenerator<PredictionPart>;
}

/**
 * Open a published model; its files are checked against their hashes.
 *
 * @param model "NAME" for the champion, or "NAME@VERSION"
 * @param options as the options of `soma predict`; which of them say something depends on the model's type
 * @throws `table-model.none` with the versions there are, `artifact.damaged`, `predict.unsuited-option`; `predict.no-index`
 *   for a question index, which answers from a shop's data and not from its files alone
 */
export async function open(
  model: string,
  read: ReadFile,
  options: PredictOptions = {},
): Promise<OpenedModel> {
  const predictor = await openPredictor(
    {
      database: filesOnly(read),
      clock: { isoNow: () => "", monotonicMs: () => 0 },
      locks: { hold: (_name, _options, work) => work() },
      progress: silentProgress,
      embedders: {
        of: () => {
          throw predictError("predict.no-index", { model });
        },
      },
    },
    model,
    options,
  );
  return {
    ...predictor.model,
    predict: async function* (rows) {
      yield* predictor.predict(batchesOf(rows, predictor.batchRows), noPredictionCache);
    },
  };
}

/** A database that holds an artifact tree and nothing else. */
function filesOnly(read: ReadFile): Database {
  return {
    read: async (store, key) => {
      const bytes = store === "artifacts" ? await read(key) : undefined;
      // A Buffer of Node is a Uint8Array that shares its memory with others.
      return bytes === undefined ? undefined : new Uint8Array(bytes);
    },
    keys: () => Promise.resolve([]),
    write: () => Promise.resolve(),
  };
}

async function* batchesOf(
  rows: Iterable<Row> | AsyncIterable<Row>,
  atMost: number,
): AsyncGenerator<TextTable> {
  let columns: readonly string[] | null = null;
  let cells: string[][] = [];
  let firstRow = 0;
  const taken = (): TextTable => {
    const part = { fileName: "The table", columns: columns ?? [], cells, firstRow };
    firstRow += cells[0]?.length ?? 0;
    cells = part.columns.map(() => []);
    return part;
  };
  for await (const row of rows) {
    columns ??= Object.keys(row);
    if (cells.length === 0) cells = columns.map(() => []);
    columns.forEach((name, c) => cells[c]!.push(textOf(row[name])));
    if (cells[0]!.length >= atMost) yield taken();
  }
  if ((cells[0]?.length ?? 0) > 0) yield taken();
}

const textOf = (value: Row[string]): string =>
  value === null || value === undefined || Number.isNaN(value) ? "" : String(value).trim();
