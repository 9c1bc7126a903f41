import type { CsrMatrix } from "../../math/sparse/csr-matrix.ts";
import type { ReaderHistory } from "./task.ts";

/**
 * Σ_h s_h W(h, j) for every title j, over the titles h of a history with strengths s_h.
 *
 * @param matrix row: title of the history; column: title recommended
 */
export function linearScores(matrix: CsrMatrix, history: ReaderHistory): Float32Array {
  const { rowStart, columns, values, columnCount } = matrix;
  const sums = new Float64Array(columnCount);
  history.items.forEach((item, i) => {
    for (let at = rowStart[item]!; at < rowStart[item + 1]!; at++)
      sums[columns[at]!]! += history.strengths[i]! * values[at]!;
  });
  return Float32Array.from(sums);
}

/** What each title of the history adds to `linearScores` of `item`. Shape [history entries]. */
export function linearExplanation(matrix: CsrMatrix, history: ReaderHistory, item: number): Float32Array {
  return Float32Array.from(history.items, (read, i) => history.strengths[i]! * weightAt(matrix, read, item));
}

/** The entry of a sparse matrix, 0 where it has none. */
export function weightAt({ rowStart, columns, values }: CsrMatrix, row: number, column: number): number {
  let low = rowStart[row]!;
  let high = rowStart[row + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (columns[middle]! < column) low = middle + 1;
    else high = middle;
  }
  return low < rowStart[row + 1]! && columns[low] === column ? values[low]! : 0;
}
