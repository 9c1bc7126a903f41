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

/**
 * What is learned: the blend, and the share of `direct` in the content weights of titles that nobody has chosen, `lifted`
 * being the rest. Of titles whose readers are believed likeness itself counts: what their readers chose is known without
 * it, and lifting says it again.
 */
export interface LearnedBlend {
  readonly blend: Blend;
  readonly direct: number;
  /**
   * Mean gain 1 / log2(1 + rank) of the hidden titles, 0 beyond the list of 20: for whole histories among all titles not read; of new ones among
   * the new ones.
   */
  readonly gains: { readonly warm: number; readonly cold: number };
}

/**
 * Values tried of each parameter, one parameter after another, until a round changes nothing. Likeness outweighs
 * popularity where nothing else is known: a reader who names one book sees it in her list.
 */
const GRID = {
  direct: [0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1],
  supportHalf: [0, 0.25, 0.5, 1, 2, 4, 8],
  contentKnown: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8],
  contentCold: [0.4, 0.6, 0.8, 1.2, 1.6, 2.4],
  popular: [0.001, 0.01, 0.03, 0.1, 0.2],
} as const;
const START = { direct: 0.2, supportHalf: 1, contentKnown: 0.1, contentCold: 0.8, popular: 0.03 };
type Trial = { readonly [K in keyof typeof GRID]: number };
/** Of titles that anyone has chosen, choices alone speak; popularity orders what they leave level. */
const ALONE = { supportHalf: 0, contentKnown: 0, popular: 0.001 };
const ROUNDS = 2;
/** Titles further down are not seen. */
const LIST_LENGTH = 20;
/** Share of the readers with one title among those whose title is not new; the others have their whole history. */
const ONE_TITLE_SHARE = 0.25;
/** A tenth of the titles were made new; their readers count as much as in the whole. */
const COLD_WEIGHT = 0.1;

/**
 * Find the weights with which held-out readers' hidden titles stand highest, each reader once with the whole history and
 * once with one title of it. For titles that somebody has chosen and readers with a history the blend is no worse than
 * choices alone: where it is not better by more than its standard error, these stand alone.
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
  /** Gain of each case's hidden title with each trial, among all titles or the new ones. Shape [trials, cases]. */
  const gainsOf = (
    cases: readonly BlendCase[],
    trials: readonly Trial[],
    known: (history: ReaderHistory) => ReaderHistory,
    counts: (item: number) => boolean = () => true,
  ): Float64Array[] => {
    throwIfAborted(signal, "The training");
    const gains = trials.map(() => new Float64Array(cases.length));
    cases.forEach(({ history, target }, at) => {
      const places = rank(trials, known(history), target, counts);
      places.forEach((place, i) => (gains[i]![at] = place > LIST_LENGTH ? 0 : 1 / log2(1 + place)));
    });
    return gains;
  };
  const newOnes = (trials: readonly Trial[]): number[] => {
    const isNew = (item: number): boolean => slice.isCold[item] === 1;
    const one = gainsOf(slice.cold, trials, lastOf, isNew);
    return gainsOf(slice.cold, trials, whole, isNew).map((gains, i) => (mean(gains) + mean(one[i]!)) / 2);
  };
  const overall = (trials: readonly Trial[]): number[] => {
    const warm = gainsOf(slice.warm, trials, whole);
    const warmOne = gainsOf(slice.warm, trials, lastOf);
    const cold = gainsOf(slice.cold, trials, whole);
    const coldOne = gainsOf(slice.cold, trials, lastOf);
    return trials.map((_, i) => {
      const known = (1 - ONE_TITLE_SHARE) * mean(warm[i]!) + ONE_TITLE_SHARE * mean(warmOne[i]!);
      const fresh = (mean(cold[i]!) + mean(coldOne[i]!)) / 2;
      return (1 - COLD_WEIGHT) * known + COLD_WEIGHT * fresh;
    });
  };

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
  // Readers with a history must gain by the blend, and by more than chance: else it is for what nobody has chosen.
  const alone: Trial = { ...best, ...ALONE };
  const [blended, own] = gainsOf(slice.warm, [best, alone], whole) as [Float64Array, Float64Array];
  if (!isClearlyBetter(blended, own)) best = alone;
  const { direct, ...weights } = best;
  return {
    blend: { ...weights, recency },
    direct,
    gains: { warm: mean(best === alone ? own : blended), cold: newOnes([best])[0]! },
  };
}

/** Whether the mean of the paired differences is above their standard error. */
function isClearlyBetter(first: Float64Array, second: Float64Array): boolean {
  const gains = first.map((gain, at) => gain - second[at]!);
  const gain = mean(gains);
  const variance = mean(gains.map((value) => (value - gain) * (value - gain)));
  return gain > Math.sqrt(variance / gains.length);
}

const mean = (values: Float64Array): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const whole = (history: ReaderHistory): ReaderHistory => history;

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
      const scores = fold.scores(trial, [
        { known: 1, cold: trial.direct },
        { known: 0, cold: 1 - trial.direct },
      ]);
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
