import { throwIfAborted } from "../core/errors.ts";
import type { WorkflowContext } from "../core/ports.ts";
import { seededRandom } from "../core/random.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import { ratingStrengths } from "../domain/rating-strength.ts";
import { rankBest } from "../evaluation/ranking-metrics.ts";
import { titleContent } from "../features/title-terms.ts";
import { loadRecommendationModel, type RecommendationModelId } from "../models/catalog.ts";
import type { FitContext } from "../models/model.ts";
import { completeOptions } from "../models/options.ts";
import { linearScores } from "../models/recommendation/linear-scores.ts";
import type { Interactions, RecommendationData, ReaderHistory } from "../models/recommendation/task.ts";
import { readerScorer } from "../training/score-titles.ts";
import { chooseLinear } from "../training/choose-linear.ts";
import { fitRecommender, supportOf } from "../training/fit-recommender.ts";
import { gatherInteractions, readersWith } from "../training/gather-interactions.ts";
import { LINEAR_MODEL_IDS, linearChoice, NO_READERS, type LinearChoice } from "../training/linear-choice.ts";
import { historyOf } from "../training/rank-readers.ts";
import type { PairLines } from "./read-pairs.ts";

export interface RecommendTableRequest {
  readonly lines: PairLines;
  readonly users: readonly string[];
  /** Of the interactions, then those that only the catalogue has. */
  readonly items: readonly string[];
  /** What a catalogue says of the items, by item; null without one. */
  readonly titles: ReadonlyMap<string, TitleRecord> | null;
  /** Whom to recommend to; null: every user of the interactions. */
  readonly wanted: readonly string[] | null;
  /** "auto" tries settings of several; with a catalogue the best is blended with content and popularity. */
  readonly model: "auto" | RecommendationModelId;
  /** Of the whole, as far as the search can be cut short; null: a fixed number of settings. */
  readonly timeLimitMs: number | null;
  readonly k: number;
  readonly excludeSeen: boolean;
  readonly seed: number;
}

export interface RecommendTableSummary {
  readonly users: number;
  /** Of the users asked for, those of whom nothing is known. */
  readonly withoutHistory: number;
  readonly items: number;
  readonly pairs: number;
  readonly ordered: boolean;
  readonly model: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly notices: readonly string[];
}

/** Takes one user's list, best first; the arrays are used again for the next. */
export type ListSink = (user: string, items: Int32Array, scores: Float64Array) => void;

type Scorer = (history: ReaderHistory) => Float32Array | Float64Array;

/**
 * Recommend for the users of a file. Users without a history get popular titles, as do lists that would stay short.
 *
 * @throws `core.aborted`; what the model throws
 */
export async function recommendFromTable(
  request: RecommendTableRequest,
  context: Pick<WorkflowContext, "clock" | "progress" | "signal">,
  sink: ListSink,
): Promise<RecommendTableSummary> {
  const { lines, users, items, titles, k, excludeSeen } = request;
  const startMs = context.clock.monotonicMs();
  const notices: string[] = [];
  const { time, rating } = lines.numbers;
  let strength: Float32Array | null = null;
  if (rating !== undefined) {
    const { strengths, note } = ratingStrengths(rating, lines.columns.rating ?? "");
    strength = strengths;
    notices.push(`${lines.fileName}: ${note}.`);
  }
  const { user, item } = lines;
  // What has no time stands before what has one.
  const known = time?.map((value) => (Number.isNaN(value) ? -Infinity : value)) ?? null;
  const columns = { user, item, time: known, strength };
  const gathered = gatherInteractions(columns, users.length, items.length, "last");
  const { interactions } = gathered;
  const content = titles === null ? null : titleContent(items.map((id) => titles.get(id) ?? null));
  const useful = readersWith(gathered, 2).interactions;
  const data = { interactions: useful.userCount > 0 ? useful : interactions, content };
  const fitting = {
    random: seededRandom(request.seed, "recommend"),
    progress: context.progress,
    signal: context.signal,
  };
  const wanted = request.wanted ?? users;
  const timeLeftMs = (limitMs: number): number => {
    const lists = listsMs(interactions, wanted.length, k, context);
    return Math.max(0, limitMs - (context.clock.monotonicMs() - startMs) - lists);
  };
  const timeLimitMs = request.timeLimitMs === null ? null : timeLeftMs(request.timeLimitMs);
  const fitted = await fitModel({ ...request, timeLimitMs }, data, fitting, context);

  const rowOf = new Map(users.map((name, row) => [name, row]));
  const popularity = supportOf(interactions);
  const length = Math.min(k, items.length);
  const ranked = new Int32Array(length);
  const filled = new Float64Array(items.length);
  let withoutHistory = 0;
  wanted.forEach((name, done) => {
    if (done % 256 === 0) {
      throwIfAborted(context.signal, "The recommendation");
      const phase = "Recommending";
      context.progress({ phase, done, total: wanted.length, unit: "users", remainingMs: null });
    }
    const history = historyNamed(interactions, rowOf.get(name));
    if (history.items.length === 0) withoutHistory++;
    const without = excludeSeen ? history.items : [];
    let scores = fitted.score(history);
    rankBest(scores, without, length, ranked);
    if (!(scores[ranked[length - 1]!]! > 0)) {
      withPopular(scores, popularity, filled);
      rankBest((scores = filled), without, length, ranked);
    }
    const end = ranked.indexOf(-1);
    const list = end < 0 ? ranked : ranked.subarray(0, end);
    sink(
      name,
      list,
      Float64Array.from(list, (at) => scores[at]!),
    );
  });
  return {
    users: wanted.length,
    withoutHistory,
    items: items.length,
    pairs: interactions.items.length,
    ordered: interactions.ordered,
    model: fitted.modelId,
    options: fitted.options,
    notices,
  };
}

