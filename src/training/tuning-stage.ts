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
  /** How much longer than on the slice a fit takes on everything. */
  readonly growth: number;
  readonly context: TuningContext;
  readonly record: (trial: Trial) => void;
}

export const better = (first: Trial, second: Trial): Trial =>
  goalOf(second.score) > goalOf(first.score) ? second : first;

/** Keeps a search within its time, with enough left for the fits that come after it. */
export class StopWatch {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #startMs: number;
  readonly #fits: number;
  /** Of each fit that comes after the search. */
  #fitMs = 0;
  #wasOver = false;

  /** @param fits of the settings found, after the search and within its time */
  constructor(clock: Clock, limitMs: number | null, fits = 1) {
    this.#clock = clock;
    this.#fits = fits;
    this.#limitMs = limitMs ?? Infinity;
    this.#startMs = limitMs === null ? 0 : clock.monotonicMs();
  }

  /** Without a limit nothing may depend on the clock. */
  get hasLimit(): boolean {
    return this.#limitMs !== Infinity;
  }

  /** Whether there is no time for as much more and the fits after it. @param fitMs of one, where not as expected */
  isOver(moreMs = 0, fitMs = this.#fitMs): boolean {
    return this.#isLater(this.#limitMs - moreMs - this.#fits * fitMs);
  }

  /** Whether this share of all the time is gone. */
  isPast(share: number): boolean {
    return this.#isLater(share * this.#limitMs);
  }

  /** Milliseconds that will be left when this share of all the time is gone. */
  leftAfterMs(share: number): number {
    return (1 - share) * this.#limitMs;
  }

  /** Whether anything was left undone. */
  get wasOver(): boolean {
    return this.#wasOver;
  }

  /** What a fit of the best settings so far is thought to take. */
  expectFit(fitMs: number): void {
    this.#fitMs = fitMs;
  }

  timed<T>(work: () => T): { readonly result: T; readonly tookMs: number } {
    if (!this.hasLimit) return { result: work(), tookMs: 0 };
    const began = this.#clock.monotonicMs();
    const result = work();
    return { result, tookMs: this.#clock.monotonicMs() - began };
  }

  #isLater(afterMs: number): boolean {
    if (!this.hasLimit) return false;
    const isLater = this.#clock.monotonicMs() - this.#startMs >= afterMs;
    this.#wasOver ||= isLater;
    return isLater;
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
