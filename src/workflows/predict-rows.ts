import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, TableReader, WorkflowContext } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import { openPredictor, type PredictContext, type PredictOptions } from "./open-predictor.ts";
import type { Prediction, UnknownCells } from "./predictor.ts";
import { predictError } from "./predict-errors.ts";
import type { PredictionColumn } from "./predict-table.ts";
import { noPredictionCache, predictionCache } from "./prediction-cache.ts";
import { lineBatches, textBatches } from "./read-text-table.ts";
import type { TextTable } from "./text-table.ts";

export interface PredictRowsRequest {
  /** "NAME" for the champion, or "NAME@VERSION". */
  readonly model: string;
  readonly options: PredictOptions;
  /** Whether what is unknown (a word, a title, a reader) is an error. */
  readonly strict: boolean;
  /** Whether predictions made before may be used, and these kept. */
  readonly cached: boolean;
}

export interface PredictRowsSummary {
  readonly model: string;
  readonly version: string;
  readonly type: string;
  /** Of the file. */
  readonly rows: number;
  readonly predictions: number;
  /** Rows of the file whose predictions were kept from before. */
  readonly rowsFromCache: number;
  readonly unknown: readonly UnknownCells[];
  readonly notices: readonly string[];
}

/** Takes predictions as they are made; nothing of them is held afterwards. */
export type PredictionSink = (columns: readonly PredictionColumn[]) => Promise<void> | void;

/**
 * Predict from the rows of a file with a published model of any type, a batch at a time: memory does not grow with
 * the file. The same file and model give the same predictions, kept from before or made anew.
 *
 * @throws `table-model.*`, `artifact.*`, `predict.*`, `table-training.missing-column` and others of the input,
 *   `file.*`, `core.aborted`, and what `sink` throws
 */
export async function predictRows(
  request: PredictRowsRequest,
  reader: TableReader,
  source: ByteSource,
  context: PredictContext & Pick<WorkflowContext, "signal">,
  sink: PredictionSink,
): Promise<PredictRowsSummary> {
  const predictor = await openPredictor(context, request.model, request.options);
  const { name, version, type } = predictor.model;
  const cache = request.cached
    ? await predictionCache<Prediction>(context, predictor.cached)
    : noPredictionCache;
  const unknown = new Map<string, UnknownCells>();
  let [rows, predictions, rowsFromCache] = [0, 0, 0];
  const started = context.clock.monotonicMs();
  const progress: ProgressSink = ({ done, total, unit }) => {
    const share = total === null || total === 0 ? 0 : done / total;
    const spent = context.clock.monotonicMs() - started;
    const remainingMs = share === 0 ? null : (spent / share) * (1 - share);
    context.progress({ phase: "Predicting", done, total, unit, remainingMs });
  };
  const { batchRows, lines } = predictor;
  const parts =
    lines !== undefined && /\.te?xt$/i.test(source.name)
      ? lineBatches(reader, source, lines, batchRows)
      : textBatches(reader, source, progress, batchRows);
  const checked = async function* (): AsyncGenerator<TextTable> {
    for await (const part of parts) {
      throwIfAborted(context.signal, "Predicting");
      yield part;
    }
  };
  try {
    for await (const made of predictor.predict(checked(), cache)) {
      throwIfAborted(context.signal, "Predicting");
      rows += made.rows;
      predictions += made.columns[0]?.values.length ?? 0;
      if (made.kept) rowsFromCache += made.rows;
      for (const cells of made.unknown) {
        if (request.strict) throw predictError("predict.unknown-word", { file: source.name, ...cells });
        const before = unknown.get(cells.column);
        unknown.set(
          cells.column,
          before === undefined ? cells : { ...before, count: before.count + cells.count },
        );
      }
      await sink(made.columns);
    }
  } finally {
    await cache.close();
    await predictor.close?.();
  }
  if (rows === 0) throw predictError("predict.no-rows", { file: source.name, expected: predictor.expected });
  return {
    model: name,
    version,
    type,
    rows,
    predictions,
    rowsFromCache,
    unknown: [...unknown.values()],
    notices: predictor.notices(),
  };
}
