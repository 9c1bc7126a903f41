import type { CachedModel, PredictionCache } from "./prediction-cache.ts";
import type { PredictionColumn } from "./predict-table.ts";
import type { TextTable } from "./text-table.ts";

/** Cells of a column that say what the model does not know, with the first of them. */
export interface UnknownCells {
  readonly column: string;
  readonly count: number;
  /** Of the file, from 1, without the header. */
  readonly row: number;
  readonly found: string;
  /** What was likely meant; "" where nothing comes near. */
  readonly nearest: string;
}

/** What is made of an input and may be kept; rows count from the start of the input. */
export interface Prediction {
  readonly columns: readonly PredictionColumn[];
  readonly unknown: readonly UnknownCells[];
}

/** Predictions of some rows of a file. */
export interface PredictionPart extends Prediction {
  /** Of the file. */
  readonly rows: number;
  /** Whether they were made before. */
  readonly kept: boolean;
}

/** A published model that is ready to predict. */
export interface Predictor {
  readonly model: { readonly name: string; readonly version: string; readonly type: string };
  readonly cached: CachedModel;
  /** Rows of the file that are taken at once. */
  readonly batchRows: number;
  /** What a row of the file is, for messages: "a row with the columns of the training". */
  readonly expected: string;
  /** Where a text file's lines are its rows: what they are. */
  readonly lines?: string;
  /** All parts have the same columns. Reads no further ahead than the part that it gives. */
  predict(parts: AsyncIterable<TextTable>, cache: PredictionCache<Prediction>): AsyncIterable<PredictionPart>;
  /** What must be said once all is predicted. */
  notices(): readonly string[];
  /** Free what it holds. */
  close?(): Promise<void>;
}

/** Counts what is unknown, a column at a time. */
export class UnknownCounter {
  readonly #cells = new Map<string, UnknownCells>();

  /** @param row from 0 @param nearest looked for only for the first of a column */
  add(column: string, row: number, found: string, nearest: (found: string) => string | undefined): void {
    const known = this.#cells.get(column);
    this.#cells.set(
      column,
      known === undefined
        ? { column, count: 1, row: row + 1, found, nearest: nearest(found) ?? "" }
        : { ...known, count: known.count + 1 },
    );
  }

  all(): readonly UnknownCells[] {
    return [...this.#cells.values()];
  }
}

/** Rows of a part as rows of its file. */
export const movedBy = (unknown: readonly UnknownCells[], rows: number): readonly UnknownCells[] =>
  unknown.map((cells) => ({ ...cells, row: cells.row + rows }));

/** Cells as one text, by which a prediction is kept. */
export const inputText = (columns: readonly (readonly string[])[]): string =>
  columns.map((cells) => cells.join("\u001f")).join("\u001e");
