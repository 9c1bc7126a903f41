import { seededRandom } from "../../src/core/random.ts";
import type { CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import type { FitContext } from "../../src/models/model.ts";
import { completeOptions } from "../../src/models/options.ts";
import type { LinearState } from "../../src/models/recommendation/linear-scores.ts";
import type { Interactions, RecommendationModel } from "../../src/models/recommendation/task.ts";
import { fitSettings, type RecommenderSettings } from "../../src/training/recommender-settings.ts";
import { goalOf, SliceRanker } from "../../src/training/slice-score.ts";
import {
  tuneRecommender,
  type TunedRecommender,
  type TuningBudget,
} from "../../src/training/tune-recommender.ts";
import { tuningSlice } from "../../src/training/tuning-slice.ts";

export const SEED = 20261124;
export const fitContext = (): FitContext => ({ random: seededRandom(SEED) });

const clock = { isoNow: () => new Date().toISOString(), monotonicMs: () => performance.now() };

export interface TimedTuning {
  readonly tuned: TunedRecommender;
  readonly seconds: number;
}

export function tune(train: Interactions, budget: TuningBudget): TimedTuning {
  const began = performance.now();
  const tuned = tuneRecommender(train, budget, { random: seededRandom(SEED), clock });
  return { tuned, seconds: (performance.now() - began) / 1000 };
}

export interface TimedFit {
  readonly weights: CsrMatrix;
  readonly seconds: number;
}

export function timeFit(train: Interactions, settings: RecommenderSettings): TimedFit {
  const began = performance.now();
  const { weights } = fitSettings(train, settings, fitContext());
  return { weights, seconds: (performance.now() - began) / 1000 };
}

type Options = Readonly<Record<string, number | string>>;

/** The options of a grid that do best on a slice of `train` held back. */
export function bestOfGrid<O>(
  model: RecommendationModel<O, LinearState>,
  train: Interactions,
  grid: readonly Options[],
): O {
  const slice = tuningSlice(train, { readers: 10_000, share: 0.2 }, seededRandom(SEED, "slice"));
  const ranker = new SliceRanker(slice);
  let best = completeOptions(model.options, grid[0]!) as O;
  let bestGoal = -Infinity;
  for (const options of grid) {
    const complete = completeOptions(model.options, options) as O;
    const { weights } = model.fit({ interactions: slice.train, content: null }, complete, fitContext());
    const goal = goalOf(ranker.score([{ weights, share: 1 }]));
    if (goal > bestGoal) {
      bestGoal = goal;
      best = complete;
    }
  }
  return best;
}

/** 32-bit FNV-1a over the columns and the bits of the values. */
export function checksumOf({ columns, values }: CsrMatrix): number {
  let hash = 0x811c9dc5;
  for (const words of [columns, new Uint32Array(values.buffer, values.byteOffset, values.length)]) {
    for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  }
  return hash >>> 0;
}
