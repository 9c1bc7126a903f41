import { throwIfAborted } from "../core/errors.ts";
import { rankBest, type RankedLists } from "../evaluation/ranking-metrics.ts";
import type { FitContext } from "../models/model.ts";
import type { Interactions, ReaderHistory } from "../models/recommendation/task.ts";

/** Readers between two looks at the signal and two reports of progress. */
const STEP = 200;

/**
 * The k best titles of every reader, without those of their history.
 *
 * @param score of every title for a history, shape [titles]
 * @throws `core.aborted`
 */
export function rankReaders(
  known: Interactions,
  k: number,
  score: (history: ReaderHistory) => Float32Array | Float64Array,
  context: FitContext,
  phase = "Trying on held back titles",
): RankedLists {
  const items = new Int32Array(known.userCount * k);
  for (let row = 0; row < known.userCount; row++) {
    if (row % STEP === 0) {
      throwIfAborted(context.signal, "The training");
      context.progress?.({
        phase,
        done: row,
        total: known.userCount,
        unit: "readers",
        remainingMs: null,
      });
    }
    const history = historyOf(known, row);
    rankBest(score(history), history.items, k, items, row * k);
  }
  return { k, items };
}

/** One row of the interactions as a history. */
export function historyOf({ rowStart, items, strengths }: Interactions, row: number): ReaderHistory {
  return {
    items: items.subarray(rowStart[row], rowStart[row + 1]),
    strengths: strengths.subarray(rowStart[row], rowStart[row + 1]),
  };
}
