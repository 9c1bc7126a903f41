import { exp } from "../../core/elementary.ts";
import { predictRaw } from "../../math/trees/ensemble-predict.ts";
import type { TreeEnsemble } from "../../math/trees/ensemble.ts";
import { standing, verifierFeatures, VERIFIER_FEATURES, type VerifierEvidence } from "./answer-verifier.ts";
import type { AskedQuestion } from "./asked-question.ts";
import { QUESTION_TYPES } from "./question-type.ts";
import { RERANK_FEATURES } from "./rerank-features.ts";
import { SENTENCE_FEATURES } from "./sentence-features.ts";

/** Features of the first passage that say how well it answers, whatever the others are. */
const OF_FIRST = [
  "wordShare",
  "dense",
  "sentenceDense",
  "fused",
  "likeness",
  "tellingLikeness",
  "weightedLikeness",
  "leastLikeness",
  "weightedSentenceLikeness",
  "weightedPairLikeness",
  "coverage",
  "rarestMissing",
  "missing",
  "sentenceCoverage",
  "tripleCoverage",
  "nearNeighbours",
  "plainPairs",
  "names",
  "numbers",
  "typeEvidence",
  "fusedRank",
  "weightedLikenessRank",
] as const;

/** Those that are also told in standard deviations from the mean of the other candidates. */
const STANDING = [
  "bm25",
  "dense",
  "sentenceDense",
  "fused",
  "weightedLikeness",
  "weightedSentenceLikeness",
  "weightedPairLikeness",
  "coverage",
  "sentenceCoverage",
  "tellingLikeness",
  "leastLikeness",
  "tripleCoverage",
] as const;

const OF_SENTENCE = ["weightedLikeness", "coverage", "typeEvidence", "newTerms"] as const;

export const CONFIDENCE_FEATURES: readonly string[] = [
  "firstScore",
  "gapToSecond",
  "gapToFifth",
  "sentenceScore",
  "sentenceGap",
  ...OF_FIRST,
  ...OF_SENTENCE.map((name) => `sentence ${name}`),
  "mostLikeness",
  "mostCoverage",
  "longestRunShare",
  "questionType",
  "questionWords",
  ...STANDING.map((name) => `${name} among all`),
  ...VERIFIER_FEATURES.map((name) => `verified ${name}`),
];

/** Candidates that a mean of the others takes. */
const LEAST_OTHERS = 4;

/** What an answer was chosen from. */
export interface AnswerEvidence extends VerifierEvidence {
  /** Scores of the reranker and its features, by the candidates' positions. */
  readonly scores: Float64Array;
  readonly features: Float64Array;
  /** Scores of the sentences of the first passages, and their features. */
  readonly sentenceScores: Float64Array;
  readonly sentenceRows: Float64Array;
}

/** A row of CONFIDENCE_FEATURES. */
export function confidenceFeatures(asked: AskedQuestion, evidence: AnswerEvidence): Float64Array {
  const { scores, features, order, sentenceScores, sentenceRows, sentencePlaces } = evidence;
  const width = RERANK_FEATURES.length;
  const first = order[0]!;
  const of = (position: number, name: string): number =>
    features[position * width + RERANK_FEATURES.indexOf(name)]!;
  const gap = (rank: number): number => (order.length > rank ? scores[first]! - scores[order[rank]!]! : NaN);
  const sentences = [...sentenceScores.keys()].sort(
    (a, b) => sentenceScores[b]! - sentenceScores[a]! || a - b,
  );
  const best = sentences[0]!;
  const most = (name: string): number => Math.max(...order.map((position) => of(position, name)));
  return Float64Array.of(
    scores[first]!,
    gap(1),
    gap(4),
    sentenceScores[best]!,
    sentences.length > 1 ? sentenceScores[best]! - sentenceScores[sentences[1]!]! : NaN,
    ...OF_FIRST.map((name) => of(first, name)),
    ...OF_SENTENCE.map(
      (name) => sentenceRows[best * SENTENCE_FEATURES.length + SENTENCE_FEATURES.indexOf(name)]!,
    ),
    most("weightedLikeness") - of(first, "weightedLikeness"),
    most("coverage") - of(first, "coverage"),
    asked.plain.length === 0 ? 0 : of(first, "longestRun") / asked.plain.length,
    QUESTION_TYPES.indexOf(asked.type),
    asked.rarities.length,
    ...STANDING.map((name) =>
      order.length < LEAST_OTHERS
        ? NaN
        : standing(
            of(first, name),
            order.slice(1).map((position) => of(position, name)),
          ),
    ),
    ...verifierFeatures(asked, evidence, sentencePlaces[best]!),
  );
}

/** What tells right answers from wrong ones. */
export interface ConfidenceState {
  /** Binary boosting over CONFIDENCE_FEATURES. */
  readonly ensemble: TreeEnsemble;
  /** probability = 1 / (1 + exp(-(slope · raw + intercept))); slope > 0. */
  readonly slope: number;
  readonly intercept: number;
  /** From this probability on an answer is said, and from this one on it is shown with a warning. */
  readonly answerFrom: number;
  readonly perhapsFrom: number;
}

/** Probability that the first passage answers the question, in [0, 1]. */
export function answerConfidence(state: ConfidenceState, features: Float64Array): number {
  const raw = predictRaw(state.ensemble, features)[0]!;
  return 1 / (1 + exp(-(state.slope * raw + state.intercept)));
}
