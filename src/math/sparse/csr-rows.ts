import type { CsrMatrix } from "./csr-matrix.ts";

/** A compressed sparse row matrix that grows by whole rows, in order. */
export class CsrRows {
  readonly #rowCount: number;
  readonly #columnCount: number;
  readonly #rowStart: Int32Array;
  #columns = new Int32Array(1024);
  #values = new Float32Array(1024);
  #rows = 0;
  #entries = 0;

  constructor(rowCount: number, columnCount: number) {
    this.#rowCount = rowCount;
    this.#columnCount = columnCount;
    this.#rowStart = new Int32Array(rowCount + 1);
  }

  /**
   * Append the next row.
   *
   * @param columns in any order, sorted in place; shape [at least count]
   * @param valueOf the value of a column
   */
  append(columns: Int32Array, count: number, valueOf: (column: number) => number): void {
    this.#reserve(count);
    const sorted = columns.subarray(0, count).sort();
    for (let i = 0; i < count; i++) {
      this.#columns[this.#entries] = sorted[i]!;
      this.#values[this.#entries++] = valueOf(sorted[i]!);
    }
    this.#rowStart[++this.#rows] = this.#entries;
  }

  /** The matrix of all rows appended; rows that are missing are empty. */
  matrix(): CsrMatrix {
    this.#rowStart.fill(this.#entries, this.#rows + 1);
    return {
      rowCount: this.#rowCount,
      columnCount: this.#columnCount,
      rowStart: this.#rowStart,
      columns: this.#columns.slice(0, this.#entries),
      values: this.#values.slice(0, this.#entries),
    };
  }

  #reserve(count: number): void {
    if (this.#entries + count <= this.#columns.length) return;
    const room = Math.max(this.#entries + count, 2 * this.#columns.length);
    const columns = new Int32Array(room);
    const values = new Float32Array(room);
    columns.set(this.#columns.subarray(0, this.#entries));
    values.set(this.#values.subarray(0, this.#entries));
    this.#columns = columns;
    this.#values = values;
  }
}
