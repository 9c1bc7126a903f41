import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../src/core/random.ts";
import {
  areaUnderRoc,
  calibrationError,
  coverageAtPrecision,
  holdsAnswer,
  percentile,
} from "../../src/evaluation/answer-metrics.ts";
import { scoreReaders, type ReaderScores } from "../../src/evaluation/ranking-metrics.ts";
import type { RankingMetric } from "../../src/domain/recommender-report.ts";
import { bm25 } from "../../src/models/rag/bm25/index.ts";
import { dense } from "../../src/models/rag/dense/index.ts";
import { hybridRag } from "../../src/models/rag/hybrid-rag/index.ts";
import { modelOptions } from "../../src/models/options.ts";
import { answerFromTexts, type TextAnswer, type TextIndex } from "../../src/training/answer-from-texts.ts";
import { carriedModel, type AnswerModel } from "../../src/training/answer-model.ts";
import { embedSet, isGold, openSet, type AskedSet } from "../measures/asked-set.ts";
import { fairytaleSet, xquadSet, type QaSet } from "../measures/qa-sets.ts";
import { runPeer } from "../peers/environment.ts";
import { benchRow, type BenchPlace, type BenchRow } from "../rows.ts";
import { mean } from "../statistics.ts";
import type { BenchContext, BenchSuite } from "../suite.ts";

const SUITE = "rag";
const IN_NODE: BenchPlace = { threads: 1, where: "node" };
const RANKS = 50;

interface PeerFigures {
  readonly name: string;
  readonly bm25: { readonly hit: number; readonly ndcg: number };
  readonly dense: { readonly hit: number; readonly ndcg: number };
  readonly fused: { readonly hit: number; readonly ndcg: number };
  readonly p50: number;
  readonly p95: number;
}

/**
 * Questions of public sets, each set a corpus of its own. What is to be found is a part of the set: a story's section
 * (any of those that answer) or a paragraph; a part ranks where its best passage does. The same settings on all sets.
 */
export const rag: BenchSuite = {
  name: SUITE,
  about:
    "answers from texts: retrieval, reranking, sentences and abstaining, beside rank_bm25 and MiniLM in Python",
  needsData: true,
  run: async (context) => {
    const model = await carriedModel();
    const sets = [await fairytaleSet(context.data!, "val"), await xquadSet(context.data!)];
    const rows: BenchRow[] = [];
    for (const set of sets) rows.push(...(await setRows(context, model, set)));
    return rows;
  },
};

async function setRows(context: BenchContext, model: AnswerModel, set: QaSet): Promise<BenchRow[]> {
  context.log(set.name);
  const opened = openSet(await embedSet(context.root, set, context.log));
  const { state } = opened;
  const peer = await askPeer(context, set);
  const ranked = (name: string, lists: readonly (readonly number[])[], ours?: "bm25" | "dense" | "fused") => {
    const at1 = partScores(opened, lists, 1);
    const at10 = partScores(opened, lists, 10);
    const beside = (key: "hit" | "ndcg") =>
      ours === undefined ? undefined : { name: peer.name, value: peer[ours][key] };
    return [
      benchRow(SUITE, `${set.name}, ${name}`, "Hit@1", mean([...at1.hitRate]), beside("hit")),
      benchRow(SUITE, `${set.name}, ${name}`, "nDCG@10", mean([...at10.ndcg]), beside("ndcg")),
      benchRow(SUITE, `${set.name}, ${name}`, "recall@10", mean([...at10.recall])),
      benchRow(SUITE, `${set.name}, ${name}`, "MRR@10", mean([...at10.mrr])),
    ];
  };
  const lists = (of: (i: number) => ArrayLike<number>): number[][] =>
    set.questions.map((_, i) => Array.from(of(i)));
  const random = seededRandom(1);
  const byWords = bm25.fit({ passages: set.passages, vectors: null }, modelOptions(bm25), {
    random,
  });
  const byMeaning = dense.fit({ passages: set.passages, vectors: state.vectors }, modelOptions(dense), {
    random,
  });
  const request = (i: number) => ({
    question: set.questions[i]!.text,
    vectors: opened.questionOf(i),
    allowed: null,
    k: RANKS,
  });
  const rows = [
    ...ranked(
      "BM25",
      lists((i) => bm25.predict(byWords, request(i)).rows),
      "bm25",
    ),
    ...ranked(
      "dense",
      lists((i) => dense.predict(byMeaning, request(i)).rows),
      "dense",
    ),
    ...ranked(
      "fused",
      lists((i) => hybridRag.predict(state, request(i)).rows),
      "fused",
    ),
  ];
  const asked = await askAll(model, opened, context);
  rows.push(
    ...ranked(
      "reranked",
      asked.kept.map(({ ranked: all }) => all.map(({ row }) => row)),
    ),
  );
  return [...rows, ...answerRows(opened, asked, peer)];
}

