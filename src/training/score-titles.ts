import { pow } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { weightAt } from "../models/recommendation/linear-scores.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import type { Blend, Recommender } from "./recommender-state.ts";

/** One part of a title's score; all parts add up to it (to the rounding of float64). */
export interface Contribution {
  readonly kind: "read" | "content" | "popular";
  /** Position in the history; -1 for "popular". */
  readonly at: number;
  readonly amount: number;
}

/** What scores are made of: the recommender's own parts, or those that a blend is learned on. */
export interface ScoreParts {
  readonly collaborative: CsrMatrix;
  readonly contents: readonly CsrMatrix[];
  readonly popularity: Float32Array;
  readonly support: Int32Array;
}

/** The score of every title for a reader, also of those in the history. Shape [itemIds]. */
export function scoreTitles(recommender: Recommender, history: ReaderHistory): Float64Array {
  const { collaborative, content, popularity, support, blend } = recommender;
  const fold = new TitleFold({ collaborative, contents: [content], popularity, support });
  fold.add(history, blend);
  return fold.scores(blend, [1]);
}

/** Sums over the titles of one history after another, from which scores are made. */
export class TitleFold {
  readonly #parts: ScoreParts;
  readonly #read: Float64Array;
  /** Of each content matrix: its sums, and those with each title read times how much is known of it. */
  readonly #alike: readonly { readonly all: Float64Array; readonly known: Float64Array }[];
  readonly #scores: Float64Array;

  constructor(parts: ScoreParts) {
    const sums = (): Float64Array => new Float64Array(parts.support.length);
    this.#parts = parts;
    this.#read = sums();
    this.#alike = parts.contents.map(() => ({ all: sums(), known: sums() }));
    this.#scores = sums();
  }

  /** Take a history in the place of the one before. */
  add(history: ReaderHistory, { supportHalf, recency }: Pick<Blend, "supportHalf" | "recency">): void {
    const { collaborative, contents, support } = this.#parts;
    this.#read.fill(0);
    for (const { all, known } of this.#alike) {
      all.fill(0);
      known.fill(0);
    }
    history.items.forEach((item, at) => {
      const strength = strengthOf(history, at, recency);
      const share = knownShare(support[item]!, supportHalf);
      addRow(this.#read, collaborative, item, strength * share);
      contents.forEach((matrix, i) => {
        addRow(this.#alike[i]!.all, matrix, item, strength);
        addRow(this.#alike[i]!.known, matrix, item, strength * share);
      });
    });
  }

  /**
   * The scores of the history taken last, overwritten by the next call.
   *
   * @param blend with the `supportHalf` of `add`
   * @param shares of the content matrices
   */
  scores(
    { supportHalf, contentKnown, contentCold, popular }: Omit<Blend, "recency">,
    shares: readonly number[],
  ): Float64Array {
    const { popularity, support } = this.#parts;
    const scores = this.#scores;
    for (let item = 0; item < scores.length; item++) {
      const share = knownShare(support[item]!, supportHalf);
      scores[item] = share * this.#read[item]! + popular * popularity[item]!;
      for (let i = 0; i < shares.length; i++) {
        const { all, known } = this.#alike[i]!;
        scores[item]! +=
          shares[i]! * (contentCold * all[item]! + (contentKnown - contentCold) * share * known[item]!);
      }
    }
    return scores;
  }
}

/** What each title of the history, and popularity, add to the score of `item`; parts of 0 are left out. */
export function contributions(
  { collaborative, content, popularity, support, blend }: Recommender,
  history: ReaderHistory,
  item: number,
): Contribution[] {
  const { supportHalf, contentKnown, contentCold, popular, recency } = blend;
  const parts: Contribution[] = [];
  history.items.forEach((own, at) => {
    const strength = strengthOf(history, at, recency);
    const known = knownShare(support[own]!, supportHalf) * knownShare(support[item]!, supportHalf);
    const likeness = contentKnown * known + contentCold * (1 - known);
    parts.push({ kind: "read", at, amount: known * strength * weightAt(collaborative, own, item) });
    parts.push({ kind: "content", at, amount: likeness * strength * weightAt(content, own, item) });
  });
  parts.push({ kind: "popular", at: -1, amount: popular * popularity[item]! });
  return parts.filter(({ amount }) => amount !== 0);
}

/** How far the choices of n readers are believed, from 0 to 1. */
export const knownShare = (n: number, half: number): number => (n === 0 ? 0 : n / (n + half));

/** How much the title at a position of the history counts. */
export function strengthOf({ items, strengths }: ReaderHistory, at: number, recency: number): number {
  return recency === 0 ? strengths[at]! : strengths[at]! * pow(items.length - at, -recency);
}

function addRow(
  sums: Float64Array,
  { rowStart, columns, values }: CsrMatrix,
  row: number,
  factor: number,
): void {
  for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) sums[columns[at]!]! += factor * values[at]!;
}
