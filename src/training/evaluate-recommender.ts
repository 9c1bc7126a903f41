import { throwIfAborted } from "../core/errors.ts";
import { seededRandom, type Random } from "../core/random.ts";
import { isoDate } from "../domain/calendar.ts";
import type { MethodScores, RecommenderReport, SplitKind } from "../domain/recommender-report.ts";
import {
  keepEntries,
  leaveOneOut,
  temporalCutoff,
  temporalSplit,
  type InteractionSplit,
} from "../evaluation/interaction-splits.ts";
import { evaluateRecommendations } from "../evaluation/recommendations.ts";
import { loadRecommendationModel } from "../models/catalog.ts";
import type { FitContext } from "../models/model.ts";
import { completeOptions } from "../models/options.ts";
import type { RecommendationData } from "../models/recommendation/task.ts";
import { batchScorer } from "./batch-scorer.ts";
import type { GatheredInteractions } from "./gather-interactions.ts";
import { rankReaders } from "./rank-readers.ts";
import type { Recommender } from "./recommender-state.ts";

/** Share of the pairs that lie after the day of a temporal split. */
const LATER_SHARE = 0.1;
/** A temporal split with fewer readers says little: the last title of each reader is held back instead. */
const ENOUGH_READERS = 50;
const FEWEST_READERS = 10;
/** More readers than this add time and hardly any certainty. */
const MOST_READERS = 5000;
const LIST_LENGTH = 20;
const COMPARED = ["popularity", "item-knn"] as const;

export interface EvaluationSplit extends InteractionSplit {
  readonly kind: SplitKind;
  readonly note: string;
}

/**
 * How titles are held back to evaluate a shop's recommender: by day where enough readers came back after it, else the
 * last title of each reader; null for fewer than ten readers with two titles.
 */
export function evaluationSplit(
  { interactions, times }: GatheredInteractions,
  random: Random,
): EvaluationSplit | null {
  const { rowStart, userCount } = interactions;
  let readers = 0;
  for (let user = 0; user < userCount; user++) if (rowStart[user + 1]! - rowStart[user]! > 1) readers++;
  if (readers < FEWEST_READERS) return null;
  if (times !== null) {
    const cutoff = temporalCutoff(times, LATER_SHARE);
    const laterReaders = returningReaders(rowStart, times, cutoff);
    if (laterReaders >= ENOUGH_READERS) {
      const note = `titles first bought after ${isoDate(cutoff)}`;
      return fewerReaders({ ...temporalSplit(interactions, times, cutoff), kind: "temporal", note }, random);
    }
  }
  const note = interactions.ordered ? "the last title of each reader" : "one title of each reader, drawn";
  return fewerReaders({ ...leaveOneOut(interactions, random), kind: "leave-one-out", note }, random);
}

/** Readers with titles on both sides of the day. */
function returningReaders(rowStart: Int32Array, times: Float64Array, cutoff: number): number {
  let count = 0;
  for (let user = 0; user + 1 < rowStart.length; user++) {
    const own = times.subarray(rowStart[user], rowStart[user + 1]);
    if (own.some((time) => time <= cutoff) && own.some((time) => time > cutoff)) count++;
  }
  return count;
}

function fewerReaders(split: EvaluationSplit, random: Random): EvaluationSplit {
  const count = split.readers.length;
  if (count <= MOST_READERS) return split;
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  for (let i = 0; i < MOST_READERS; i++) {
    const j = i + random.integer(count - i);
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  const drawn = rows.slice(0, MOST_READERS).sort();
  return {
    ...split,
    readers: drawn.map((row) => split.readers[row]!),
    known: keepEntries(split.known, drawn, () => true),
    target: keepEntries(split.target, drawn, () => true),
    note: `${split.note}; ${MOST_READERS} of ${count} readers, drawn`,
  };
}

/**
 * Measure a recommender on the held back titles, beside popularity and item-kNN, which learn from the same part.
 *
 * @param recommender fitted to `split.train`
 * @throws `core.aborted`
 */
export async function evaluateRecommender(
  recommender: Recommender,
  label: string,
  split: EvaluationSplit,
  content: RecommendationData["content"],
  context: FitContext,
): Promise<RecommenderReport> {
  const { train, known, target } = split;
  const k = Math.min(LIST_LENGTH, train.itemCount);
  const truth = { target, known, train, itemCount: train.itemCount, terms: content?.terms ?? null };
  const own = rankReaders(known, k, batchScorer(recommender), context);
  const methods: MethodScores[] = [{ id: "recommender", label, ...evaluateRecommendations(own, truth) }];
  for (const id of COMPARED) {
    throwIfAborted(context.signal, "The training");
    const model = await loadRecommendationModel(id);
    const data = { interactions: train, content };
    const fitting = { ...context, random: seededRandom(1, id) };
    const state = model.fit(data, completeOptions(model.options, {}), fitting);
    const lists = rankReaders(known, k, (history) => model.predict(state, { history }).scores, context);
    methods.push({ id, label: model.label, ...evaluateRecommendations(lists, truth) });
  }
  return {
    format: 1,
    split: {
      kind: split.kind,
      note: split.note,
      trainReaders: readersIn(train.rowStart),
      trainPairs: train.items.length,
      testReaders: split.readers.length,
      testPairs: target.items.length,
    },
    k,
    methods,
  };
}

function readersIn(rowStart: Int32Array): number {
  let count = 0;
  for (let row = 0; row + 1 < rowStart.length; row++) if (rowStart[row + 1]! > rowStart[row]!) count++;
  return count;
}
