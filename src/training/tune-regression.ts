import { powerOfTwo } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { Gram } from "../models/recommendation/local-ease.ts";
import { weightedGram } from "../models/recommendation/gram.ts";
import { blendWeights } from "./blend-weights.ts";
import { fitSettings, regressionWeights, type RegressionSettings } from "./recommender-settings.ts";
import { goalOf } from "./slice-score.ts";
import { better, type Trial, type TuningStage } from "./tuning-stage.ts";

/** Up to so many titles all of them predict each other; beyond, a few candidates do. */
const MOST_FOR_EASE = 2000;
/** Candidates to choose from; the cost of a title grows with their cube. More are better on every set seen. */
const CANDIDATES = [200, 140, 100, 60, 30] as const;
/** Titles times cubed candidates that are worth their time: about half a minute. */
const MOST_WORK = 2.5e11;
/** Share of the candidates that λ is found with, an eighth of the time; the share is found anew with all of them. */
const TRIED_WITH = 0.5;
/** How much longer all candidates take. */
const FULL_COST = 8;
/** Weights kept of each title after blending. */
const KEEP = 150;
const RIDGE_START = 3;
/** Steps away from the start, at most. */
const MOST_STEPS = 4;
const SHARES = [0.35, 0.5, 0.65, 0.8, 1] as const;

/** b tried after the family's own: what regressions on sparse choices mostly want. */
const OTHER_B = 0.35;
/** Nearer to each other, the two are as good. */
const B_APART = 0.15;

/** Blend a regression with the family where that helps: λ by doublings from the middle, and the best share. */
export function tuneRegression(stage: TuningStage, before: Trial): Trial {
  const search = new RegressionSearch(stage, before);
  const { b } = before.settings.family;
  const first = search.climb(OTHER_B);
  if (first !== null && Math.abs(b - OTHER_B) > B_APART) search.judge(b, first);
  search.judgeInFull();
  return search.best;
}

class RegressionSearch {
  best: Trial;
  readonly #stage: TuningStage;
  readonly #before: Trial;
  readonly #own: CsrMatrix;
  #gram: { readonly b: number; readonly gram: Gram } | null = null;
  /** Of the regression tried last. */
  #costMs = 0;
  #bestTried: RegressionSettings | null = null;
  #bestGoal = -Infinity;

  constructor(stage: TuningStage, before: Trial) {
    this.#stage = stage;
    this.#before = before;
    this.#own = fitSettings(stage.slice.train, before.settings, stage.context).weights;
    this.best = before;
  }

  /** Go up from the middle by whole steps, to either side, as long as it helps. @returns where it was best */
  climb(b: number): number | null {
    const middle = this.judge(b, 0);
    const below = this.judge(b, -1);
    const above = below > middle ? -Infinity : this.judge(b, 1);
    if (middle === -Infinity) return null;
    if (middle >= below && middle >= above) return 0;
    const sign = below > above ? -1 : 1;
    let last = Math.max(below, above);
    for (let step = 2; step <= MOST_STEPS; step++) {
      const next = this.judge(b, sign * step);
      if (!(next > last)) return sign * (step - 1);
      last = next;
    }
    return sign * MOST_STEPS;
  }

  /** The best goal over the shares with λ this many steps from the middle; -Infinity where there is no time. */
  judge(b: number, steps: number): number {
    const { itemCount } = this.#stage.slice.train;
    const isSmall = itemCount <= MOST_FOR_EASE;
    return this.#trySettings({
      kind: isSmall ? "ease" : "local-ease",
      candidates: isSmall ? itemCount - 1 : Math.ceil(TRIED_WITH * candidatesFor(itemCount)),
      b,
      ridge: RIDGE_START * powerOfTwo(steps),
      share: 1,
      keep: KEEP,
    });
  }

  /** Try what did best of local EASE once more, with all the candidates that there is time for. */
  judgeInFull(): void {
    if (this.#bestTried?.kind !== "local-ease") return;
    const { itemCount } = this.#stage.slice.train;
    this.#costMs *= FULL_COST;
    this.#trySettings({ ...this.#bestTried, candidates: candidatesFor(itemCount) });
  }

  #trySettings(settings: RegressionSettings): number {
    const { slice, ranker, watch, record, context } = this.#stage;
    const { family, order } = this.#before.settings;
    if (watch.isOver(this.#costMs)) return -Infinity;
    const fitted = watch.timed(() =>
      regressionWeights(slice.train, family, settings, this.#gramOf(settings.b), context),
    );
    const beside = fitted.result;
    this.#costMs = fitted.tookMs;
    if (!fitted.isAffordable) return -Infinity;
    let goal = -Infinity;
    for (const share of SHARES) {
      const regression = { ...settings, share };
      const weights = blendWeights(this.#own, beside, share, KEEP);
      const score = ranker.score([{ weights, share: 1 }], order?.delta ?? 0);
      const trial: Trial = { settings: { family, order, regression }, score };
      record(trial);
      this.best = better(this.best, trial);
      goal = Math.max(goal, goalOf(score));
    }
    if (goal > this.#bestGoal) this.#bestTried = settings;
    this.#bestGoal = Math.max(this.#bestGoal, goal);
    return goal;
  }

  #gramOf(b: number): Gram {
    if (this.#gram?.b !== b)
      this.#gram = { b, gram: weightedGram(this.#stage.slice.train, b, this.#stage.context) };
    return this.#gram.gram;
  }
}

function candidatesFor(itemCount: number): number {
  return CANDIDATES.find((m) => itemCount * m * m * m <= MOST_WORK) ?? CANDIDATES.at(-1)!;
}