interface AskedTwice {
  readonly kept: readonly TextAnswer[];
  /** With the passages that answer taken out. */
  readonly removed: readonly TextAnswer[];
  /** With the whole story of the question taken out; null where the set has no stories. */
  readonly elsewhere: readonly TextAnswer[] | null;
  /** Milliseconds a question, without its embedding. */
  readonly times: readonly number[];
}

async function askAll(model: AnswerModel, opened: AskedSet, context: BenchContext): Promise<AskedTwice> {
  const { set, state } = opened;
  const tokens = opened.tokens(model.reranker.projection);
  const index: TextIndex = {
    passages: set.passages,
    state,
    tokensOf: (rows) => Promise.resolve(rows.map((row) => tokens[row]!)),
  };
  // The second sentence is measured, too, where the answer would show one, and no answer is withheld.
  const open: AnswerModel = {
    ...model,
    secondWithin: Infinity,
    confidence: { ...model.confidence, perhapsFrom: 0 },
  };
  const kept: TextAnswer[] = [];
  const removed: TextAnswer[] = [];
  const elsewhere: TextAnswer[] = [];
  const times: number[] = [];
  for (const [i, { text }] of set.questions.entries()) {
    if (i % 250 === 0) context.log(`${set.name}: question ${i} of ${set.questions.length}`);
    const embedded = opened.questionOf(i);
    const question = { text, embedded, modelSha256: model.reranker.modelSha256, allowed: null };
    const start = performance.now();
    kept.push(await answerFromTexts(open, index, question));
    times.push(performance.now() - start);
    const gold = isGold(opened, i);
    const allowed = Uint8Array.from(set.passages, (_, row) => (gold(row) ? 0 : 1));
    removed.push(await answerFromTexts(open, index, { ...question, allowed }));
    const { story } = set.questions[i]!;
    if (story === "") continue;
    const others = Uint8Array.from(set.passages, ({ sourceId }) =>
      sourceId === `document/${story}` ? 0 : 1,
    );
    elsewhere.push(await answerFromTexts(open, index, { ...question, allowed: others }));
  }
  return { kept, removed, elsewhere: elsewhere.length === 0 ? null : elsewhere, times };
}

/**
 * Abstaining is measured on every question twice, with and without the passages that answer. An answer is right where
 * its first passage is one that answers ("passage"), or where one of its sentences holds the accepted answer ("says
 * it"). Coverage is the share of questions asked with their passages that are answered while that share of all answers
 * given is right; "can be answered" counts every answer to a question that has its passages as right.
 */
