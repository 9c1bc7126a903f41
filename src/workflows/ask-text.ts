import type { AnswerSentence, AnswerSource, AskTurn, Certainty } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import { withVectors } from "../models/rag/hybrid-rag/index.ts";
import {
  answerFromTexts,
  type TextAnswer as FoundAnswer,
  type TextIndex,
  type TextQuestion,
} from "../training/answer-from-texts.ts";
import { readAdjusted } from "./adjusted-model.ts";
import { carriedModel } from "./answer-model.ts";
import type { AskContext, AskData } from "./ask-data.ts";
import { readTokens } from "./ask-tokens.ts";
import { openVectors } from "./ask-vectors.ts";

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

/**
 * Answer a question from the passages that are allowed. One that goes on from the turn before ("and who is her
 * father?") is asked of what that was about first.
 *
 * @param allowed shape [passages]
 */
export async function answerFromPassages(
  context: AskContext,
  data: AskData,
  text: string,
  before: readonly AskTurn[],
  allowed: Uint8Array,
): Promise<TextAnswer> {
  const model = await readAdjusted(context, data.shop.dataset.id);
  const { index, question, byMeaning } = await openTexts(context, data, text, allowed);
  const narrowed = followUpRows(data, text, before, allowed);
  let found: FoundAnswer | null = null;
  if (narrowed !== null) {
    found = await answerFromTexts(model, index, { ...question, allowed: narrowed });
    if (found.certainty === "unknown") found = null;
  }
  found ??= await answerFromTexts(model, index, question);
  const sources = found.ranked
    .slice(0, SOURCES_SHOWN)
    .map(({ row, score }) => answerSource(data.passages[row]!, score));
  return {
    certainty: found.certainty,
    confidence: found.confidence,
    sentences: found.sentences.map(({ row, start, end, text: sentence }) => ({
      text: sentence.trim(),
      citation: { passageId: data.passages[row]!.passageId, start, end, text: sentence },
    })),
    sources,
    itemIds: sources.flatMap(({ itemId }) => itemId ?? []),
    byMeaning,
  };
}

/** A question and what it is asked of, with vectors where the language model is there. */
export async function openTexts(
  context: AskContext,
  data: AskData,
  text: string,
  allowed: Uint8Array | null,
): Promise<{ readonly index: TextIndex; readonly question: TextQuestion; readonly byMeaning: boolean }> {
  const datasetId = data.shop.dataset.id;
  const { passages, words } = data;
  const embedder = context.embedder?.ready() ?? null;
  if (embedder === null) {
    const index = {
      passages,
      state: words,
      tokensOf: (rows: readonly number[]) => Promise.resolve(rows.map(() => null)),
    };
    return { index, question: { text, embedded: null, modelSha256: null, allowed }, byMeaning: false };
  }
  const [embedded, loaded, { projection }] = await Promise.all([
    embedder.embed([text]),
    openVectors(context, datasetId, data, embedder.info),
    carriedModel(),
  ]);
  const { sha256 } = embedder.info;
  const folder = { sha256, projectionSha256: projection.sha256 };
  return {
    index: {
      passages,
      state: withVectors(words, loaded.vectors),
      tokensOf: (rows) => readTokens(context, datasetId, folder, loaded, rows),
    },
    question: { text, embedded, modelSha256: sha256, allowed },
    byMeaning: true,
  };
}

/** Words that stand for what was spoken of before, in the languages of the catalogue. */
const REFERS_BACK =
  /\b(?:it|its|he|him|his|she|her|hers|they|them|their|this|that|these|those|there|er|sie|es|ihn|ihm|ihr|dessen|deren|il|elle|ils|elles|lui|leur|ce|cette)\b/iu;

/** Passages of what the turn before was about; null where the question stands by itself. Shape [passages]. */
function followUpRows(
  { passages }: AskData,
  text: string,
  before: readonly AskTurn[],
  allowed: Uint8Array,
): Uint8Array | null {
  const last = before.at(-1);
  if (last === undefined || !REFERS_BACK.test(text)) return null;
  const [item] = last.itemIds;
  const about = passages.map(
    ({ sourceId, itemId }) => last.sourceIds.includes(sourceId) || (item !== undefined && itemId === item),
  );
  const rows = Uint8Array.from(allowed, (may, row) => (may === 1 && about[row]! ? 1 : 0));
  return rows.includes(1) ? rows : null;
}

function answerSource(passage: Passage, score: number): AnswerSource {
  const { passageId, sourceId, kind, title, headings, page, itemId, text } = passage;
  return { passageId, sourceId, kind, title, headings, page, itemId, text, score };
}
