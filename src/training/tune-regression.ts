import { powerOfTwo } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { Gram } from "../models/recommendation/local-ease.ts";
import { weightedGram } from "../models/recommendation/gram.ts";
import { blendWeights } from "./blend-weights.ts";
import { fitSettings, regressionWeights, type RegressionSettings } from "./recommender-settings.ts";
import { easeTime, localEaseTime, type LocalEaseTime } from "./regression-time.ts";
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
  if (!search.plan()) return before;
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
  readonly #ownMs: number;
  #gramMs = 0;
  #scoringMs = 0;
  /** Of the regressions tried first, and of the one tried in full at the end. */
  #candidates = 0;
  #tryMs = 0;
  #fullMs = 0;
  /** Of one fit of what comes out, on everything. */
  #fitMs = 0;
  #bestTried: RegressionSettings | null = null;
  #bestGoal = -Infinity;

  constructor(stage: TuningStage, before: Trial) {
    this.#stage = stage;
    this.#before = before;
    const { slice, watch, growth, context } = stage;
    const own = watch.timed(() => fitSettings(slice.train, before.settings, context).weights);
    this.#own = own.result;
    this.#ownMs = own.tookMs;
    watch.expectFit(growth * own.tookMs);
    this.best = before;
  }

  /**
   * Settle for as many candidates as there is time to try by halves and in full, and to fit after that.
   *
   * @returns whether there is time for any regression
   */
  plan(): boolean {
    const { slice, watch, growth, context } = this.#stage;
    const { itemCount } = slice.train;
    if (this.#isSmall) {
      this.#candidates = itemCount - 1;
      if (!watch.hasLimit) return true;
      this.#tryMs = easeTime(slice.train, context);
      this.#fitMs = growth * (this.#ownMs + this.#tryMs);
      return !watch.isOver(this.#tryMs, this.#fitMs);
    }
    const all = CANDIDATES.filter((m) => itemCount * m * m * m <= MOST_WORK);
    this.#candidates = all[0] ?? CANDIDATES.at(-1)!;
    if (!watch.hasLimit) return true;
    // Counting for the Gram matrix is no more work than for the family.
    if (watch.isOver(3 * this.#ownMs)) return false;
    const gram = this.#gramOf(OTHER_B);
    const { family } = this.#before.settings;
    const time = localEaseTime(slice.train, family, this.#candidates, gram, context);
    const affordable = [...all, CANDIDATES.at(-1)!].find((m) => {
      this.#candidates = m;
      this.#expect(time);
      return !watch.isOver(this.#tryMs + this.#fullMs, this.#fitMs);
    });
    return affordable !== undefined;
  }

  get #isSmall(): boolean {
    return this.#stage.slice.train.itemCount <= MOST_FOR_EASE;
  }

  get #half(): number {
    return Math.ceil(TRIED_WITH * this.#candidates);
  }

  #expect({ choosingMs, solvingMs }: LocalEaseTime): void {
    this.#tryMs = choosingMs + solvingMs(this.#half);
    this.#fullMs = choosingMs + solvingMs(this.#candidates);
    this.#fitMs = this.#stage.growth * (this.#ownMs + this.#gramMs + this.#fullMs);
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
    const { watch } = this.#stage;
    const gramMs = this.#isSmall || this.#gram?.b === b ? 0 : this.#gramMs;
    if (watch.isOver(gramMs + this.#tryMs + this.#scoringMs + this.#fullMs, this.#fitMs)) return -Infinity;
    return this.#trySettings({
      kind: this.#isSmall ? "ease" : "local-ease",
      candidates: this.#isSmall ? this.#candidates : this.#half,
      b,
      ridge: RIDGE_START * powerOfTwo(steps),
      share: 1,
      keep: KEEP,
    });
  }

  /** Try what did best of local EASE once more, with all the candidates. */
  judgeInFull(): void {
    if (this.#bestTried?.kind !== "local-ease") return;
    if (this.#stage.watch.isOver(this.#fullMs, this.#fitMs)) return;
    this.#trySettings({ ...this.#bestTried, candidates: this.#candidates });
  }

  #trySettings(settings: RegressionSettings): number {
    const { slice, watch, context } = this.#stage;
    const gram = this.#isSmall ? null : this.#gramOf(settings.b);
    const { family } = this.#before.settings;
    const { result: beside } = watch.timed(() =>
      regressionWeights(slice.train, family, settings, gram, context),
    );
    const { result: goal, tookMs } = watch.timed(() => this.#bestShare(settings, beside));
    this.#scoringMs = tookMs;
    if (goal > this.#bestGoal) this.#bestTried = settings;
    this.#bestGoal = Math.max(this.#bestGoal, goal);
    return goal;
  }

  /** Record a trial for each share of the regression. @returns the best goal */
  #bestShare(settings: RegressionSettings, beside: CsrMatrix): number {
    const { ranker, record } = this.#stage;
    const { family, order } = this.#before.settings;
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
    return goal;
  }

  #gramOf(b: number): Gram {
    if (this.#gram?.b !== b) {
      const { slice, watch, context } = this.#stage;
      const { result, tookMs } = watch.timed(() => weightedGram(slice.train, b, context));
      this.#gram = { b, gram: result };
      this.#gramMs = tookMs;
    }
    return this.#gram.gram;
  }
}
