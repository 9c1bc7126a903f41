import type { AnswerSentence, AnswerSource, AskQuestion, Certainty } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import { bm25 } from "../models/rag/bm25/index.ts";
import type { AskContext, AskData } from "./ask-data.ts";

const RANKED = 50;
const SOURCES_SHOWN = 10;

/** What texts say to a question. */
export interface TextAnswer {
  readonly certainty: Certainty;
  readonly confidence: number;
  readonly sentences: readonly AnswerSentence[];
  readonly sources: readonly AnswerSource[];
  /** Titles of the sources, the nearest first. */
  readonly itemIds: readonly string[];
  /** Whether passages were found by meaning, too. */
  readonly byMeaning: boolean;
}

/** Answer a question from the passages that are allowed. @param allowed shape [passages] */
export async function answerFromPassages(
  context: AskContext,
  data: AskData,
  question: AskQuestion,
  text: string,
  allowed: Uint8Array,
): Promise<TextAnswer> {
  const ranked = bm25.predict(data.words, { question: text, vectors: null, allowed, k: RANKED });
  const sources = Array.from(ranked.rows.subarray(0, SOURCES_SHOWN), (row, i) =>
    answerSource(data.passages[row]!, ranked.scores[i]!),
  );
  return {
    certainty: "unknown",
    confidence: 0,
    sentences: [],
    sources,
    itemIds: sources.flatMap(({ itemId }) => itemId ?? []),
    byMeaning: false,
  };
}

function answerSource(passage: Passage, score: number): AnswerSource {
  const { passageId, sourceId, kind, title, headings, page, itemId, text } = passage;
  return { passageId, sourceId, kind, title, headings, page, itemId, text, score };
}
