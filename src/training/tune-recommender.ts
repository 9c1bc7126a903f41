import { throwIfAborted } from "../core/errors.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import { tuneFamily } from "./tune-family.ts";
import { tuneOrder } from "./tune-order.ts";
import { tuneRegression } from "./tune-regression.ts";
import type { RecommenderSettings } from "./recommender-settings.ts";
import { SliceRanker, type SliceScore } from "./slice-score.ts";
import { StopWatch, type Trial, type TuningContext, type TuningStage } from "./tuning-stage.ts";
import { tuningSlice } from "./tuning-slice.ts";

export interface TuningBudget {
  /** Settings of the family tried; those of the order, where there is one, are as many again. */
  readonly trials: number;
  /** Milliseconds for the search and the fits that follow it; null: no limit. */
  readonly timeLimitMs: number | null;
  /** Fits of what is chosen that are to come within the limit; 1 where left out. */
  readonly fits?: number;
}

export const DEFAULT_BUDGET: TuningBudget = { trials: 100, timeLimitMs: null };

export interface TunedRecommender {
  readonly settings: RecommenderSettings;
  readonly score: SliceScore;
  /** In the order tried. */
  readonly trials: readonly Trial[];
  /** Whether the time limit cut the search short. */
  readonly isCutShort: boolean;
}

/** Readers whose held-back titles judge a setting. */
const JUDGES = 10_000;
const HELD_SHARE = 0.2;

/**
 * Find settings of the family, of its directed form where the interactions are ordered, and of a regression to blend
 * with it, on a part of the interactions held back. With the same budget of trials and no time limit the result is the
 * same to the bit wherever it runs.
 *
 * @throws `training.too-few-choices`, `core.aborted`
 */
export function tuneRecommender(
  interactions: Interactions,
  budget: TuningBudget,
  context: TuningContext,
): TunedRecommender {
  throwIfAborted(context.signal, "Training");
  const watch = new StopWatch(context.clock, budget.timeLimitMs, budget.fits);
  const slice = tuningSlice(
    interactions,
    { readers: JUDGES, share: HELD_SHARE },
    context.random.fork("slice"),
  );
  const ranker = new SliceRanker(slice);
  const trials: Trial[] = [];
  const record = (trial: Trial): void => {
    trials.push(trial);
    context.onTrial?.(trial);
  };
  const growth = pairWork(interactions) / pairWork(slice.train);
  const stage: TuningStage = { slice, ranker, watch, growth, record, context };

  const { best: family, goOn } = tuneFamily(stage, budget.trials);
  const ordered = interactions.ordered && !watch.isOver() ? tuneOrder(stage, family, budget.trials) : family;
  let best = watch.isOver() ? ordered : tuneRegression(stage, ordered);
  // Time that the family left for what brought nothing is its own again.
  if (watch.wasOver && best === family) best = goOn();
  return { ...best, trials, isCutShort: watch.wasOver };
}

/** Pairs of titles that counting goes through. */
function pairWork({ rowStart, userCount }: Interactions): number {
  let pairs = 0;
  for (let user = 0; user < userCount; user++) {
    const size = rowStart[user + 1]! - rowStart[user]!;
    pairs += size * size;
  }
  return pairs;
}
