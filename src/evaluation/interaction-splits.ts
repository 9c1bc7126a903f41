import type { Random } from "../core/random.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import { evaluationError } from "./errors.ts";

/**
 * A part of the interactions to learn from, and readers with titles held back:
 *
 *            train (rows of `readers`)      known[r]            target[r]
 *   reader   [ a b c d e ]          ->      [ a b c ]           [ d e ]
 *
 * `train` has the users and items of the whole; a method folds in `known` and is measured on `target`.
 */
export interface InteractionSplit {
  readonly train: Interactions;
  /** Row of the whole, of each reader with titles to find. Shape [readers]. */
  readonly readers: Int32Array;
  /** What is known of these readers, a row each, in the order of `readers`. */
  readonly known: Interactions;
  readonly target: Interactions;
}

/** Where each entry of the whole goes. */
const TRAIN = 0;
const HIDDEN = 1;
/** Known of a reader of whom nothing was learnt. */
const KNOWN_ONLY = 2;

/**
 * Learn from what was up to `cutoff` and find what came after, as a shop would have stood on that day. Readers whose
 * history starts after the cutoff have nothing that is known of them and are left out.
 *
 * @param times of the entries of `whole`; shape [entries]
 * @throws `evaluation.nothing-to-hold-back`
 */
export function temporalSplit(
  whole: Interactions,
  times: ArrayLike<number>,
  cutoff: number,
): InteractionSplit {
  const places = new Uint8Array(whole.items.length);
  for (let at = 0; at < places.length; at++) places[at] = times[at]! > cutoff ? HIDDEN : TRAIN;
  return splitBy(whole, places, `titles before and after ${cutoff}`);
}

/**
 * The latest time that leaves at least `share` of the entries after it, or the earliest time there is.
 *
 * @param share in (0, 1)
 */
export function temporalCutoff(times: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(times).sort();
  const first = Math.max(0, Math.floor(sorted.length * (1 - share)) - 1);
  let at = first;
  // Entries of one time stay together: step back to the last earlier time.
  while (at > 0 && sorted[at] === sorted[first + 1]) at--;
  return sorted[at] ?? NaN;
}

/**
 * Find the last title of each reader with at least two; of unordered histories one that is drawn.
 *
 * @throws `evaluation.nothing-to-hold-back`
 */
export function leaveOneOut(whole: Interactions, random: Random): InteractionSplit {
  const places = new Uint8Array(whole.items.length);
  eachReader(whole, 2, (from, to) => {
    places[whole.ordered ? to - 1 : from + random.integer(to - from)] = HIDDEN;
  });
  return splitBy(whole, places, "2 titles");
}

/**
 * Hold back a part of each reader's titles, at least one and never all; drawn at random.
 *
 * @param share of the titles, in (0, 1)
 * @throws `evaluation.nothing-to-hold-back`
 */
export function randomPerUser(whole: Interactions, share: number, random: Random): InteractionSplit {
  const places = new Uint8Array(whole.items.length);
  eachReader(whole, 2, (from, to) => hidePart(places, from, to, share, random));
  return splitBy(whole, places, "2 titles");
}

/**
 * Hold back readers as a whole: nothing is learnt from them; a part of their titles is known when they ask.
 *
 * @param readerShare of the readers with at least two titles, in (0, 1)
 * @param titleShare of their titles, to find; of ordered histories the last ones
 * @throws `evaluation.nothing-to-hold-back`
 */
export function heldOutUsers(
  whole: Interactions,
  readerShare: number,
  titleShare: number,
  random: Random,
): InteractionSplit {
  const places = new Uint8Array(whole.items.length);
  const rows: (readonly [from: number, to: number])[] = [];
  eachReader(whole, 2, (from, to) => rows.push([from, to]));
  shuffleStart(rows, Math.max(1, Math.round(rows.length * readerShare)), random);
  for (const [from, to] of rows.slice(0, Math.max(1, Math.round(rows.length * readerShare)))) {
    places.fill(KNOWN_ONLY, from, to);
    if (whole.ordered) places.fill(HIDDEN, to - partOf(to - from, titleShare), to);
    else hidePart(places, from, to, titleShare, random);
  }
  return splitBy(whole, places, "2 titles");
}

function eachReader(whole: Interactions, atLeast: number, visit: (from: number, to: number) => void): void {
  for (let user = 0; user < whole.userCount; user++) {
    const [from, to] = [whole.rowStart[user]!, whole.rowStart[user + 1]!];
    if (to - from >= atLeast) visit(from, to);
  }
}

const partOf = (length: number, share: number): number =>
  Math.min(length - 1, Math.max(1, Math.round(length * share)));

function hidePart(places: Uint8Array, from: number, to: number, share: number, random: Random): void {
  const at = Array.from({ length: to - from }, (_, i) => from + i);
  const hidden = partOf(to - from, share);
  shuffleStart(at, hidden, random);
  for (let i = 0; i < hidden; i++) places[at[i]!] = HIDDEN;
}

/** Draw the first `count` elements from all of them (Fisher-Yates). */
function shuffleStart<T>(values: T[], count: number, random: Random): void {
  for (let i = 0; i < Math.min(count, values.length - 1); i++) {
    const j = i + random.integer(values.length - i);
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
}

function splitBy(whole: Interactions, places: Uint8Array, needed: string): InteractionSplit {
  const readers: number[] = [];
  for (let user = 0; user < whole.userCount; user++) {
    const row = places.subarray(whole.rowStart[user], whole.rowStart[user + 1]);
    const hidden = row.reduce((count, place) => count + (place === HIDDEN ? 1 : 0), 0);
    if (hidden > 0 && hidden < row.length) readers.push(user);
  }
  if (readers.length === 0) {
    throw evaluationError("evaluation.nothing-to-hold-back", { readers: whole.userCount, needed });
  }
  const rows = Int32Array.from(readers);
  const all = Int32Array.from({ length: whole.userCount }, (_, user) => user);
  return {
    train: keepEntries(whole, all, (at) => places[at] === TRAIN),
    readers: rows,
    known: keepEntries(whole, rows, (at) => places[at] !== HIDDEN),
    target: keepEntries(whole, rows, (at) => places[at] === HIDDEN),
  };
}

/** The chosen rows, with those of their entries that pass. */
export function keepEntries(
  whole: Interactions,
  rows: Int32Array,
  passes: (at: number) => boolean,
): Interactions {
  const rowStart = new Int32Array(rows.length + 1);
  const kept: number[] = [];
  rows.forEach((user, row) => {
    for (let at = whole.rowStart[user]!; at < whole.rowStart[user + 1]!; at++) if (passes(at)) kept.push(at);
    rowStart[row + 1] = kept.length;
  });
  return {
    userCount: rows.length,
    itemCount: whole.itemCount,
    rowStart,
    items: Int32Array.from(kept, (at) => whole.items[at]!),
    strengths: Float32Array.from(kept, (at) => whole.strengths[at]!),
    ordered: whole.ordered,
  };
}
