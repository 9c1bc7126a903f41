import { exp } from "../core/elementary.ts";
import { throwIfAborted } from "../core/errors.ts";
import { coverageAtPrecision, normalizedAnswer } from "../evaluation/answer-metrics.ts";
import { textTerms } from "../features/text-terms.ts";
import { trainBoosting } from "../math/trees/boosting.ts";
import { predictRaw } from "../math/trees/ensemble-predict.ts";
import type { TreeEnsemble } from "../math/trees/ensemble.ts";
import { CONFIDENCE_FEATURES, type ConfidenceState } from "../models/rag/answer-confidence.ts";
import type { AskedQuestion } from "../models/rag/asked-question.ts";
import { rerankFeatures, type RerankCandidate } from "../models/rag/rerank-features.ts";
import { rerank, type RerankerState } from "../models/rag/reranker.ts";
import { chooseAmong, readSentences } from "./answer-from-texts.ts";
import { loadAnswerModel, saveAnswerModel, type AnswerModel } from "./answer-model.ts";
import { trainRerankerTrees, trainSentenceTrees, type RankingCase } from "./train-reranker.ts";

/** A question with its candidates read, and what is known of the answer. */
export interface TrainingQuestion {
  readonly asked: AskedQuestion;
  readonly text: string;
  readonly candidates: readonly RerankCandidate[];
  /** 1 for a candidate that lies in a part that answers. Shape [candidates]. */
  readonly gold: Uint8Array;
  readonly answers: readonly string[];
  /** Whether the answer is said in the text. */
  readonly explicit: boolean;
}

/** Questions read one at a time: their matches are large. */
export type TrainingQuestions = () => Iterable<TrainingQuestion>;

/** A question with what was found for it. */
export interface ConfidenceCase extends Pick<TrainingQuestion, "asked" | "candidates" | "gold"> {
  /** Whether it was asked with the passages that answer it. */
  readonly answerable: boolean;
}

/** The question without the candidates that answer it: nothing is right. */
export function withoutAnswer({ asked, candidates, gold }: TrainingQuestion): ConfidenceCase {
  const left = candidates.filter((_, at) => gold[at] === 0);
  return { asked, candidates: left, gold: new Uint8Array(left.length), answerable: false };
}

/** Read with the projection as it is carried, in whole numbers. */
type ConfidenceCases = (projection: RerankerState["projection"]) => Iterable<ConfidenceCase>;

export interface AnswerTraining {
  readonly modelSha256: string;
  readonly projection: RerankerState["projection"];
  /** What the rankings learn from. */
  readonly ranking: TrainingQuestions;
  /** What the confidence learns from, and what it is calibrated on: questions that the rankings have not seen. */
  readonly confidence: ConfidenceCases;
  readonly calibration: ConfidenceCases;
  readonly origin: string;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
}

/** In units of the sentence scorer: see `AnswerModel.secondWithin`. */
const SECOND_WITHIN = 1.5;
/** Share of right answers among all that are said, and among those that are said or shown with a warning. */
const ANSWER_PRECISION = 0.9;
const PERHAPS_PRECISION = 0.7;

/** Learn to rank passages and sentences, and to know when neither answers. */
export async function trainAnswerModel(training: AnswerTraining): Promise<AnswerModel> {
  const { log, signal } = training;
  const reranking: RankingCase[] = [];
  for (const { asked, candidates, gold } of training.ranking()) {
    throwIfAborted(signal, "Training the reranker");
    reranking.push({ features: Float32Array.from(rerankFeatures(asked, candidates)), relevance: gold });
  }
  log?.(`${reranking.length} questions read`);
  const ensemble = await trainRerankerTrees(reranking, undefined, signal);
  log?.("reranker trained");
  const reranker: RerankerState = {
    modelSha256: training.modelSha256,
    projection: training.projection,
    ensemble,
    adjustment: null,
  };
  const sentences = await trainSentenceTrees(sentenceCases(reranker, training), undefined, signal);
  log?.("sentences trained");
  const draft = rounded({
    reranker,
    sentences,
    confidence: { ensemble: leaf(), slope: 1, intercept: 0, answerFrom: 1, perhapsFrom: 1 },
    secondWithin: SECOND_WITHIN,
    origin: training.origin,
  });
  const confidence = await trainConfidence(draft, training);
  return rounded({ ...draft, confidence });
}

/** As it is read back from its bytes: what is evaluated is what is carried. */
const rounded = (model: AnswerModel): AnswerModel => loadAnswerModel(saveAnswerModel(model));

function sentenceCases(reranker: RerankerState, { ranking, signal }: AnswerTraining): RankingCase[] {
  const cases: RankingCase[] = [];
  for (const question of ranking()) {
    throwIfAborted(signal, "Training the sentences");
    if (!question.explicit) continue;
    const { asked, candidates, gold } = question;
    const reranked = rerank(reranker, asked, candidates);
    const { places, rows } = readSentences(
      asked,
      reranked,
      candidates.map(({ match }) => match),
    );
    const relevance = Uint8Array.from(places, ({ passage, sentence }) => {
      const at = reranked.order[passage]!;
      if (gold[at] === 0) return 0;
      const { passage: of, match } = candidates[at]!;
      const { start, end } = match.read.sentences[sentence]!;
      return answerRelevance(of.text.slice(start, end), of.language, question);
    });
    cases.push({ features: Float32Array.from(rows), relevance });
  }
  return cases;
}

/**
 * How much of an answer a sentence says: 2 where it says all of it, 1 half of it, else 0. What the question says itself
 * does not count; an answer in other words is recognised by the words that it shares.
 */
