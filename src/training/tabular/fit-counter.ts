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
 * Count a training's fits and estimate what is left from the time that those before took.
 *
 * @param spentMs so far; 0 where it is unknown
 * @param timeLimitMs which the estimate never exceeds
 */
export function fitCounter(
  progress: ProgressSink | undefined,
  spentMs: () => number,
  timeLimitMs: number,
): FitCounter {
  let phase = "Training";
  let done = -1;
  let planned = 0;
  const tell = (): void => {
    const made = Math.max(0, done);
    const total = Math.max(made, planned);
    const spent = spentMs();
    const remainingMs =
      made === 0 || spent === 0
        ? null
        : Math.min((spent / made) * (total - made), Math.max(0, timeLimitMs - spent));
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
