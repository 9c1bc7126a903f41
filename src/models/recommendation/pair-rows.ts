import type { Interactions } from "./task.ts";

/** Who chose what, with a value of the caller's for each choice; rows as in `Interactions`. */
export interface ReaderRows {
  readonly userCount: number;
  readonly itemCount: number;
  readonly rowStart: Int32Array;
  readonly items: Int32Array;
  /** Shape [entries]. */
  readonly values: Float64Array;
}

export interface PairSumOptions {
  /** Sums kept of each pair, K; default 1. */
  readonly sums?: number;
  /** Weight of each reader in each sum, shape [userCount, K]; default 1. */
  readonly readerWeights?: Float64Array;
  /** Weight by the places of two titles in a history; default 1. */
  readonly gaps?: GapWeights;
}

/**
 * Weights of a pair whose second title stands `gap` places after the first (before it: below 0).
 *
 *   of gap g in sum k: values[(g + most) * K + k],  -most <= g <= most
 */
export interface GapWeights {
  readonly most: number;
  readonly values: Float64Array;
}

/** A longer history is no person's (a till's one number for all strangers); its pairs alone would take hours. */
export const MOST_TITLES_OF_A_READER = 10_000;

/** The choices with their strengths as values; rows of more than `MOST_TITLES_OF_A_READER` titles are empty. */
export function readerRows(interactions: Interactions): ReaderRows {
  const { userCount, itemCount, rowStart, items, strengths } = interactions;
  const kept = new Int32Array(userCount + 1);
  for (let u = 0; u < userCount; u++) {
    const titles = rowStart[u + 1]! - rowStart[u]!;
    kept[u + 1] = kept[u]! + (titles > MOST_TITLES_OF_A_READER ? 0 : titles);
  }
  const count = kept[userCount]!;
  if (count === items.length) return { ...interactions, values: Float64Array.from(strengths) };
  const rows = {
    userCount,
    itemCount,
    rowStart: kept,
    items: new Int32Array(count),
    values: new Float64Array(count),
  };
  for (let u = 0; u < userCount; u++) {
    if (kept[u + 1] === kept[u]) continue;
    rows.items.set(items.subarray(rowStart[u], rowStart[u + 1]), kept[u]);
    rows.values.set(strengths.subarray(rowStart[u], rowStart[u + 1]), kept[u]);
  }
  return rows;
}

/**
 * What pairs of titles have in common, a row at a time:
 *
 *   sums_k(i, j) = Σ_u weight_k(u) · gap_k(place of j - place of i) · x_ui · x_uj,  j ≠ i
 *
 * over the readers u who chose both, in ascending order: the same bits wherever it runs. Nothing is kept of other rows,
 * so memory is that of one row.
 */
export class PairRows {
  /** The titles that occur with the row's, in the order of the first reader; the first `row()` of them. */
  readonly neighbours: Int32Array;
  /** Shape [itemCount, K]; read at the neighbours only. */
  readonly sums: Float64Array;
  readonly sumCount: number;
  readonly #rows: ReaderRows;
  readonly #weights: Float64Array | null;
  readonly #gaps: GapWeights | null;
  /** The entries of each title, by ascending reader. */
  readonly #start: Int32Array;
  readonly #entries: Int32Array;
  readonly #readers: Int32Array;
  readonly #isNeighbour: Uint8Array;
  #count = 0;

  constructor(rows: ReaderRows, options: PairSumOptions = {}) {
    this.#rows = rows;
    this.sumCount = options.sums ?? 1;
    this.#weights = options.readerWeights ?? null;
    this.#gaps = options.gaps ?? null;
    this.neighbours = new Int32Array(rows.itemCount);
    this.sums = new Float64Array(rows.itemCount * this.sumCount);
    this.#isNeighbour = new Uint8Array(rows.itemCount);
    const { start, entries, readers } = entriesByItem(rows);
    this.#start = start;
    this.#entries = entries;
    this.#readers = readers;
  }

  /** Sum up the row of a title. @returns how many neighbours it has */
  row(item: number): number {
    this.#clear();
    if (this.#gaps === null && this.sumCount === 1) this.#sumOne(item);
    else this.#sumAll(item);
    return this.#count;
  }

  #clear(): void {
    const { sumCount, sums, neighbours } = this;
    for (let n = 0; n < this.#count; n++) {
      this.#isNeighbour[neighbours[n]!] = 0;
      const from = neighbours[n]! * sumCount;
      for (let k = 0; k < sumCount; k++) sums[from + k] = 0;
    }
    this.#count = 0;
  }

  #sumOne(item: number): void {
    const { rowStart, items, values } = this.#rows;
    const { sums, neighbours } = this;
    const isNeighbour = this.#isNeighbour;
    let count = 0;
    for (let e = this.#start[item]!; e < this.#start[item + 1]!; e++) {
      const reader = this.#readers[e]!;
      const weight = this.#weights === null ? 1 : this.#weights[reader]!;
      const own = values[this.#entries[e]!]! * weight;
      for (let at = rowStart[reader]!; at < rowStart[reader + 1]!; at++) {
        const other = items[at]!;
        if (other === item) continue;
        if (isNeighbour[other] === 0) {
          isNeighbour[other] = 1;
          neighbours[count++] = other;
        }
        sums[other]! += own * values[at]!;
      }
    }
    this.#count = count;
  }

  #sumAll(item: number): void {
    const { rowStart, items, values } = this.#rows;
    const { sums, neighbours, sumCount } = this;
    const isNeighbour = this.#isNeighbour;
    const gaps = this.#gaps;
    let count = 0;
    for (let e = this.#start[item]!; e < this.#start[item + 1]!; e++) {
      const reader = this.#readers[e]!;
      const place = this.#entries[e]!;
      const own = values[place]!;
      for (let at = rowStart[reader]!; at < rowStart[reader + 1]!; at++) {
        const other = items[at]!;
        if (other === item) continue;
        const to = other * sumCount;
        if (isNeighbour[other] === 0) {
          isNeighbour[other] = 1;
          neighbours[count++] = other;
        }
        const product = own * values[at]!;
        const gap = gaps === null ? 0 : (clamped(at - place, gaps.most) + gaps.most) * sumCount;
        for (let k = 0; k < sumCount; k++) {
          const weight = this.#weights === null ? 1 : this.#weights[reader * sumCount + k]!;
          sums[to + k]! += product * weight * (gaps === null ? 1 : gaps.values[gap + k]!);
        }
      }
    }
    this.#count = count;
  }
}

const clamped = (gap: number, most: number): number => Math.max(-most, Math.min(most, gap));

function entriesByItem({ userCount, itemCount, rowStart, items }: ReaderRows): {
  readonly start: Int32Array;
  readonly entries: Int32Array;
  readonly readers: Int32Array;
} {
  const start = new Int32Array(itemCount + 1);
  for (const item of items) start[item + 1]!++;
  for (let item = 0; item < itemCount; item++) start[item + 1]! += start[item]!;
  const next = start.slice();
  const entries = new Int32Array(items.length);
  const readers = new Int32Array(items.length);
  for (let user = 0; user < userCount; user++) {
    for (let at = rowStart[user]!; at < rowStart[user + 1]!; at++) {
      const to = next[items[at]!]!++;
      entries[to] = at;
      readers[to] = user;
    }
  }
  return { start, entries, readers };
}
