import { log, pow } from "../core/elementary.ts";
import { selectLargest } from "../math/sparse/select-largest.ts";
import type { FitContext } from "../models/model.ts";
import { sizes } from "../models/recommendation/family.ts";
import { PairRows, readerRows, type GapWeights } from "../models/recommendation/pair-rows.ts";
import { eachTitle } from "../models/recommendation/row-steps.ts";
import type { Interactions } from "../models/recommendation/task.ts";

/** Candidates kept of each title by either of two measures: more than any setting's top 100 takes from. */
const KEPT_BY_EACH = 160;

/**
 * Raw sums of the pairs that can matter, from which the weights of any settings of the family are made without counting
 * again:
 *
 *   entry e of title i, rowStart[i] <= e < rowStart[i + 1]: the pair (i, columns[e]) with sums[k][e]
 */
export interface PairTable {
  readonly itemCount: number;
  readonly rowStart: Int32Array;
  readonly columns: Int32Array;
  /** K arrays of shape [entries]; the first is C, the readers in common. */
  readonly sums: readonly Float32Array[];
  /** Natural logarithm of n_j; 0 for a title without readers. Shape [itemCount]. */
  readonly logSizes: Float64Array;
}

/** What is summed: one weight a reader and sum, as `PairRows` takes them. The first sum must count readers. */
export interface TableSums {
  readonly count: number;
  /** Exponents of n_u, shape [count]. */
  readonly readerExponents: readonly number[];
  readonly gaps: GapWeights | null;
}

/** @param wanted titles whose rows are needed, 1 for each; the others' are empty. Shape [itemCount] */
export function pairTable(
  interactions: Interactions,
  wanted: Uint8Array,
  { count: sumCount, readerExponents, gaps }: TableSums,
  context: Pick<FitContext, "progress" | "signal">,
): PairTable {
  const rows = readerRows(interactions);
  const { userCount, itemCount } = rows;
  const { readers, items } = sizes(rows);
  const readerWeights = new Float64Array(userCount * sumCount);
  for (let user = 0; user < userCount; user++) {
    for (let k = 0; k < sumCount; k++) {
      if (readers[user]! > 0) readerWeights[user * sumCount + k] = pow(readers[user]!, -readerExponents[k]!);
    }
  }
  const pairs = new PairRows(rows, { sums: sumCount, readerWeights, ...(gaps !== null && { gaps }) });
  const choice = new Candidates(items, sumCount);
  const builder = new TableRows(itemCount, sumCount);
  eachTitle(itemCount, "Comparing titles", context, (item) => {
    const kept = wanted[item] === 1 ? choice.of(pairs, pairs.row(item)) : 0;
    builder.append(choice.columns, kept, pairs.sums);
  });
  const logSizes = items.map((size) => (size === 0 ? 0 : log(size)));
  return { itemCount, ...builder.parts(), logSizes };
}

/** Chooses the pairs of a row that some setting may keep. */
class Candidates {
  readonly columns: Int32Array;
  readonly #values: Float64Array;
  readonly #isKept: Uint8Array;
  readonly #second: Int32Array;
  /** n_j^-0.2, which lets popular titles through, and n_j^-0.8, which holds them back. */
  readonly #gentle: Float64Array;
  readonly #strict: Float64Array;
  readonly #last: number;

  constructor(sizesOfItems: Float64Array, sumCount: number) {
    const power = (exponent: number): Float64Array =>
      sizesOfItems.map((size) => (size === 0 ? 0 : pow(size, exponent)));
    this.#gentle = power(-0.2);
    this.#strict = power(-0.8);
    this.#last = sumCount > 1 ? 1 : 0;
    this.columns = new Int32Array(sizesOfItems.length);
    this.#second = new Int32Array(sizesOfItems.length);
    this.#values = new Float64Array(sizesOfItems.length);
    this.#isKept = new Uint8Array(sizesOfItems.length);
  }

  /** @returns how many of `columns` are chosen, in no order */
  of({ neighbours, sums, sumCount }: PairRows, count: number): number {
    if (count <= 2 * KEPT_BY_EACH) {
      this.columns.set(neighbours.subarray(0, count));
      return count;
    }
    const fill = (into: Int32Array, factors: Float64Array, half: number): number => {
      for (let n = 0; n < count; n++) {
        const column = neighbours[n]!;
        const together = sums[column * sumCount]!;
        into[n] = column;
        this.#values[n] =
          (sums[column * sumCount + this.#last]! * factors[column]! * together) / (together + half);
      }
      return selectLargest(this.#values, into, count, KEPT_BY_EACH);
    };
    let kept = fill(this.columns, this.#gentle, 0);
    for (let n = 0; n < kept; n++) this.#isKept[this.columns[n]!] = 1;
    const more = fill(this.#second, this.#strict, 2);
    const first = kept;
    for (let n = 0; n < more; n++) {
      if (this.#isKept[this.#second[n]!] === 0) this.columns[kept++] = this.#second[n]!;
    }
    for (let n = 0; n < first; n++) this.#isKept[this.columns[n]!] = 0;
    return kept;
  }
}

/** Grows a table row by row. */
class TableRows {
  readonly #rowStart: Int32Array;
  readonly #sumCount: number;
  #columns = new Int32Array(1024);
  #sums: Float32Array[];
  #rows = 0;
  #entries = 0;

  constructor(itemCount: number, sumCount: number) {
    this.#rowStart = new Int32Array(itemCount + 1);
    this.#sumCount = sumCount;
    this.#sums = Array.from({ length: sumCount }, () => new Float32Array(1024));
  }

  append(columns: Int32Array, count: number, sums: Float64Array): void {
    this.#reserve(this.#entries + count);
    for (let n = 0; n < count; n++) {
      this.#columns[this.#entries] = columns[n]!;
      for (let k = 0; k < this.#sumCount; k++) {
        this.#sums[k]![this.#entries] = sums[columns[n]! * this.#sumCount + k]!;
      }
      this.#entries++;
    }
    this.#rowStart[++this.#rows] = this.#entries;
  }

  #reserve(entries: number): void {
    if (entries <= this.#columns.length) return;
    const room = Math.max(entries, Math.ceil(1.5 * this.#columns.length));
    const columns = new Int32Array(room);
    columns.set(this.#columns);
    this.#columns = columns;
    this.#sums = this.#sums.map((old) => {
      const values = new Float32Array(room);
      values.set(old);
      return values;
    });
  }

  parts(): Pick<PairTable, "rowStart" | "columns" | "sums"> {
    return {
      rowStart: this.#rowStart,
      columns: this.#columns.subarray(0, this.#entries),
      sums: this.#sums.map((sum) => sum.subarray(0, this.#entries)),
    };
  }
}
