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
  return readerScorer(recommender)(history);
}

/**
 * `scoreTitles` for many readers.
 *
 * @returns a function whose result is overwritten by its next call
 */
export function readerScorer(recommender: Recommender): (history: ReaderHistory) => Float64Array {
  const { collaborative, content, popularity, support, blend } = recommender;
  const fold = new TitleFold({ collaborative, contents: [content], popularity, support });
  return (history) => {
    fold.add(history, blend);
    return fold.scores(blend, [WHOLE]);
  };
}

/** What one of several content matrices counts between titles whose readers speak for both, and otherwise. */
export interface ContentShare {
  readonly known: number;
  readonly cold: number;
}

const WHOLE: ContentShare = { known: 1, cold: 1 };

/** Sums over the titles of one history after another, from which scores are made. */
export class TitleFold {
  readonly #parts: ScoreParts;
  readonly #read: Float64Array;
  /** By which popularity is divided. */
  #known = 1;
  /** Of each content matrix: its sums, and those with each title read times how far it is known, and that squared. */
  readonly #alike: readonly Readonly<Record<"all" | "known" | "squared", Float64Array>>[];
  readonly #scores: Float64Array;

  constructor(parts: ScoreParts) {
    const sums = (): Float64Array => new Float64Array(parts.support.length);
    this.#parts = parts;
    this.#read = sums();
    this.#alike = parts.contents.map(() => ({ all: sums(), known: sums(), squared: sums() }));
    this.#scores = sums();
  }

  /** Take a history in the place of the one before. */
  add(history: ReaderHistory, { supportHalf, recency }: Pick<Blend, "supportHalf" | "recency">): void {
    const { collaborative, contents, support } = this.#parts;
    this.#read.fill(0);
    this.#known = historyWeight(history, recency);
    for (const sums of this.#alike) for (const values of Object.values(sums)) values.fill(0);
    history.items.forEach((item, at) => {
      const strength = strengthOf(history, at, recency);
      const share = knownShare(support[item]!, supportHalf);
      addRow(this.#read, collaborative, item, strength * share);
      contents.forEach((matrix, i) => {
        addRow(this.#alike[i]!.all, matrix, item, strength);
        addRow(this.#alike[i]!.known, matrix, item, strength * share);
        // Needed where several are mixed, in learning a blend.
        if (contents.length > 1) addRow(this.#alike[i]!.squared, matrix, item, strength * share * share);
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
    shares: readonly ContentShare[],
  ): Float64Array {
    const { popularity, support } = this.#parts;
    const scores = this.#scores;
    const popularWeight = popular / this.#known;
    const extra = contentKnown - contentCold;
    for (let item = 0; item < scores.length; item++) {
      const share = knownShare(support[item]!, supportHalf);
      scores[item] = share * this.#read[item]! + popularWeight * popularity[item]!;
      for (let i = 0; i < shares.length; i++) {
        const { all, known, squared } = this.#alike[i]!;
        const { cold } = shares[i]!;
        const more = shares[i]!.known - cold;
        // Σ_h (cold + more · e) (contentCold + extra · e) weight, with e = share · known(h).
        scores[item]! +=
          cold * contentCold * all[item]! +
          (cold * extra + more * contentCold) * share * known[item]! +
          more * extra * share * share * squared[item]!;
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
  const weight = popular / historyWeight(history, recency);
  parts.push({ kind: "popular", at: -1, amount: weight * popularity[item]! });
  return parts.filter(({ amount }) => amount !== 0);
}

/** How far the choices of n readers are believed, from 0 to 1. */
export const knownShare = (n: number, half: number): number => (n === 0 ? 0 : n / (n + half));

/** How much a history says in all: Σ |strength|, and 1 at least. */
function historyWeight(history: ReaderHistory, recency: number): number {
  let sum = 0;
  for (let at = 0; at < history.items.length; at++) sum += Math.abs(strengthOf(history, at, recency));
  return Math.max(1, sum);
}

/** How much the title at a position of the history counts. */
function strengthOf({ items, strengths }: ReaderHistory, at: number, recency: number): number {
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
