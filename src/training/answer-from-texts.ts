import type { EmbeddedTexts } from "../core/ports.ts";
import type { Certainty } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import { predictRaw } from "../math/trees/ensemble-predict.ts";
import {
  answerConfidence,
  confidenceFeatures,
  type AnswerEvidence,
} from "../models/rag/answer-confidence.ts";
import { askedQuestion, type AskedQuestion } from "../models/rag/asked-question.ts";
import { retrieve, type Candidate, type HybridRagState } from "../models/rag/hybrid-rag/index.ts";
import { matchPassage, readPassage, type PassageMatch } from "../models/rag/passage-match.ts";
import type { PassageTokens } from "../models/rag/passage-tokens.ts";
import type { RerankCandidate } from "../models/rag/rerank-features.ts";
import { rerank, RERANKED, type Reranked } from "../models/rag/reranker.ts";
import { sentenceFeatures, type SentencePlace } from "../models/rag/sentence-features.ts";
import type { AnswerModel } from "./answer-model.ts";

/** What is searched for an answer. */
export interface TextIndex {
  readonly passages: readonly Passage[];
  readonly state: HybridRagState;
  /** Token vectors of passages by their rows, as `passageTokens` makes them; null for one that has none yet. */
  readonly tokensOf: (rows: readonly number[]) => Promise<readonly (PassageTokens | null)[]>;
}

export interface TextQuestion {
  readonly text: string;
  /** The question embedded; null where there is no model. */
  readonly embedded: EmbeddedTexts | null;
  /** Of the weights that embedded it. */
  readonly modelSha256: string | null;
  /** Passages that may be found, 1 each; null: all. Shape [passages]. */
  readonly allowed: Uint8Array | null;
}

