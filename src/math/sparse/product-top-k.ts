import { transpose, type CsrMatrix } from "./csr-matrix.ts";
import { sparseError } from "./errors.ts";

export interface TopKOptions {
  /** Entries kept of each row: the largest; between equal ones the lower column. */
  readonly topK: number;
  /** Leave out entry (i, i): what a title has in common with itself. Default false. */
  readonly skipDiagonal?: boolean;
  /** Columns summed up at a time; the default's accumulator fits a processor's second cache. */
  readonly blockColumns?: number;
}

export interface CoOccurrenceOptions extends TopKOptions {
  /** Weight of each row of X, shape [rowCount]; default 1. */
  readonly weights?: ArrayLike<number>;
}

const BLOCK_COLUMNS = 16_384;

/**
 * The largest entries of each row of X' W X: how often, and how strongly, two columns occur in the same rows.
 *
 * @param x for instance customers by titles
 * @returns columns by columns; at most topK entries a row, stored by ascending column
 */
export function coOccurrence(x: CsrMatrix, options: CoOccurrenceOptions): CsrMatrix {
  const { weights } = options;
  if (weights !== undefined && weights.length !== x.rowCount) {
    const found = weights.length;
    throw sparseError("sparse.bad-shape", { what: "The number of weights", found, expected: x.rowCount });
  }
  const left = transpose(x);
  const weighted =
    weights === undefined
      ? left
      : { ...left, values: left.values.map((value, at) => value * weights[left.columns[at]!]!) };
  return productTopK(weighted, x, options);
}

/**
 * The largest entries of each row of A B.
 *
 * Entries are summed in float64, over A's columns in ascending order: the same bits for every block size. Entries
 * whose terms cancel to 0 count as entries; those without a term do not.
 *
 * @throws `sparse.bad-shape` unless A has as many columns as B has rows; `sparse.bad-top`
 */
export function productTopK(a: CsrMatrix, b: CsrMatrix, options: TopKOptions): CsrMatrix {
  const { topK, skipDiagonal = false, blockColumns = BLOCK_COLUMNS } = options;
  if (a.columnCount !== b.rowCount) {
    const what = "The number of rows of the right matrix";
    throw sparseError("sparse.bad-shape", { what, found: b.rowCount, expected: a.columnCount });
  }
  if (!Number.isInteger(topK) || topK < 1) throw sparseError("sparse.bad-top", { found: topK });
  const best = new BestEntries(a.rowCount, Math.min(topK, b.columnCount));
  const sums = new Float64Array(Math.min(blockColumns, b.columnCount));
  const isTouched = new Uint8Array(sums.length);
  const touched = new Int32Array(sums.length);
  // Where each row of B has got to: blocks go over ascending columns.
  const from = b.rowStart.slice(0, b.rowCount);
  const to = from.slice();
  for (let first = 0; first < b.columnCount; first += blockColumns) {
    const last = Math.min(first + blockColumns, b.columnCount);
    advance(b, last, from, to);
    for (let row = 0; row < a.rowCount; row++) {
      let count = 0;
      for (let at = a.rowStart[row]!; at < a.rowStart[row + 1]!; at++) {
        const middle = a.columns[at]!;
        const factor = a.values[at]!;
        for (let entry = from[middle]!; entry < to[middle]!; entry++) {
          const column = b.columns[entry]! - first;
          if (isTouched[column] === 0) {
            isTouched[column] = 1;
            touched[count++] = column;
          }
          sums[column]! += factor * b.values[entry]!;
        }
      }
      for (let i = 0; i < count; i++) {
        const column = touched[i]!;
        if (!(skipDiagonal && column + first === row)) best.offer(row, column + first, sums[column]!);
        sums[column] = 0;
        isTouched[column] = 0;
      }
    }
  }
  return best.matrix(b.columnCount);
}

/** Let `from` be where `to` was, and `to` the first entry of each row at column `last` or further. */
function advance(
  { rowStart, columns, rowCount }: CsrMatrix,
  last: number,
  from: Int32Array,
  to: Int32Array,
): void {
  from.set(to);
  for (let row = 0; row < rowCount; row++) {
    let at = to[row]!;
    const end = rowStart[row + 1]!;
    while (at < end && columns[at]! < last) at++;
    to[row] = at;
  }
}

/** Heaps of the best entries of each row, the worst at each root. */
class BestEntries {
  readonly #room: number;
  readonly #counts: Int32Array;
  readonly #columns: Int32Array;
  readonly #values: Float64Array;

  constructor(rowCount: number, room: number) {
    this.#room = room;
    this.#counts = new Int32Array(rowCount);
    this.#columns = new Int32Array(rowCount * room);
    this.#values = new Float64Array(rowCount * room);
  }

  offer(row: number, column: number, value: number): void {
    const root = row * this.#room;
    const count = this.#counts[row]!;
    if (count < this.#room) {
      this.#counts[row] = count + 1;
      this.#rise(root, count, column, value);
    } else if (this.#isWorse(root, column, value)) this.#sink(root, count, column, value);
  }

  /** Whether the entry at `at` is worse than this one. */
  #isWorse(at: number, column: number, value: number): boolean {
    const other = this.#values[at]!;
    return other < value || (other === value && this.#columns[at]! > column);
  }

  #rise(root: number, start: number, column: number, value: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#isWorse(root + parent, column, value)) break;
      this.#move(root + parent, root + at);
      at = parent;
    }
    this.#put(root + at, column, value);
  }

  #sink(root: number, count: number, column: number, value: number): void {
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      const next = root + child + 1;
      if (child + 1 < count && this.#isWorse(next, this.#columns[root + child]!, this.#values[root + child]!))
        child++;
      if (!this.#isWorse(root + child, column, value)) break;
      this.#move(root + child, root + at);
      at = child;
    }
    this.#put(root + at, column, value);
  }

  #move(from: number, to: number): void {
    this.#columns[to] = this.#columns[from]!;
    this.#values[to] = this.#values[from]!;
  }

  #put(at: number, column: number, value: number): void {
    this.#columns[at] = column;
    this.#values[at] = value;
  }

  /** What is left, columns ascending in each row. */
  matrix(columnCount: number): CsrMatrix {
    const rowCount = this.#counts.length;
    const rowStart = new Int32Array(rowCount + 1);
    this.#counts.forEach((count, row) => {
      rowStart[row + 1] = rowStart[row]! + count;
    });
    const columns = new Int32Array(rowStart[rowCount]!);
    const values = new Float32Array(rowStart[rowCount]!);
    for (let row = 0; row < rowCount; row++) {
      const root = row * this.#room;
      const order = Array.from({ length: this.#counts[row]! }, (_, i) => root + i);
      order.sort((i, j) => this.#columns[i]! - this.#columns[j]!);
      order.forEach((from, i) => {
        columns[rowStart[row]! + i] = this.#columns[from]!;
        values[rowStart[row]! + i] = this.#values[from]!;
      });
    }
    return { rowCount, columnCount, rowStart, columns, values };
  }
}
