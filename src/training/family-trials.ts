import { exp, log } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { selectLargest } from "../math/sparse/select-largest.ts";
import type { FamilySettings } from "../models/recommendation/family.ts";
import type { PairTable } from "./pair-table.ts";

/**
 * Exponents of n_u at which a table for unordered choices is summed. In between log S is interpolated by the cubic
 * through the four: as a function of b it is smooth, and trials need its order of titles, not its last digits.
 */
export const READER_NODES = [0, 1 / 3, 2 / 3, 1] as const;

/** log S at an exponent of n_u, of a table with a sum for each of `READER_NODES`. */
export function atReaderExponent(logs: readonly Float32Array[], b: number): Float32Array {
  const shares = READER_NODES.map((node) =>
    READER_NODES.reduce<number>(
      (product, other) => (other === node ? product : (product * (b - other)) / (node - other)),
      1,
    ),
  );
  const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = shares;
  const [l0, l1, l2, l3] = logs as [Float32Array, Float32Array, Float32Array, Float32Array];
  return l0.map((value, e) => w0 * value + w1 * l1[e]! + w2 * l2[e]! + w3 * l3[e]!);
}

/** log of a sum, entry by entry. */
export function logs(values: Float32Array): Float32Array {
  return values.map((value) => log(value));
}

/** Makes the weights of one setting after another from a table; what two settings share is kept in between. */
export class FamilyTrials {
  readonly #table: PairTable;
  #logSums: Float32Array = new Float32Array(0);
  #shrink: Float32Array = new Float32Array(0);
  #h = NaN;
  readonly #values: Float64Array;
  readonly #columns: Int32Array;

  constructor(table: PairTable) {
    this.#table = table;
    let longest = 0;
    for (let row = 0; row < table.itemCount; row++) {
      longest = Math.max(longest, table.rowStart[row + 1]! - table.rowStart[row]!);
    }
    this.#values = new Float64Array(longest);
    this.#columns = new Int32Array(longest);
  }

  /** Take these as log S from now on. Shape [entries]. */
  setLogSums(logSums: Float32Array): void {
    this.#logSums = logSums;
  }

  /** As `familyWeights`, for the table's rows; columns in no order. */
  weights({ a, c, h, q, topK }: FamilySettings): CsrMatrix {
    const { itemCount, rowStart, columns, logSizes } = this.#table;
    const shrink = this.#logShrink(h);
    const logSums = this.#logSums;
    const start = new Int32Array(itemCount + 1);
    for (let row = 0; row < itemCount; row++) {
      start[row + 1] = start[row]! + Math.min(topK, rowStart[row + 1]! - rowStart[row]!);
    }
    const keptColumns = new Int32Array(start[itemCount]!);
    const keptValues = new Float32Array(start[itemCount]!);
    for (let row = 0; row < itemCount; row++) {
      const from = rowStart[row]!;
      const count = rowStart[row + 1]! - from;
      for (let n = 0; n < count; n++) {
        const column = columns[from + n]!;
        this.#columns[n] = column;
        this.#values[n] = logSums[from + n]! + shrink[from + n]! - c * logSizes[column]!;
      }
      const kept = selectLargest(this.#values, this.#columns, count, topK);
      const own = a * logSizes[row]!;
      for (let n = 0; n < kept; n++) {
        keptColumns[start[row]! + n] = this.#columns[n]!;
        keptValues[start[row]! + n] = exp(q * (this.#values[n]! - own));
      }
    }
    return {
      rowCount: itemCount,
      columnCount: itemCount,
      rowStart: start,
      columns: keptColumns,
      values: keptValues,
    };
  }

  /** log(C / (C + h)) of every entry. */
  #logShrink(h: number): Float32Array {
    if (h === this.#h) return this.#shrink;
    this.#h = h;
    const known = new Map<number, number>();
    this.#shrink = this.#table.sums[0]!.map((together) => {
      let value = known.get(together);
      if (value === undefined) {
        value = log(together / (together + h));
        known.set(together, value);
      }
      return value;
    });
    return this.#shrink;
  }
}