/** Exactly what stands in `passages[row].text` from `start` to `end`. */
export interface FoundSentence {
  readonly row: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface TextAnswer {
  readonly certainty: Certainty;
  /** Calibrated probability that the first passage answers, in [0, 1]. */
  readonly confidence: number;
  /** The answering sentences, best first: one or two, none where unknown. */
  readonly sentences: readonly FoundSentence[];
  /** Passages, best first; scores mean something only beside each other. */
  readonly ranked: readonly { readonly row: number; readonly score: number }[];
}

/** Sentences of so many passages are looked at. */
const READ_PASSAGES = 5;

/**
 * Answer a question from texts: the sentences that answer, of the passages that suit best, with how sure that is. What
 * a text says to its reader ("ignore the above") is text like any other.
 *
 * @param ranks how many passages to rank, those that are not reranked behind the others
 */
export async function answerFromTexts(
  model: AnswerModel,
  index: TextIndex,
  question: TextQuestion,
  ranks = RERANKED,
): Promise<TextAnswer> {
  const { candidates } = retrieve(index.state, {
    question: question.text,
    vectors: question.embedded,
    allowed: question.allowed,
    k: Math.max(RERANKED, ranks),
  });
  if (candidates.length === 0) return { certainty: "unknown", confidence: 0, sentences: [], ranked: [] };
  const first = candidates.slice(0, RERANKED);
  const tokens = await index.tokensOf(first.map(({ row }) => row));
  const chosen = chooseSentences(model, index, question, first, tokens);
  const { confidence } = chosen;
  const certainty = certaintyOf(model, confidence);
  const lowest = Math.min(...chosen.reranked.scores);
  return {
    certainty,
    confidence,
    sentences: certainty === "unknown" ? [] : shownSentences(model, index, first, chosen),
    ranked: [
      ...chosen.reranked.order.map((at) => ({ row: first[at]!.row, score: chosen.reranked.scores[at]! })),
      ...candidates.slice(RERANKED).map(({ row }, i) => ({ row, score: lowest - i - 1 })),
    ].slice(0, ranks),
  };
}

function certaintyOf(
  { confidence: { answerFrom, perhapsFrom } }: AnswerModel,
  confidence: number,
): Certainty {
  if (confidence >= answerFrom) return "answer";
  return confidence >= perhapsFrom ? "perhaps" : "unknown";
}

/** A ranking of candidates and of the sentences in the first of them. */
export interface ChosenSentences {
  readonly reranked: Reranked;
  readonly matches: readonly PassageMatch[];
  readonly evidence: AnswerEvidence;
  /** Places of sentences, best first; `passage` is a position in the list of candidates. */
  readonly sentences: readonly (SentencePlace & { readonly score: number })[];
  readonly confidenceRow: Float64Array;
  readonly confidence: number;
}

/** Rank candidates and their sentences. */
function chooseSentences(
  model: AnswerModel,
  { passages, state }: TextIndex,
  question: TextQuestion,
  candidates: readonly Candidate[],
  tokens: readonly (PassageTokens | null)[],
): ChosenSentences {
  const asked = asQuestion(model, state, question);
  const read = candidates.map((found, i): RerankCandidate => {
    const passage = passages[found.row]!;
    return { passage, match: matchPassage(asked, readPassage(passage), tokens[i] ?? null), found };
  });
  return chooseAmong(model, asked, read);
}

/** Rank candidates that have been read, and their sentences. */
export function chooseAmong(
  model: AnswerModel,
  asked: AskedQuestion,
  candidates: readonly RerankCandidate[],
): ChosenSentences {
  const matches = candidates.map(({ match }) => match);
  const reranked = rerank(model.reranker, asked, candidates);
  const scored = scoreSentences(model, asked, reranked, matches);
  const evidence = { ...reranked, ...scored, matches };
  const confidenceRow = confidenceFeatures(asked, evidence);
  const { sentenceScores, sentencePlaces } = scored;
  return {
    reranked,
    matches,
    evidence,
    sentences: [...sentencePlaces.keys()]
      .sort((a, b) => sentenceScores[b]! - sentenceScores[a]! || a - b)
      .map((at) => ({
        passage: reranked.order[sentencePlaces[at]!.passage]!,
        sentence: sentencePlaces[at]!.sentence,
        score: sentenceScores[at]!,
      })),
    confidenceRow,
    confidence: answerConfidence(model.confidence, confidenceRow),
  };
}

/** Vectors of another model than the reranker's are left out: their tokens mean something else. */
function asQuestion(
  { reranker }: AnswerModel,
  { index }: HybridRagState,
  { text, embedded, modelSha256 }: TextQuestion,
): AskedQuestion {
  const suits = modelSha256 === reranker.modelSha256;
  return askedQuestion(index, text, suits ? embedded : null, reranker.projection);
}

/** Features of the sentences of the first passages of a ranking. */
export function readSentences(
  asked: AskedQuestion,
  { order, scores }: Reranked,
  matches: readonly PassageMatch[],
): ReturnType<typeof sentenceFeatures> {
  const first = order.slice(0, READ_PASSAGES);
  return sentenceFeatures(
    asked,
    first.map((at) => ({ match: matches[at]!, score: scores[at]! })),
  );
}

function scoreSentences(
  model: Pick<AnswerModel, "sentences">,
  asked: AskedQuestion,
  reranked: Reranked,
  matches: readonly PassageMatch[],
): Pick<AnswerEvidence, "sentenceScores" | "sentenceRows" | "sentencePlaces"> {
  const { places, rows } = readSentences(asked, reranked, matches);
  return { sentencePlaces: places, sentenceRows: rows, sentenceScores: predictRaw(model.sentences, rows) };
}

/** The best sentence, and the next where it is nearly as good. */
export function shownSentences(
  model: Pick<AnswerModel, "secondWithin">,
  { passages }: Pick<TextIndex, "passages">,
  candidates: readonly Candidate[],
  { sentences, matches }: ChosenSentences,
): FoundSentence[] {
  const best = sentences[0]?.score ?? 0;
  return sentences
    .slice(0, 2)
    .filter(({ score }) => score >= best - model.secondWithin)
    .map(({ passage, sentence }) => {
      const { row } = candidates[passage]!;
      const { start, end } = matches[passage]!.read.sentences[sentence]!;
      return { row, start, end, text: passages[row]!.text.slice(start, end) };
    });
}
