import type { FamilySettings } from "../models/recommendation/family.ts";
import { atReaderExponent, FamilyTrials, logs, READER_NODES } from "./family-trials.ts";
import { pairTable } from "./pair-table.ts";
import { searchBox, type Dimension } from "./search-box.ts";
import { goalOf } from "./slice-score.ts";
import { better, wantedRows, type Trial, type TuningStage } from "./tuning-stage.ts";

/** Weights kept of each title. */
const TOP_K = 150;

/** a, b, c, h, q: from cosine and RP3β on either side of what any set of choices was seen to need. */
export const FAMILY_BOX: readonly Dimension[] = [
  { min: 0, max: 1.28, scale: "linear", start: 0.5 },
  { min: 0, max: 1, scale: "linear", start: 0.5 },
  { min: 0, max: 1.28, scale: "linear", start: 0.5 },
  { min: 0.1, max: 100, scale: "log", start: 2 },
  { min: 0.5, max: 2, scale: "log", start: 1 },
];

export function familyOf([a = 0, b = 0, c = 0, h = 0, q = 1]: readonly number[]): FamilySettings {
  return { a, b, c, h, q, topK: TOP_K };
}

/** Share of the trials spread over the box. */
const SPREAD = 0.25;
/** Of the time; the rest is for the order and a regression, which add more than the last steps of this search. */
const SHARE_OF_TIME = 0.35;
/** Times that of counting the pairs: the least that a regression takes, tried and fitted. */
const LEAST_REGRESSION = 8;

export interface FamilySearch {
  readonly best: Trial;
  /** Go on where the time for this search ended, as long as there is any. */
  readonly goOn: () => Trial;
}

/** The best settings of the undirected family. At least the start is tried, however little time there is. */
export function tuneFamily(stage: TuningStage, trials: number): FamilySearch {
  const { slice, ranker, watch, growth, record, context } = stage;
  const { result: table, tookMs } = watch.timed(() =>
    pairTable(
      slice.train,
      wantedRows(slice),
      { count: READER_NODES.length, readerExponents: READER_NODES, gaps: null },
      context,
    ),
  );
  // Most of a fit is counting.
  watch.expectFit(growth * tookMs);
  const isLast = watch.leftAfterMs(SHARE_OF_TIME) < LEAST_REGRESSION * growth * tookMs;
  const nodes = table.sums.map(logs);
  const maker = new FamilyTrials(table);
  let lastB = NaN;
  let best: Trial | null = null;
  let made = 0;
  const known = new Map<string, number>();
  const judge = (values: readonly number[]): number => {
    const judged = known.get(values.join(" "));
    if (judged !== undefined) return judged;
    const family = familyOf(values);
    if (family.b !== lastB) maker.setLogSums(atReaderExponent(nodes, family.b));
    lastB = family.b;
    const score = ranker.score([{ weights: maker.weights(family), share: 1 }]);
    const trial: Trial = { settings: { family, order: null, regression: null }, score };
    record(trial);
    best = best === null ? trial : better(best, trial);
    made++;
    context.progress?.({
      phase: "Trying settings",
      done: made,
      total: trials,
      unit: "settings",
      remainingMs: null,
    });
    known.set(values.join(" "), goalOf(score));
    return goalOf(score);
  };
  const search = (isOver: () => boolean): Trial => {
    const budget = { trials: Math.max(1, trials), spread: Math.ceil(trials * SPREAD), isOver };
    searchBox(FAMILY_BOX, judge, budget);
    return best!;
  };
  return {
    best: search(() => made > 0 && (watch.isOver() || (!isLast && watch.isPast(SHARE_OF_TIME)))),
    // What was judged already is passed through again in no time.
    goOn: () => search(() => watch.isOver()),
  };
}
