import { log2, pow } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { TuningSlice } from "./tuning-slice.ts";

/** Length of the lists that settings are judged by. */
const K = 20;

/** Means over the readers of a slice, in the standard formulas. */
export interface SliceScore {
  /** Share of the held titles among the first 20. */
  readonly recall: number;
  /** DCG with gains of 1, over that of the best list of 20. */
  readonly ndcg: number;
}

/** What the search makes as large as it can. */
export const goalOf = ({ recall, ndcg }: SliceScore): number => recall + ndcg;

/** A matrix of weights and what it counts in a sum of several. */
export interface WeightedPart {
  readonly weights: CsrMatrix;
  readonly share: number;
}

/** A fixed ranker of a slice's readers, with the memory it needs between trials. */
export class SliceRanker {
  readonly #slice: TuningSlice;
  readonly #scores: Float64Array;
  readonly #isOwn: Uint8Array;
  /** Titles with a score, each once. */
  readonly #touched: Int32Array;
  readonly #isTouched: Uint8Array;
  #touchedCount = 0;
  readonly #gains: Float64Array;

  constructor(slice: TuningSlice) {
    this.#slice = slice;
    this.#scores = new Float64Array(slice.train.itemCount);
    this.#isOwn = new Uint8Array(slice.train.itemCount);
    this.#touched = new Int32Array(slice.train.itemCount);
    this.#isTouched = new Uint8Array(slice.train.itemCount);
    this.#gains = Float64Array.from({ length: K }, (_, rank) => 1 / log2(rank + 2));
  }

  /**
   * Rank every title that a reader lacks by Σ_t strength_t · t'^-recency · Σ_parts share · W(i_t, j) and look for the
   * held ones. A held title with a score of 0 or less is not found; of equal scores the lower title stands first.
   *
   * @param readers how many of the slice's are ranked, from the first; all where left out
   */
  score(parts: readonly WeightedPart[], recency = 0, readers = this.#slice.readers.length): SliceScore {
    let recall = 0;
    let ndcg = 0;
    // Every so-manieth reader, so that a part of them is spread over the whole.
    const step = this.#slice.readers.length / readers;
    for (let n = 0; n < readers; n++) {
      const r = Math.floor(n * step);
      const found = this.#rankReader(r, parts, recency);
      recall += found.recall;
      ndcg += found.ndcg;
    }
    return { recall: recall / readers, ndcg: ndcg / readers };
  }

  #rankReader(r: number, parts: readonly WeightedPart[], recency: number): SliceScore {
    const { train, readers, heldStart, held } = this.#slice;
    const from = train.rowStart[readers[r]!]!;
    const to = train.rowStart[readers[r]! + 1]!;
    for (let at = from; at < to; at++) {
      const strength = train.strengths[at]! * (recency === 0 ? 1 : pow(to - at, -recency));
      this.#isOwn[train.items[at]!] = 1;
      for (const { weights, share } of parts) this.#addRow(weights, train.items[at]!, strength * share);
    }
    let hits = 0;
    let gain = 0;
    const count = heldStart[r + 1]! - heldStart[r]!;
    for (let h = heldStart[r]!; h < heldStart[r + 1]!; h++) {
      const rank = this.#scores[held[h]!]! > 0 ? this.#rankOf(held[h]!) : K;
      if (rank >= K) continue;
      hits++;
      gain += this.#gains[rank]!;
    }
    this.#clear(from, to);
    let best = 0;
    for (let rank = 0; rank < Math.min(K, count); rank++) best += this.#gains[rank]!;
    return { recall: hits / count, ndcg: gain / best };
  }

  #addRow({ rowStart, columns, values }: CsrMatrix, row: number, factor: number): void {
    const scores = this.#scores;
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      const column = columns[at]!;
      if (this.#isTouched[column] === 0) {
        this.#isTouched[column] = 1;
        this.#touched[this.#touchedCount++] = column;
      }
      scores[column]! += factor * values[at]!;
    }
  }

  #clear(from: number, to: number): void {
    const { items } = this.#slice.train;
    for (let n = 0; n < this.#touchedCount; n++) {
      this.#scores[this.#touched[n]!] = 0;
      this.#isTouched[this.#touched[n]!] = 0;
    }
    this.#touchedCount = 0;
    for (let at = from; at < to; at++) this.#isOwn[items[at]!] = 0;
  }

  /** How many titles stand before this one; at most K. */
  #rankOf(title: number): number {
    const own = this.#scores[title]!;
    let rank = 0;
    for (let n = 0; n < this.#touchedCount; n++) {
      const item = this.#touched[n]!;
      const other = this.#scores[item]!;
      if (other < own || this.#isOwn[item] === 1) continue;
      if ((other > own || item < title) && ++rank >= K) break;
    }
    return rank;
  }
}