/** Users ranked to see how long all of them will take. */
const SAMPLE = 200;
/** What the lists take with their weights and their writing, by what they take without. */
const WITH_WRITING = 2;

/** Milliseconds that the lists of so many users will take, about. */
function listsMs(
  interactions: Interactions,
  users: number,
  k: number,
  { clock }: Pick<WorkflowContext, "clock">,
): number {
  const weights = NO_READERS.fit(interactions);
  const began = clock.monotonicMs();
  for (let n = 0; n < SAMPLE; n++) rankBest(linearScores(weights, NO_HISTORY), [], k);
  return ((WITH_WRITING * (clock.monotonicMs() - began)) / SAMPLE) * users;
}

interface FittedModel {
  readonly modelId: string;
  readonly options: RecommendTableSummary["options"];
  readonly score: Scorer;
}

/** A model as it is or, where a catalogue is given and the model is linear, blended with content and popularity. */
async function fitModel(
  { model, titles, items, timeLimitMs }: RecommendTableRequest,
  data: RecommendationData,
  fitting: FitContext,
  context: Pick<WorkflowContext, "clock">,
): Promise<FittedModel> {
  const linear = LINEAR_MODEL_IDS.find((id) => id === model);
  if (model !== "auto" && (linear === undefined || titles === null)) {
    const loaded = await loadRecommendationModel(model);
    const options = completeOptions(loaded.options, {});
    const state = loaded.fit(data, options, fitting);
    return { modelId: model, options, score: (history) => loaded.predict(state, { history }).scores };
  }
  const choice: LinearChoice =
    linear === undefined
      ? await chooseLinear(
          data.interactions,
          { preset: "best", timeLimitMs, fits: titles === null ? 1 : 2 },
          { ...fitting, clock: context.clock },
        )
      : await linearChoice(linear, {}, fitting);
  const { modelId, options } = choice;
  if (titles === null) {
    const weights = choice.fit(data.interactions);
    return { modelId, options, score: (history) => linearScores(weights, history, choice.recency) };
  }
  const { recommender } = fitRecommender({ itemIds: items, data, linear: choice }, fitting);
  return { modelId, options, score: readerScorer(recommender) };
}

const NO_HISTORY: ReaderHistory = { items: new Int32Array(0), strengths: new Float32Array(0) };

const historyNamed = (interactions: Interactions, row: number | undefined): ReaderHistory =>
  row === undefined ? NO_HISTORY : historyOf(interactions, row);

/** Titles of which the model says nothing in the order of their readers, below all of which it says something good. */
function withPopular(scores: Float32Array | Float64Array, popularity: Int32Array, into: Float64Array): void {
  let least = Infinity;
  let most = 1;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    if (score > 0 && score < least) least = score;
    if (popularity[item]! > most) most = popularity[item]!;
  }
  const unit = (least === Infinity ? 1 : least / 2) / most;
  for (let item = 0; item < scores.length; item++) {
    into[item] = scores[item] === 0 ? popularity[item]! * unit : scores[item]!;
  }
}
