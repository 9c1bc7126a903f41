import { sparseError } from "./errors.ts";

/**
 * A compressed sparse row matrix. Row i has its entries at rowStart[i] to rowStart[i + 1], columns ascending:
 *
 * ```
 *            0 1 2
 *   row 0  ( 0 5 0 )     rowStart 0 1 1 3
 *   row 1  ( 0 0 0 )     columns  1 0 2
 *   row 2  ( 7 0 8 )     values   5 7 8
 * ```
 */
export interface CsrMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Shape [rowCount + 1]. */
  readonly rowStart: Int32Array;
  /** Shape [entries]. */
  readonly columns: Int32Array;
  /** Shape [entries]. */
  readonly values: Float32Array;
}

/**
 * The matrix of these entries; entries at the same place are added up, in the order given.
 *
 * @param rows and columns: whole numbers within the shape, shape [entries]
 * @param values shape [entries]; left out, each is 1
 * @throws `sparse.bad-entry`
 */
export function csrFromEntries(
  rowCount: number,
  columnCount: number,
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
  values?: ArrayLike<number>,
): CsrMatrix {
  const entries = rows.length;
  const lengths = new Int32Array(rowCount + 1);
  for (let i = 0; i < entries; i++) {
    const row = rows[i]!;
    const column = columns[i]!;
    const value = values === undefined ? 1 : values[i]!;
    const inside = row >= 0 && row < rowCount && column >= 0 && column < columnCount;
    if (!inside || !Number.isInteger(row) || !Number.isInteger(column) || !Number.isFinite(value)) {
      throw sparseError("sparse.bad-entry", {
        index: i,
        found: `(${row}, ${column}) = ${value}`,
        rowCount,
        columnCount,
      });
    }
    lengths[row + 1]!++;
  }
  for (let row = 0; row < rowCount; row++) lengths[row + 1]! += lengths[row]!;
  const next = lengths.slice();
  const unsorted = {
    rowCount,
    columnCount,
    rowStart: lengths,
    columns: new Int32Array(entries),
    values: new Float32Array(entries),
  };
  for (let i = 0; i < entries; i++) {
    const at = next[rows[i]!]!++;
    unsorted.columns[at] = columns[i]!;
    unsorted.values[at] = values === undefined ? 1 : values[i]!;
  }
  // Transposing twice sorts the columns and keeps the order of entries at one place.
  return withoutRepeats(transpose(transpose(unsorted)));
}

function withoutRepeats(matrix: CsrMatrix): CsrMatrix {
  const rowStart = new Int32Array(matrix.rowCount + 1);
  const columns = matrix.columns.slice();
  const values = matrix.values.slice();
  let to = 0;
  for (let row = 0; row < matrix.rowCount; row++) {
    for (let at = matrix.rowStart[row]!; at < matrix.rowStart[row + 1]!; at++) {
      if (to > rowStart[row]! && columns[to - 1] === matrix.columns[at])
        values[to - 1]! += matrix.values[at]!;
      else {
        columns[to] = matrix.columns[at]!;
        values[to++] = matrix.values[at]!;
      }
    }
    rowStart[row + 1] = to;
  }
  return { ...matrix, rowStart, columns: columns.slice(0, to), values: values.slice(0, to) };
}

/** Rows for columns. The columns of the result ascend whatever the order of the columns was. */
export function transpose({ rowCount, columnCount, rowStart, columns, values }: CsrMatrix): CsrMatrix {
  const start = new Int32Array(columnCount + 1);
  for (const column of columns) start[column + 1]!++;
  for (let column = 0; column < columnCount; column++) start[column + 1]! += start[column]!;
  const next = start.slice();
  const transposedColumns = new Int32Array(columns.length);
  const transposedValues = new Float32Array(columns.length);
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      const to = next[columns[at]!]!++;
      transposedColumns[to] = row;
      transposedValues[to] = values[at]!;
    }
  }
  return {
    rowCount: columnCount,
    columnCount: rowCount,
    rowStart: start,
    columns: transposedColumns,
    values: transposedValues,
  };
}
