import type { Clock } from "../core/ports.ts";
import type { FitContext } from "../models/model.ts";
import type { RecommenderSettings } from "./recommender-settings.ts";
import { goalOf, type SliceRanker, type SliceScore } from "./slice-score.ts";
import type { TuningSlice } from "./tuning-slice.ts";

/** One setting and how it did on the slice held back. */
export interface Trial {
  readonly settings: RecommenderSettings;
  readonly score: SliceScore;
}

export interface TuningContext extends FitContext {
  readonly clock: Clock;
  /** Called after each trial. */
  readonly onTrial?: ((trial: Trial) => void) | undefined;
}

/** What the stages of a search share. */
export interface TuningStage {
  readonly slice: TuningSlice;
  readonly ranker: SliceRanker;
  readonly watch: StopWatch;
  readonly context: TuningContext;
  readonly record: (trial: Trial) => void;
}

export const better = (first: Trial, second: Trial): Trial =>
  goalOf(second.score) > goalOf(first.score) ? second : first;

/** Keeps a search within its time, with enough left for what must still be done. */
export class StopWatch {
  readonly #clock: Clock;
  readonly #endMs: number;
  readonly #fits: number;
  /** Of the fits that come after the search. */
  #reservedMs = 0;
  #wasOver = false;

  /** @param fits after the search, for each of which the time that its like took stays free */
  constructor(clock: Clock, limitMs: number | null, fits = 1) {
    this.#clock = clock;
    this.#fits = fits;
    this.#endMs = limitMs === null ? Infinity : clock.monotonicMs() + limitMs;
  }

  /** Whether there is no time for a fit that takes as much more, and for its like to come. */
  isOver(moreMs = 0): boolean {
    // Without a limit nothing may depend on the clock.
    if (this.#endMs === Infinity) return false;
    const isOver = this.#clock.monotonicMs() + moreMs + this.#reservedFor(moreMs) >= this.#endMs;
    this.#wasOver ||= isOver;
    return isOver;
  }

  /** Whether anything was left undone. */
  get wasOver(): boolean {
    return this.#wasOver;
  }

  /** Do a fit, and tell whether its like could be done again as often as it is to come. */
  timed<T>(work: () => T): { readonly result: T; readonly tookMs: number; readonly isAffordable: boolean } {
    const began = this.#clock.monotonicMs();
    const result = work();
    const now = this.#clock.monotonicMs();
    const tookMs = now - began;
    const isAffordable = now + this.#reservedFor(tookMs) < this.#endMs;
    if (isAffordable) this.#reservedMs = this.#reservedFor(tookMs);
    else this.#wasOver = true;
    return { result, tookMs, isAffordable };
  }

  #reservedFor(fitMs: number): number {
    return Math.max(this.#reservedMs, this.#fits * fitMs);
  }
}

/** Titles in the histories of the slice's readers: the rows that its ranking needs. */
export function wantedRows({ train, readers }: TuningSlice): Uint8Array {
  const wanted = new Uint8Array(train.itemCount);
  for (const reader of readers) {
    for (let at = train.rowStart[reader]!; at < train.rowStart[reader + 1]!; at++)
      wanted[train.items[at]!] = 1;
  }
  return wanted;
}