export function answerRelevance(
  sentence: string,
  language: string | null,
  { answers, text }: { readonly answers: readonly string[]; readonly text: string },
): number {
  const padded = ` ${normalizedAnswer(sentence)} `;
  const said = new Set(textTerms(sentence, language));
  const known = new Set(textTerms(text, language));
  let best = 0;
  for (const answer of answers) {
    if (padded.includes(` ${normalizedAnswer(answer)} `)) return 2;
    const terms = textTerms(answer, language).filter((term) => !known.has(term));
    if (terms.length === 0) continue;
    const share = terms.filter((term) => said.has(term)).length / terms.length;
    best = Math.max(best, share === 1 ? 2 : share >= 0.5 ? 1 : 0);
  }
  return best;
}

interface ConfidenceRows {
  readonly features: Float64Array;
  readonly right: Float64Array;
  readonly answerable: Float64Array;
}

async function trainConfidence(draft: AnswerModel, training: AnswerTraining): Promise<ConfidenceState> {
  const { projection } = draft.reranker;
  const seen = confidenceRows(draft, training.confidence(projection), training.signal);
  const width = CONFIDENCE_FEATURES.length;
  const { ensemble } = await trainBoosting(
    {
      matrix: { rows: seen.right.length, features: width, values: seen.features },
      labels: seen.right,
    },
    {
      objective: "binary",
      numIterations: 250,
      numLeaves: 8,
      learningRate: 0.05,
      minDataInLeaf: 40,
      featureFraction: 0.5,
      baggingFraction: 0.7,
      baggingFreq: 1,
      lambdaL2: 5,
      seed: 1,
    },
    { featureNames: CONFIDENCE_FEATURES, ...(training.signal && { signal: training.signal }) },
  );
  training.log?.("confidence trained");
  const held = confidenceRows(draft, training.calibration(projection), training.signal);
  const raw = predictRaw(ensemble, held.features);
  const { slope, intercept } = fitLogistic(raw, held.right);
  const chances = raw.map((value) => 1 / (1 + exp(-(slope * value + intercept))));
  const from = (precision: number): number =>
    Math.min(1, coverageAtPrecision(chances, held.right, held.answerable, precision).threshold);
  return {
    ensemble,
    slope,
    intercept,
    answerFrom: from(ANSWER_PRECISION),
    perhapsFrom: from(PERHAPS_PRECISION),
  };
}

function confidenceRows(
  draft: AnswerModel,
  cases: Iterable<ConfidenceCase>,
  signal: AbortSignal | undefined,
): ConfidenceRows {
  const features: number[] = [];
  const right: number[] = [];
  const answerable: number[] = [];
  for (const { asked, candidates, gold, answerable: canBe } of cases) {
    throwIfAborted(signal, "Training the confidence");
    if (candidates.length === 0) continue;
    const { confidenceRow, reranked } = chooseAmong(draft, asked, candidates);
    for (const value of confidenceRow) features.push(value);
    right.push(canBe ? gold[reranked.order[0]!]! : 0);
    answerable.push(canBe ? 1 : 0);
  }
  return {
    features: Float64Array.from(features),
    right: Float64Array.from(right),
    answerable: Float64Array.from(answerable),
  };
}

/**
 * Platt's scaling by Newton's method on slope and intercept, with his smoothed targets.
 *
 * @see Platt (1999); Lin, Lin and Weng (2007), A note on Platt's probabilistic outputs
 */
export function fitLogistic(
  raw: Float64Array,
  right: Float64Array,
): { readonly slope: number; readonly intercept: number } {
  const positives = right.reduce((sum, each) => sum + each, 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (right.length - positives + 2);
  let [slope, intercept] = [1, 0];
  for (let round = 0; round < 50; round++) {
    let [g1, g0, h11, h10, h00] = [0, 0, 1e-9, 0, 1e-9];
    raw.forEach((x, i) => {
      const p = 1 / (1 + exp(-(slope * x + intercept)));
      const error = p - (right[i] === 1 ? high : low);
      const bend = p * (1 - p);
      g1 += error * x;
      g0 += error;
      h11 += bend * x * x;
      h10 += bend * x;
      h00 += bend;
    });
    const determinant = h11 * h00 - h10 * h10;
    const [stepSlope, stepIntercept] = [
      (h00 * g1 - h10 * g0) / determinant,
      (h11 * g0 - h10 * g1) / determinant,
    ];
    slope -= stepSlope;
    intercept -= stepIntercept;
    if (Math.abs(stepSlope) + Math.abs(stepIntercept) < 1e-10) break;
  }
  // Confidence never falls while the evidence rises.
  return { slope: Math.max(slope, 1e-6), intercept };
}

/** Trees that say nothing yet. */
function leaf(): TreeEnsemble {
  const none = new Float64Array(0);
  const whole = new Int32Array(0);
  return {
    featureCount: CONFIDENCE_FEATURES.length,
    featureNames: CONFIDENCE_FEATURES,
    classCount: 1,
    objective: { name: "binary", sigmoid: 1 },
    averageOutput: false,
    treeNodeStart: Int32Array.of(0, 0),
    treeLeafStart: Int32Array.of(0, 1),
    shrinkage: Float64Array.of(1),
    splitFeature: whole,
    threshold: none,
    decisionType: new Uint8Array(0),
    leftChild: whole,
    rightChild: whole,
    splitGain: none,
    internalValue: none,
    internalWeight: none,
    internalCount: whole,
    leafValue: Float64Array.of(0),
    leafWeight: Float64Array.of(NaN),
    leafCount: Int32Array.of(0),
    catStart: Int32Array.of(0),
    catBits: new Uint32Array(0),
  };
}
