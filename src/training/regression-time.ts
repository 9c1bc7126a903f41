import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { ease } from "../models/recommendation/ease/index.ts";
import { localEaseWeights, type Gram } from "../models/recommendation/local-ease.ts";
import type { FamilySettings } from "../models/recommendation/family.ts";
import type { Interactions } from "../models/recommendation/task.ts";
import { predictorsOf } from "./recommender-settings.ts";
import type { TuningContext } from "./tuning-stage.ts";

/** Titles that are solved to see how long one takes, about. */
const SAMPLE = 200;
/** The first time also counts the compiling of the code. */
const REPEATS = 2;
/** Share of the titles that EASE is timed with; its time grows with the cube. */
const PART = 0.25;

/** Milliseconds that local EASE takes over all titles, without its Gram matrix. */
export interface LocalEaseTime {
  /** The predictors of each title. */
  readonly choosingMs: number;
  /** Solving with so many predictors each. */
  readonly solvingMs: (candidates: number) => number;
}

/**
 * Measured on a few titles with this many candidates. For fewer the time falls with the square of their number: between
 * those of gathering a system, its entries, and of solving it, their cube.
 */
export function localEaseTime(
  interactions: Interactions,
  family: FamilySettings,
  candidates: number,
  gram: Gram,
  context: TuningContext,
): LocalEaseTime {
  const { clock } = context;
  const began = clock.monotonicMs();
  const predictors = predictorsOf(interactions, family, candidates, context);
  const choosingMs = clock.monotonicMs() - began;
  const every = Math.max(1, Math.floor(interactions.itemCount / SAMPLE));
  const sample = someRows(predictors, every);
  let sampleMs = Infinity;
  for (let n = 0; n < REPEATS; n++) {
    const from = clock.monotonicMs();
    localEaseWeights(gram, sample, 1, { signal: context.signal });
    sampleMs = Math.min(sampleMs, clock.monotonicMs() - from);
  }
  return {
    choosingMs,
    solvingMs: (fewer) => (sampleMs * every * fewer * fewer) / (candidates * candidates),
  };
}

/** Milliseconds that EASE takes, from those with a part of the titles. */
export function easeTime(interactions: Interactions, context: TuningContext): number {
  const part = firstTitles(interactions, Math.ceil(PART * interactions.itemCount));
  if (part.items.length === 0) return 0;
  const began = context.clock.monotonicMs();
  ease.fit(
    { interactions: part, content: null },
    { lambda: 1, b: 0, topK: 1 },
    { random: context.random, signal: context.signal },
  );
  return (context.clock.monotonicMs() - began) / (PART * PART * PART);
}

/** Every so-manieth row, the others empty. */
function someRows({ rowCount, columnCount, rowStart, columns, values }: CsrMatrix, every: number): CsrMatrix {
  const start = new Int32Array(rowCount + 1);
  const kept: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    if (row % every === 0) for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) kept.push(at);
    start[row + 1] = kept.length;
  }
  return {
    rowCount,
    columnCount,
    rowStart: start,
    columns: Int32Array.from(kept, (at) => columns[at]!),
    values: Float32Array.from(kept, (at) => values[at]!),
  };
}

function firstTitles(whole: Interactions, itemCount: number): Interactions {
  const rowStart = new Int32Array(whole.userCount + 1);
  const kept: number[] = [];
  for (let user = 0; user < whole.userCount; user++) {
    for (let at = whole.rowStart[user]!; at < whole.rowStart[user + 1]!; at++)
      if (whole.items[at]! < itemCount) kept.push(at);
    rowStart[user + 1] = kept.length;
  }
  return {
    ...whole,
    itemCount,
    rowStart,
    items: Int32Array.from(kept, (at) => whole.items[at]!),
    strengths: Float32Array.from(kept, (at) => whole.strengths[at]!),
  };
}
