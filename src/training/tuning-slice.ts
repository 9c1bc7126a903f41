import type { Random } from "../core/random.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import { trainingError } from "./errors.ts";

/**
 * A part of the choices held back to choose settings by, of a sample of readers; of ordered histories the last titles,
 * of others some at random. The readers keep their other titles in `train`.
 */
export interface TuningSlice {
  readonly train: Interactions;
  /** Rows of `train`, ascending. Shape [readers]. */
  readonly readers: Int32Array;
  /** Titles held back of each: heldStart has shape [readers + 1]. */
  readonly heldStart: Int32Array;
  readonly held: Int32Array;
}

export interface SliceOptions {
  /** Readers sampled at most. */
  readonly readers: number;
  /** Share of each one's titles, at least one and never all. */
  readonly share: number;
}

/** @throws `training.too-few-choices` when no reader has two titles */
export function tuningSlice(
  whole: Interactions,
  { readers: most, share }: SliceOptions,
  random: Random,
): TuningSlice {
  const readers = sampleReaders(whole, most, random);
  const isHeld = new Uint8Array(whole.items.length);
  const heldStart = new Int32Array(readers.length + 1);
  const held: number[] = [];
  readers.forEach((reader, r) => {
    const from = whole.rowStart[reader]!;
    const size = whole.rowStart[reader + 1]! - from;
    const places = Array.from({ length: size }, (_, i) => from + i);
    if (!whole.ordered) shuffle(places, random);
    const kept = size - Math.min(size - 1, Math.max(1, Math.round(size * share)));
    for (const at of places.slice(kept)) {
      isHeld[at] = 1;
      held.push(whole.items[at]!);
    }
    heldStart[r + 1] = held.length;
  });
  return { train: without(whole, isHeld), readers, heldStart, held: Int32Array.from(held) };
}

/** Readers with three titles or more, two where nobody has three; drawn where there are more than `most`. */
function sampleReaders(
  { userCount, rowStart, items }: Interactions,
  most: number,
  random: Random,
): Int32Array {
  const withAtLeast = (least: number): number[] =>
    Array.from({ length: userCount }, (_, user) => user).filter(
      (user) => rowStart[user + 1]! - rowStart[user]! >= least,
    );
  const three = withAtLeast(3);
  const able = three.length > 0 ? three : withAtLeast(2);
  if (able.length === 0) {
    throw trainingError("training.too-few-choices", { readers: userCount, choices: items.length });
  }
  shuffle(able, random);
  return Int32Array.from(able.slice(0, most)).sort();
}

function shuffle(values: number[], random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const value = values[i]!;
    values[i] = values[j]!;
    values[j] = value;
  }
}

function without(whole: Interactions, isHeld: Uint8Array): Interactions {
  const rowStart = new Int32Array(whole.userCount + 1);
  const kept: number[] = [];
  for (let user = 0; user < whole.userCount; user++) {
    for (let at = whole.rowStart[user]!; at < whole.rowStart[user + 1]!; at++)
      if (isHeld[at] === 0) kept.push(at);
    rowStart[user + 1] = kept.length;
  }
  return {
    ...whole,
    rowStart,
    items: Int32Array.from(kept, (at) => whole.items[at]!),
    strengths: Float32Array.from(kept, (at) => whole.strengths[at]!),
  };
}
