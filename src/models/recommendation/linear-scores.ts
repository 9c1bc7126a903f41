import { pow } from "../../core/elementary.ts";
import type { CsrMatrix } from "../../math/sparse/csr-matrix.ts";
import { decodeState, encodeState } from "../state-codec.ts";
import { checkHistory } from "./interaction-checks.ts";
import type { ItemScores, ReaderHistory, RecommendRequest } from "./task.ts";

/** A linear recommender as its weights, and how fast older titles of a history count less. */
export interface LinearState {
  /** Row: title of the history; column: title recommended. */
  readonly weights: CsrMatrix;
  /** 0: the order of a history says nothing. */
  readonly recency: number;
}

/** @throws `recommendation.bad-history` */
export function predictLinear({ weights, recency }: LinearState, { history }: RecommendRequest): ItemScores {
  checkHistory(history, weights.rowCount);
  return { scores: linearScores(weights, history, recency) };
}

/** What each title of the history adds to the score of `item`. @throws `recommendation.bad-history` */
export function explainLinear(
  { weights, recency }: LinearState,
  history: ReaderHistory,
  item: number,
): Float32Array {
  checkHistory(history, weights.rowCount);
  return linearExplanation(weights, history, item, recency);
}

/**
 * Σ_t strength_t · t'^-recency · W(i_t, j) for every title j, over the titles i_t of a history, the last with t' = 1,
 * the one before it with 2, …
 *
 * @param matrix row: title of the history; column: title recommended
 */
export function linearScores(matrix: CsrMatrix, history: ReaderHistory, recency = 0): Float32Array {
  const { rowStart, columns, values, columnCount } = matrix;
  const sums = new Float64Array(columnCount);
  history.items.forEach((item, position) => {
    const strength = strengthAt(history, position, recency);
    for (let at = rowStart[item]!; at < rowStart[item + 1]!; at++)
      sums[columns[at]!]! += strength * values[at]!;
  });
  return Float32Array.from(sums);
}

/** What each title of the history adds to `linearScores` of `item`. Shape [history entries]. */
export function linearExplanation(
  matrix: CsrMatrix,
  history: ReaderHistory,
  item: number,
  recency = 0,
): Float32Array {
  return Float32Array.from(
    history.items,
    (read, position) => strengthAt(history, position, recency) * weightAt(matrix, read, item),
  );
}

function strengthAt({ items, strengths }: ReaderHistory, position: number, recency: number): number {
  return strengths[position]! * (recency === 0 ? 1 : pow(items.length - position, -recency));
}

/** The entry of a sparse matrix, 0 where it has none. */
export function weightAt({ rowStart, columns, values }: CsrMatrix, row: number, column: number): number {
  let low = rowStart[row]!;
  const end = rowStart[row + 1]!;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns[middle]! < column) low = middle + 1;
    else high = middle;
  }
  return low < end && columns[low] === column ? values[low]! : 0;
}

/** Save and load of a linear recommender under its model's id. */
export function linearArtifact(
  model: string,
  format: number,
): {
  readonly save: (state: LinearState) => Uint8Array<ArrayBuffer>;
  readonly load: (bytes: Uint8Array<ArrayBuffer>) => LinearState;
} {
  return {
    save: ({ weights: { rowCount, columnCount, rowStart, columns, values }, recency }) =>
      encodeState(model, format, {
        scalars: { rowCount, columnCount },
        arrays: { recency: Float64Array.of(recency) },
        words: { rowStart, columns, values },
      }),
    load: (bytes) => {
      const { scalars, arrays, words } = decodeState(model, format, bytes);
      return {
        weights: {
          rowCount: Number(scalars["rowCount"]),
          columnCount: Number(scalars["columnCount"]),
          rowStart: words["rowStart"] as Int32Array,
          columns: words["columns"] as Int32Array,
          values: words["values"] as Float32Array,
        },
        recency: arrays["recency"]![0]!,
      };
    },
  };
}
