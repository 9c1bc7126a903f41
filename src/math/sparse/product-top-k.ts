import { transpose, type CsrMatrix } from "./csr-matrix.ts";
import { sparseError } from "./errors.ts";

export interface TopKOptions {
  /** Entries kept of each row: the largest; between equal ones the lower column. */
  readonly topK: number;
  /** Leave out entry (i, i): what a title has in common with itself. Default false. */
  readonly skipDiagonal?: boolean;
  /** Columns summed up at a time; the default's sums fit a processor's second cache. */
  readonly blockColumns?: number;
}

export interface CoOccurrenceOptions extends TopKOptions {
  /** Weight of each row of X, shape [rowCount]; default 1. */
  readonly weights?: ArrayLike<number>;
}

const BLOCK_COLUMNS = 32_768;

/**
 * The largest entries of each row of X' W X: how often, and how strongly, two columns occur in the same rows.
 *
 * @param x for instance customers by titles
 * @returns columns by columns; at most topK entries a row, stored by ascending column
 * @throws `sparse.bad-shape`, `sparse.bad-weight`, `sparse.bad-top`
 */
export function coOccurrence(x: CsrMatrix, options: CoOccurrenceOptions): CsrMatrix {
  const { weights } = options;
  if (weights !== undefined && weights.length !== x.rowCount) {
    const found = weights.length;
    throw sparseError("sparse.bad-shape", { what: "The number of weights", found, expected: x.rowCount });
  }
  for (let row = 0; row < (weights?.length ?? 0); row++) {
    const found = weights![row]!;
    if (!Number.isFinite(found)) throw sparseError("sparse.bad-weight", { row, found });
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
  const width = Math.min(blockColumns, b.columnCount);
  const best = new BestEntries(a.rowCount, Math.min(topK, b.columnCount), width);
  const sums = new Float64Array(width);
  const isTouched = new Uint8Array(width);
  const touched = new Int32Array(width);
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
      best.offer(row, first, touched, count, sums, skipDiagonal ? row - first : -1);
      for (let i = 0; i < count; i++) {
        const column = touched[i]!;
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

/** The best entries of each row so far, columns ascending. */
class BestEntries {
  readonly #room: number;
  readonly #counts: Int32Array;
  readonly #columns: Int32Array;
  readonly #values: Float64Array;
  /** Values to choose among. */
  readonly #pool: Float64Array;
  readonly #kept: Int32Array;
  readonly #ties: Float64Array;

  constructor(rowCount: number, room: number, blockColumns: number) {
    this.#room = room;
    this.#counts = new Int32Array(rowCount);
    this.#columns = new Int32Array(rowCount * room);
    this.#values = new Float64Array(rowCount * room);
    this.#pool = new Float64Array(2 * room);
    this.#kept = new Int32Array(blockColumns);
    this.#ties = new Float64Array(blockColumns);
  }

  /**
   * Keep the best of what the row has and of these entries, whose columns are all further on.
   *
   * @param touched columns counted from `first`, in any order, the first `length` of them
   * @param sums value of each column of the block
   * @param skip the column that is left out, or -1
   */
  offer(
    row: number,
    first: number,
    touched: Int32Array,
    length: number,
    sums: Float64Array,
    skip: number,
  ): void {
    const root = row * this.#room;
    const before = this.#counts[row]!;
    const pool = this.#pool;
    pool.set(this.#values.subarray(root, root + before));
    let size = before;
    let floor = -Infinity;
    let found = before;
    // By index: `for of` over a typed array made the whole a fifth slower.
    for (let i = 0; i < length; i++) {
      const column = touched[i]!;
      if (column === skip) continue;
      found++;
      const value = sums[column]!;
      // As many as there is room for are at least `floor`: what does not exceed it cannot raise the least of them.
      if (value <= floor) continue;
      pool[size++] = value;
      if (size < pool.length) continue;
      floor = nthLargest(pool, size, this.#room);
      size = this.#room;
    }
    const isFull = found > this.#room;
    const least = isFull ? nthLargest(pool, size, this.#room) : -Infinity;
    let ties = isFull ? this.#room : 0;
    if (isFull) for (let i = 0; i < this.#room; i++) if (pool[i]! > least) ties--;

    // Between equal values the lower column: those of before, then of the block from its start.
    let to = root;
    for (let at = root; at < root + before; at++) {
      const value = this.#values[at]!;
      if (isFull && !(value > least || (value === least && ties-- > 0))) continue;
      this.#columns[to] = this.#columns[at]!;
      this.#values[to++] = value;
    }
    const kept = this.#kept;
    const lowest = this.#ties;
    let count = 0;
    let equal = 0;
    for (let i = 0; i < length; i++) {
      const column = touched[i]!;
      if (column === skip) continue;
      const value = sums[column]!;
      if (value > least || !isFull) kept[count++] = column;
      else if (value === least) lowest[equal++] = -column;
    }
    const lastTie = equal > ties ? -nthLargest(lowest, equal, ties) : Infinity;
    for (let i = 0; i < equal; i++) if (-lowest[i]! <= lastTie) kept[count++] = -lowest[i]!;
    kept.subarray(0, count).sort();
    for (let i = 0; i < count; i++) {
      const column = kept[i]!;
      this.#columns[to] = first + column;
      this.#values[to++] = sums[column]!;
    }
    this.#counts[row] = to - root;
  }

  matrix(columnCount: number): CsrMatrix {
    const rowCount = this.#counts.length;
    const rowStart = new Int32Array(rowCount + 1);
    this.#counts.forEach((count, row) => {
      rowStart[row + 1] = rowStart[row]! + count;
    });
    const columns = new Int32Array(rowStart[rowCount]!);
    const values = new Float32Array(rowStart[rowCount]!);
    this.#counts.forEach((count, row) => {
      const root = row * this.#room;
      columns.set(this.#columns.subarray(root, root + count), rowStart[row]);
      values.set(this.#values.subarray(root, root + count), rowStart[row]);
    });
    return { rowCount, columnCount, rowStart, columns, values };
  }
}

/**
 * The n-th largest of the first `size` values (Hoare's quickselect), which are reordered: the n largest lead. Infinity
 * for n = 0.
 */
function nthLargest(values: Float64Array, size: number, n: number): number {
  let low = 0;
  let high = size - 1;
  const target = n - 1;
  while (low < high) {
    const pivot = middleOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! > pivot) i++;
      while (values[j]! < pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (target <= j) high = j;
    else if (target >= i) low = i;
    else break;
  }
  return n > 0 ? values[target]! : Infinity;
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
