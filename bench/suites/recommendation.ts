import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TitleRecord } from "../../src/domain/dataset.ts";
import { rankBest, scoreReaders, type RankedLists } from "../../src/evaluation/ranking-metrics.ts";
import { titleContent } from "../../src/features/title-terms.ts";
import type { CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import { als } from "../../src/models/recommendation/als/index.ts";
import { ease } from "../../src/models/recommendation/ease/index.ts";
import { itemKnn } from "../../src/models/recommendation/item-knn/index.ts";
import { linearScores, type LinearState } from "../../src/models/recommendation/linear-scores.ts";
import { popularity } from "../../src/models/recommendation/popularity/index.ts";
import { rp3beta } from "../../src/models/recommendation/rp3beta/index.ts";
import type {
  Interactions,
  ReaderHistory,
  RecommendationModel,
} from "../../src/models/recommendation/task.ts";
import { modelOptions } from "../../src/models/options.ts";
import { fitRecommender } from "../../src/training/fit-recommender.ts";
import { packMatrix, unpackMatrix } from "../../src/training/packed-matrix.ts";
import type { RecommenderSettings } from "../../src/training/recommender-settings.ts";
import { scoreTitles } from "../../src/training/score-titles.ts";
import { goalOf } from "../../src/training/slice-score.ts";
import { DEFAULT_BUDGET, type TunedRecommender } from "../../src/training/tune-recommender.ts";
import type { Trial } from "../../src/training/tuning-stage.ts";
import { amazonBook, goodbooks, type BookChoices } from "../measures/book-choices.ts";
import { bestOfGrid, fitContext, timeFit, tune, type TimedFit } from "../measures/tuned-models.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "recommendation";
const K = 20;
export const TRIALS = DEFAULT_BUDGET.trials;
const NEIGHBOURS = 100;
/** Readers asked for the time of one answer, and titles of each. */
const ASKED = 500;
const ASKED_TITLES = 20;

const SHRINKS = [0, 5, 10, 20, 50, 100].map((shrink) => ({ shrink, topK: NEIGHBOURS }));
const WALKS = [0.6, 0.8, 1].flatMap((alpha) =>
  [0.2, 0.4, 0.6].map((beta) => ({ alpha, beta, topK: NEIGHBOURS })),
);
const RIDGES = [50, 100, 200, 400].map((lambda) => ({ lambda }));

/** What a method is for the table: scores of a reader's titles. */
type Scorer = (history: ReaderHistory) => Float32Array | Float64Array;

/** Recommenders on Amazon-book and goodbooks, chosen on a slice of train and measured once on test. */
export const recommendation: BenchSuite = {
  name: SUITE,
  about: "recall and NDCG on two public sets of books, beside implicit; training time, size and latency",
  needsData: true,
  run: async (context) => {
    const rows: BenchRow[] = [];
    for (const set of [await goodbooks(context.data!), await amazonBook(context.data!)]) {
      rows.push(...(await measure(set, context)));
    }
    return rows;
  },
};

async function measure(set: BookChoices, context: BenchContext): Promise<BenchRow[]> {
  const { train } = set;
  const say = (what: string): void => context.log(`${set.name}: ${what}`);
  const rows: BenchRow[] = [];
  const add = (method: string, score: Scorer, seconds: number | null): void => {
    const found = accuracy(set, method, listsOf(train, score));
    rows.push(...found);
    if (seconds !== null)
      rows.push(benchRow(SUITE, `${set.name}, ${method}`, "seconds to train", seconds, undefined, NODE));
    say(`${method}: ${found.map(({ metric, ours }) => `${metric} ${ours.toFixed(4)}`).join(", ")}`);
  };
  const data = { interactions: train, content: null };
  const byPopularity = popularity.fit(data, modelOptions(popularity), fitContext());
  add("popularity", (history) => popularity.predict(byPopularity, { history }).scores, null);
  const timedModel = <O>(model: RecommendationModel<O, LinearState>, options: O): [Scorer, number] => {
    const began = performance.now();
    const { weights } = model.fit(data, options, fitContext());
    return [(history) => linearScores(weights, history), (performance.now() - began) / 1000];
  };
  add("item-kNN", ...timedModel(itemKnn, bestOfGrid(itemKnn, train, SHRINKS)));
  add("RP3β", ...timedModel(rp3beta, bestOfGrid(rp3beta, train, WALKS)));
  if (train.itemCount <= 2000) add("EASE", ...timedModel(ease, bestOfGrid(ease, train, RIDGES)));
  const began = performance.now();
  const factors = als.fit(data, modelOptions(als), fitContext());
  add("ALS", (history) => als.predict(factors, { history }).scores, (performance.now() - began) / 1000);

  const { tuned, seconds } = tune(train, { trials: TRIALS, timeLimitMs: null });
  say(`settings ${JSON.stringify(tuned.settings)}`);
  rows.push(benchRow(SUITE, `${set.name}, auto`, "seconds to find the settings", seconds, undefined, NODE));
  const fits = new Fits(train);
  for (const [method, trial] of Object.entries(chosen(tuned))) {
    if (trial === null) continue;
    const fit = fits.of(trial.settings);
    add(method, (history) => linearScores(fit.weights, history), fit.seconds);
    if (method === "auto") rows.push(...served(set, fit.weights));
  }
  if (set.titles !== null) add("auto in the hybrid", ...hybrid(train, set.titles, tuned.settings));
  rows.push(...(await peers(set, context)));
  return rows;
}

/** Each setting is fitted once, though two methods may be the same. */
class Fits {
  readonly #train: Interactions;
  readonly #known = new Map<string, TimedFit>();

  constructor(train: Interactions) {
    this.#train = train;
  }

  of(settings: RecommenderSettings): TimedFit {
    const key = JSON.stringify(settings);
    const fit = this.#known.get(key) ?? timeFit(this.#train, settings);
    this.#known.set(key, fit);
    return fit;
  }
}

export const NODE = { threads: 1, where: "node" } as const;

/** The recommender that is published: auto's weights, content and popularity, blended on a slice of train. */
function hybrid(
  train: Interactions,
  titles: readonly TitleRecord[],
  settings: RecommenderSettings,
): [Scorer, number] {
  const began = performance.now();
  const { recommender } = fitRecommender(
    {
      itemIds: titles.map(({ itemId }) => itemId),
      data: { interactions: train, content: titleContent(titles) },
      linear: { modelId: "item-item", recency: 0, fit: (part) => timeFit(part, settings).weights },
    },
    fitContext(),
  );
  return [(history) => scoreTitles(recommender, history), (performance.now() - began) / 1000];
}

/** The best of the tuner's trials of each kind, and its choice of all. */
function chosen({ trials, settings, score }: TunedRecommender): Readonly<Record<string, Trial | null>> {
  const best = (of: (trial: Trial) => boolean): Trial | null =>
    trials
      .filter(of)
      .reduce<Trial | null>((a, b) => (a === null || goalOf(b.score) > goalOf(a.score) ? b : a), null);
  return {
    "item–item family": best(({ settings: { regression } }) => regression === null),
    "family + regression": best(({ settings: { regression } }) => regression !== null),
    auto: { settings, score },
  };
}

function historyOf({ rowStart, items, strengths }: Interactions, reader: number): ReaderHistory {
  const [from, to] = [rowStart[reader]!, rowStart[reader + 1]!];
  return { items: items.subarray(from, to), strengths: strengths.subarray(from, to) };
}

export function listsOf(train: Interactions, score: Scorer): RankedLists {
  const items = new Int32Array(train.userCount * K);
  for (let reader = 0; reader < train.userCount; reader++) {
    const history = historyOf(train, reader);
    rankBest(score(history), history.items, K, items, reader * K);
  }
  return { k: K, items };
}

const MEASURES = {
  "recall@20": "recall",
  "NDCG@20 (standard)": "ndcg",
  "NDCG@20 (KGAT's)": "ndcgRetrieved",
} as const;

function accuracy(set: BookChoices, method: string, lists: RankedLists): BenchRow[] {
  const scores = scoreReaders(lists, set.test);
  return Object.entries(MEASURES).map(([metric, name]) => {
    const known = scores[name].filter((value) => !Number.isNaN(value));
    return benchRow(
      SUITE,
      `${set.name}, ${method}`,
      metric,
      known.reduce((sum, value) => sum + value, 0) / known.length,
    );
  });
}

/** Size as stored, what 8 bits cost on test, and the time of answers. */
function served(set: BookChoices, weights: CsrMatrix): BenchRow[] {
  const packed = packMatrix("weights", weights);
  const bytes = Object.values(packed).reduce((sum, array) => sum + array.byteLength, 0);
  const unpacked = unpackMatrix("weights", weights.columnCount, packed as Readonly<Record<string, never>>);
  const { train } = set;
  const time = (readers: number, historyAt: (n: number) => ReaderHistory): number => {
    const began = performance.now();
    for (let n = 0; n < readers; n++) {
      const history = historyAt(n);
      rankBest(linearScores(unpacked, history), history.items, K);
    }
    return performance.now() - began;
  };
  const asked = (n: number): ReaderHistory => ({
    items: Int32Array.from({ length: ASKED_TITLES }, (_, t) => (n * 7919 + t * 104_729) % train.itemCount),
    strengths: new Float32Array(ASKED_TITLES).fill(1),
  });
  time(ASKED, asked);
  const one = time(ASKED, asked) / ASKED;
  const all = time(train.userCount, (reader) => historyOf(train, reader)) / 1000;
  const name = `${set.name}, auto`;
  return [
    benchRow(SUITE, name, "MB stored, 8 bits a weight", bytes / 1e6),
    benchRow(SUITE, name, `milliseconds for a reader with ${ASKED_TITLES} titles`, one, undefined, NODE),
    benchRow(SUITE, name, `seconds for all ${train.userCount} readers`, all, undefined, NODE),
    ...accuracy(
      set,
      "auto, 8 bits a weight",
      listsOf(train, (history) => linearScores(unpacked, history)),
    ),
  ];
}

/** implicit's neighbours and ALS on the same choices, ranked by themselves and measured here. */
async function peers(set: BookChoices, context: BenchContext): Promise<BenchRow[]> {
  writeChoices(context.scratch, set.train);
  const words = [context.scratch, String(set.train.itemCount), String(NEIGHBOURS)];
  const { implicit, seconds } = JSON.parse((await runPeer(context, "implicit_books.py", words)).stdout) as {
    readonly implicit: string;
    readonly seconds: Readonly<Record<string, number>>;
  };
  return Object.entries(seconds).flatMap(([name, took]) => {
    const bytes = readFileSync(join(context.scratch, `peer-${name}.i32`));
    const items = new Int32Array(new Uint8Array(bytes).buffer);
    const method = `implicit ${implicit} ${name}`;
    return [
      ...accuracy(set, method, { k: K, items }),
      benchRow(SUITE, `${set.name}, ${method}`, "seconds to train", took),
    ];
  });
}

/** The choices in compressed rows, for a peer or a page. */
export function writeChoices(folder: string, { rowStart, items }: Interactions): void {
  writeFileSync(join(folder, "rows.i32"), rowStart);
  writeFileSync(join(folder, "items.i32"), items);
}