function answerRows(
  opened: AskedSet,
  { kept, removed, elsewhere, times }: AskedTwice,
  peer: PeerFigures,
): BenchRow[] {
  const { set } = opened;
  const both = [...kept, ...removed];
  const confidence = both.map((answer) => answer.confidence);
  const answerable = both.map((_, i) => (i < kept.length ? 1 : 0));
  const passage = both.map((answer, i) =>
    i < kept.length && answer.ranked.length > 0 && isGold(opened, i)(answer.ranked[0]!.row) ? 1 : 0,
  );
  const holds = (sentences: number) =>
    both.map((answer, i): number =>
      i < kept.length &&
      holdsAnswer(
        answer.sentences
          .slice(0, sentences)
          .map(({ text }) => text)
          .join(" "),
        set.questions[i]!.answers,
      )
        ? 1
        : 0,
    );
  const [one, two] = [holds(1), holds(2)];
  const row = (metric: string, value: number, place?: BenchPlace, other?: number): BenchRow =>
    benchRow(
      SUITE,
      `${set.name}, answers`,
      metric,
      value,
      other === undefined ? undefined : { name: peer.name, value: other },
      place,
    );
  const exact = kept.every((answer) =>
    answer.sentences.every(
      ({ row: at, start, end, text }) => set.passages[at]!.text.slice(start, end) === text,
    ),
  );
  const coverage = (right: readonly number[], precision: number): number =>
    coverageAtPrecision(confidence, right, answerable, precision).coverage;
  const strangers = elsewhere === null ? null : [...kept, ...elsewhere].map((answer) => answer.confidence);
  return [
    row("accepted answer in one sentence", mean(one.slice(0, kept.length))),
    row("accepted answer in two sentences", mean(two.slice(0, kept.length))),
    row("sentences that are exactly in their passage", exact ? 1 : 0),
    row("AUROC of confidence, with and without its passages", areaUnderRoc(confidence, answerable)),
    row("AUROC of confidence, right passage or not", areaUnderRoc(confidence, passage)),
    ...(strangers === null
      ? []
      : [
          row("AUROC of confidence, with and without its story", areaUnderRoc(strangers, answerable)),
          row(
            "coverage at precision .9, its story is there",
            coverageAtPrecision(strangers, answerable, answerable, 0.9).coverage,
          ),
        ]),
    row("coverage at precision .9, can be answered", coverage(answerable, 0.9)),
    row("coverage at precision .9, passage", coverage(passage, 0.9)),
    row("coverage at precision .95, passage", coverage(passage, 0.95)),
    row("coverage at precision .9, says it", coverage(two, 0.9)),
    row("calibration error, passage", calibrationError(confidence, passage)),
    row("ms a question at the median, embedding apart", percentile(times, 0.5), IN_NODE, peer.p50),
    row("ms a question at the 95th percentile, embedding apart", percentile(times, 0.95), IN_NODE, peer.p95),
  ];
}

/** Measures of the parts that passages lie in, each part where its best passage ranks. */
function partScores(
  { set }: AskedSet,
  lists: readonly (readonly number[])[],
  k: number,
): Pick<ReaderScores, RankingMetric> {
  const items = new Int32Array(lists.length * k).fill(-1);
  lists.forEach((rows, i) => {
    const parts = new Set(rows.map((row) => set.partOf[row]!));
    items.set([...parts].slice(0, k), i * k);
  });
  const rowStart = new Int32Array(lists.length + 1);
  set.questions.forEach(({ gold }, i) => (rowStart[i + 1] = rowStart[i]! + gold.length));
  return scoreReaders(
    { k, items },
    { rowStart, items: Int32Array.from(set.questions.flatMap(({ gold }) => gold)) },
  );
}

/** The peer searches whole sections and paragraphs. */
async function askPeer(context: BenchContext, set: QaSet): Promise<PeerFigures> {
  const passages = Array.from({ length: set.partCount }, () => "");
  set.passages.forEach(({ text }, row) => {
    const part = set.partOf[row]!;
    passages[part] = passages[part] === "" ? text : `${passages[part]!}\n${text}`;
  });
  const questions = set.questions.map(({ text }) => text);
  const gold = set.questions.map((question) => question.gold);
  writeFileSync(join(context.scratch, "rag.json"), JSON.stringify({ passages, questions, gold }));
  const words = [context.scratch, join(context.root, "public", "models", "all-MiniLM-L6-v2")];
  return JSON.parse((await runPeer(context, "rag_search.py", words)).stdout) as PeerFigures;
}
