import type { Preset } from "../domain/training.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import { autoChoice } from "./auto-choice.ts";
import { linearChoice, type LinearChoice } from "./linear-choice.ts";
import type { TuningContext } from "./tuning-stage.ts";

export interface ChoiceBudget {
  readonly preset: Preset;
  /** null: a fixed number of trials, so that the choice repeats. */
  readonly timeLimitMs: number | null;
  /** How often the choice will be fitted within the time limit. */
  readonly fits: number;
}

const TRIALS: Readonly<Record<Preset, number>> = { fast: 12, balanced: 40, best: 80 };
/** With a time limit it is the time that ends the search. */
const MOST_TRIALS = 240;
/** Share of the time limit for what surrounds each fit: content, blending, evaluation, lists. */
const AROUND_A_FIT = 0.1;
/** Fewer readers cannot tell settings apart. */
const ENOUGH_READERS = 50;

/**
 * The linear model and its options that find titles held back from these readers best; of a few readers the defaults.
 *
 * @throws `core.aborted`
 */
export async function chooseLinear(
  interactions: Interactions,
  { preset, timeLimitMs, fits }: ChoiceBudget,
  context: TuningContext,
): Promise<LinearChoice> {
  if (interactions.userCount < ENOUGH_READERS) return linearChoice("item-item", {}, context);
  const trials = timeLimitMs === null ? TRIALS[preset] : MOST_TRIALS;
  const searchMs = timeLimitMs === null ? null : timeLimitMs * (1 - AROUND_A_FIT * fits);
  return autoChoice(interactions, { trials, timeLimitMs: searchMs, fits }, context);
}
