import type { Clock } from "../../core/ports.ts";
import type { ProgressSink } from "../../core/progress.ts";

/** Tells how far a training is, in fits. */
export interface FitCounter {
  /** Name what is done now. */
  readonly phase: (text: string) => void;
  /** A fit begins; those before it are done. */
  readonly next: () => void;
  /** So many fits are planned in all, from what is known now. */
  readonly plan: (fits: number) => void;
}

/**
 * Count a training's fits and estimate what is left from the time that those before took; without a clock it is unknown.
 *
 * @param leftMs until a time limit; the estimate never exceeds it
 */
export function fitCounter(
  progress: ProgressSink | undefined,
  clock: Clock | undefined,
  leftMs: () => number,
): FitCounter {
  const begin = clock?.monotonicMs() ?? 0;
  let phase = "Training";
  let done = -1;
  let planned = 0;
  const tell = (): void => {
    const made = Math.max(0, done);
    const total = Math.max(made, planned);
    const each = clock === undefined || made === 0 ? null : (clock.monotonicMs() - begin) / made;
    const remainingMs = each === null ? null : Math.min(each * (total - made), Math.max(0, leftMs()));
    progress?.({ phase, done: made, total, unit: "fits", remainingMs });
  };
  return {
    phase: (text) => void (phase = text),
    next: () => {
      done++;
      tell();
    },
    plan: (fits) => void (planned = fits),
  };
}
