import { log2 } from "../core/elementary.ts";
import { throwIfAborted } from "../core/errors.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { ReaderHistory } from "../models/recommendation/task.ts";
import type { BlendCase, BlendSlice } from "./blend-cases.ts";
import type { Blend } from "./recommender-state.ts";
import { TitleFold } from "./score-titles.ts";

/** The parts of a recommender before they are blended, all scaled alike. */
export interface RecommenderParts {
  readonly collaborative: CsrMatrix;
  /** Content by likeness itself, and by what readers of one title chose that is like the other. */
  readonly direct: CsrMatrix;
  readonly lifted: CsrMatrix;
  readonly popularity: Float32Array;
  readonly support: Int32Array;
}

/** What is learned: the blend, and the share of `direct` in the content weights. */
export interface LearnedBlend {
  readonly blend: Blend;
  readonly direct: number;
  /** Mean gain 1 / log2(1 + rank) of the hidden titles among all titles not read; new ones among the new ones. */
  readonly gains: { readonly warm: number; readonly cold: number };
}

/** Values tried of each parameter, one parameter after another, until a round changes nothing. */
const GRID = {
  direct: [0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1],
  supportHalf: [0.25, 0.5, 1, 2, 4, 8, 16, 32],
  contentKnown: [0, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8],
  contentCold: [0.1, 0.2, 0.4, 0.6, 0.8, 1.2, 1.6, 2.4],
  popular: [0.01, 0.03, 0.1, 0.2, 0.4, 0.8, 1.6],
} as const;
const START = { direct: 0.2, supportHalf: 1, contentKnown: 0.1, contentCold: 0.8, popular: 0.03 };
type Trial = { readonly [K in keyof typeof GRID]: number };
const ROUNDS = 2;
/** A tenth of the titles were made new; their readers count as much as in the whole. */
const COLD_WEIGHT = 0.1;

/**
 * Find the weights with which held-out readers' hidden titles stand highest, each reader once with the whole history and
 * once with one title of it.
 *
 * @param parts fitted to the slice's interactions
 * @throws `core.aborted`
 */
export function fitBlend(
  parts: RecommenderParts,
  slice: BlendSlice,
  recency: number,
  signal: AbortSignal | undefined,
): LearnedBlend {
  const rank = ranker(parts, recency);
  const hasContent = parts.direct.columns.length > 0;
  const isNew = (item: number): boolean => slice.isCold[item] === 1;
  /** Mean gain of the cases' hidden titles with each trial, among all titles or the new ones. */
  const gainsOf = (
    cases: readonly BlendCase[],
    trials: readonly Trial[],
    counts: (item: number) => boolean,
  ): Float64Array => {
    throwIfAborted(signal, "The training");
    const sums = new Float64Array(trials.length);
    for (const { history, target } of cases) {
      for (const known of [history, lastOf(history)]) {
        rank(trials, known, target, counts).forEach((place, i) => (sums[i]! += 1 / log2(1 + place)));
      }
    }
    return sums.map((sum) => (cases.length === 0 ? 0 : sum / (2 * cases.length)));
  };
  const everything = (): boolean => true;
  const overall = (trials: readonly Trial[]): Float64Array => {
    const cold = gainsOf(slice.cold, trials, everything);
    return gainsOf(slice.warm, trials, everything).map(
      (warm, i) => (1 - COLD_WEIGHT) * warm + COLD_WEIGHT * cold[i]!,
    );
  };
  const newOnes = (trials: readonly Trial[]): Float64Array => gainsOf(slice.cold, trials, isNew);

  let best: Trial = START;
  const names: readonly (keyof Trial)[] = hasContent
    ? ["direct", "contentCold", "popular", "contentKnown", "supportHalf"]
    : ["popular", "supportHalf"];
  for (let round = 0; round < ROUNDS; round++) {
    const before = best;
    for (const name of names) {
      const trials = GRID[name].map((value): Trial => ({ ...best, [name]: value }));
      const values = name === "direct" ? newOnes(trials) : overall(trials);
      best = trials[values.indexOf(Math.max(...values))]!;
    }
    if (names.every((name) => best[name] === before[name])) break;
  }
  const { direct, ...weights } = best;
  return {
    blend: { ...weights, recency },
    direct,
    gains: { warm: gainsOf(slice.warm, [best], everything)[0]!, cold: newOnes([best])[0]! },
  };
}

const lastOf = ({ items, strengths }: ReaderHistory): ReaderHistory => ({
  items: items.subarray(-1),
  strengths: strengths.subarray(-1),
});

/** Rank of a title for a reader among the titles that count and are not read, from 1; ties share their middle. */
function ranker(
  { collaborative, direct, lifted, popularity, support }: RecommenderParts,
  recency: number,
): (
  trials: readonly Trial[],
  history: ReaderHistory,
  target: number,
  counts: (item: number) => boolean,
) => number[] {
  const fold = new TitleFold({ collaborative, contents: [direct, lifted], popularity, support });
  const isRead = new Uint8Array(support.length);
  return (trials, history, target, counts) => {
    isRead.fill(0);
    for (const item of history.items) isRead[item] = 1;
    let folded = NaN;
    return trials.map((trial) => {
      if (trial.supportHalf !== folded) fold.add(history, { ...trial, recency });
      folded = trial.supportHalf;
      const scores = fold.scores(trial, [trial.direct, 1 - trial.direct]);
      const own = scores[target]!;
      let above = 0;
      let level = 0;
      for (let item = 0; item < scores.length; item++) {
        const other = scores[item]!;
        if (other < own || isRead[item] === 1 || item === target || !counts(item)) continue;
        if (other > own) above++;
        else level++;
      }
      return 1 + above + level / 2;
    });
  };
}
