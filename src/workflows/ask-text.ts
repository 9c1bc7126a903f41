import type { AnswerSentence, AnswerSource, Certainty } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import { retrieve, withVectors } from "../models/rag/hybrid-rag/index.ts";
import type { AskContext, AskData } from "./ask-data.ts";
import { openVectors } from "./ask-vectors.ts";

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
  text: string,
  allowed: Uint8Array,
): Promise<TextAnswer> {
  const embedder = context.embedder?.ready() ?? null;
  const embedded = embedder && (await embedder.embed([text]));
  const loaded = embedder && (await openVectors(context, data.shop.dataset.id, data, embedder.info));
  const state = loaded === null ? data.words : withVectors(data.words, loaded.vectors);
  const { candidates } = retrieve(state, { question: text, vectors: embedded, allowed, k: RANKED });
  const sources = candidates
    .slice(0, SOURCES_SHOWN)
    .map(({ row, score }) => answerSource(data.passages[row]!, score));
  return {
    certainty: "unknown",
    confidence: 0,
    sentences: [],
    sources,
    itemIds: sources.flatMap(({ itemId }) => itemId ?? []),
    byMeaning: embedder !== null,
  };
}

function answerSource(passage: Passage, score: number): AnswerSource {
  const { passageId, sourceId, kind, title, headings, page, itemId, text } = passage;
  return { passageId, sourceId, kind, title, headings, page, itemId, text, score };
}
