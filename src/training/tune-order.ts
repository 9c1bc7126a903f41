import { log } from "../core/elementary.ts";
import { EITHER_WAY, gapWeights } from "../models/recommendation/gap-weights.ts";
import { FamilyTrials } from "./family-trials.ts";
import { pairTable, type PairTable } from "./pair-table.ts";
import { searchBox, type Dimension } from "./search-box.ts";
import { goalOf } from "./slice-score.ts";
import { FAMILY_BOX, familyOf } from "./tune-family.ts";
import { better, wantedRows, type Trial, type TuningStage } from "./tuning-stage.ts";

/** Each needs a pass over the pairs; in between the scores hardly differ. */
const GAMMAS = [0.5, 1, 0, 2] as const;

/** Of the time, with what the undirected family took. */
const SHARE_OF_TIME = 0.6;

const BETA: Dimension = { min: 0, max: 1, scale: "linear", start: 0.5 };
const DELTA: Dimension = { min: 0, max: 2, scale: "linear", start: 0.5 };

/**
 * The best settings of the directed family, from those of the undirected one; that one where order does not help.
 */
export function tuneOrder(stage: TuningStage, undirected: Trial, trials: number): Trial {
  const { slice, ranker, watch, growth, record, context } = stage;
  const { b, h, a, c, q } = undirected.settings.family;
  const box: Dimension[] = [BETA, DELTA, ...FAMILY_BOX.filter((_, d) => d !== 1)];
  [a, c, h, q].forEach((start, i) => (box[2 + i] = { ...box[2 + i]!, start }));
  const wanted = wantedRows(slice);
  let best = undirected;
  let made = 0;
  let countingMs = 0;
  for (const gamma of GAMMAS) {
    if (watch.isPast(SHARE_OF_TIME) || watch.isOver(countingMs)) break;
    const gaps = gapWeights(slice.train, [
      EITHER_WAY,
      { gamma, forwards: 1, backwards: 0 },
      { gamma, forwards: 0, backwards: 1 },
    ]);
    const { result: table, tookMs } = watch.timed(() =>
      pairTable(slice.train, wanted, { count: 3, readerExponents: [0, b, b], gaps }, context),
    );
    countingMs = tookMs;
    watch.expectFit(growth * tookMs);
    const maker = new FamilyTrials(table);
    let lastBeta = NaN;
    const judge = ([beta = 0, delta = 0, ...rest]: readonly number[]): number => {
      const [ownA = 0, ownC = 0, ownH = 0, ownQ = 1] = rest;
      if (beta !== lastBeta) maker.setLogSums(directedLogs(table, beta));
      lastBeta = beta;
      const family = familyOf([ownA, b, ownC, ownH, ownQ]);
      const score = ranker.score([{ weights: maker.weights(family), share: 1 }], delta);
      const trial: Trial = { settings: { family, order: { gamma, beta, delta }, regression: null }, score };
      record(trial);
      best = better(best, trial);
      made++;
      context.progress?.({
        phase: "Trying settings",
        done: made,
        total: trials,
        unit: "settings",
        remainingMs: null,
      });
      return goalOf(score);
    };
    searchBox(box, judge, {
      trials: Math.max(1, Math.round(trials / GAMMAS.length)),
      spread: 1,
      isOver: () => watch.isPast(SHARE_OF_TIME) || watch.isOver(),
    });
  }
  return best;
}

/** log(F + β B) with F the sums of pairs in the order of the row, B those in the other. */
function directedLogs({ sums }: PairTable, beta: number): Float32Array {
  const [, forwards, backwards] = sums as [Float32Array, Float32Array, Float32Array];
  return forwards.map((forward, e) => log(forward + beta * backwards[e]!));
}
