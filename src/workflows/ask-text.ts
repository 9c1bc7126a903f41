import type { AnswerSentence, AnswerSource, AskTurn, Certainty } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import { withVectors } from "../models/rag/hybrid-rag/index.ts";
import {
  answerFromTexts,
  type TextAnswer as FoundAnswer,
  type TextIndex,
  type TextQuestion,
} from "../training/answer-from-texts.ts";
import { sentenceSpans } from "../features/sentences.ts";
import { readAdjusted } from "./adjusted-model.ts";
import { projectionFor } from "./answer-model.ts";
import type { AskContext, AskData } from "./ask-data.ts";
import { askSubject, type AskSubject } from "./ask-subject.ts";
import { readTokens } from "./ask-tokens.ts";
import { openVectors } from "./ask-vectors.ts";

const SOURCES_SHOWN = 10;

/** What texts say to a question. */
export interface TextAnswer {
  readonly certainty: Certainty;
  readonly confidence: number;
  readonly sentences: readonly AnswerSentence[];
  readonly sources: readonly AnswerSource[];
  /** Titles of the passages that answer; where none does, of the nearest ones, the nearest first. */
  readonly itemIds: readonly string[];
  /** Whether passages were found by meaning, too. */
  readonly byMeaning: boolean;
}

/**
 * Answer a question from the passages that are allowed. One that goes on from the turn before ("and who is her
 * father?") is asked of what that was about first.
 *
 * @param allowed null: all. Shape [passages]
 */
export async function answerFromPassages(
  context: AskContext,
  data: AskData,
  text: string,
  before: readonly AskTurn[],
  allowed: Uint8Array | null,
): Promise<TextAnswer> {
  const model = await readAdjusted(context, data.shop.dataset.id);
  const subject = askSubject(data.shop, text);
  const whole = subject && wholeText(data, subject, allowed);
  if (whole) return whole;
  const { index, question, byMeaning } = await openTexts(context, data, text, allowed);
  let found = await answerFromTexts(model, index, question);
  if (subject !== null) {
    const rows = passagesOf(data, allowed, ({ itemId }) => itemId !== null && subject.itemIds.has(itemId));
    const asked = rows && (await openTexts(context, data, subject.rest, rows));
    const about = asked && (await answerFromTexts(model, asked.index, asked.question));
    if (about && about.confidence > found.confidence) found = about;
  } else if (REFERS_BACK.test(text)) {
    const rows = turnRows(data, before, allowed);
    const about = rows && (await answerFromTexts(model, index, { ...question, allowed: rows }));
    if (about && about.certainty !== "unknown") found = about;
  }
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
    itemIds: titlesOf(found, data, sources),
    byMeaning,
  };
}

/** A title that only a lower source speaks of is no part of the answer. */
function titlesOf(
  { sentences }: Pick<FoundAnswer, "sentences">,
  { passages }: AskData,
  sources: readonly AnswerSource[],
): string[] {
  const named = sentences.length === 0 ? sources : sentences.map(({ row }) => passages[row]!);
  return named.flatMap(({ itemId }) => itemId ?? []);
}

/**
 * What texts say of a field that the catalogue lacks, or of something that it contradicts: a sentence of its records
 * is no answer then, only a text that somebody wrote.
 */
export function beyondRecords(answer: TextAnswer): TextAnswer {
  const kindOf = new Map(answer.sources.map(({ passageId, kind }) => [passageId, kind]));
  const recordsOnly = answer.sentences.every(({ citation }) => kindOf.get(citation.passageId) === "record");
  if (!recordsOnly) return answer;
  const itemIds = answer.sources.flatMap(({ itemId }) => itemId ?? []);
  return { ...answer, certainty: "unknown", confidence: 0, sentences: [], itemIds };
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
  const [embedded, loaded, projection] = await Promise.all([
    embedder.embed([text]),
    openVectors(context, datasetId, data, embedder.info),
    projectionFor(embedder.info),
  ]);
  const { sha256 } = embedder.info;
  const folder = projection && { sha256, projectionSha256: projection.sha256 };
  return {
    index: {
      passages,
      state: withVectors(words, loaded.vectors),
      tokensOf: (rows) =>
        folder === null
          ? Promise.resolve(rows.map(() => null))
          : readTokens(context, datasetId, folder, loaded, rows),
    },
    question: { text, embedded, modelSha256: sha256, allowed },
    byMeaning: true,
  };
}

/** Words that stand for what was spoken of before, in the languages of the catalogue. */
const REFERS_BACK =
  /\b(?:it|its|he|him|his|she|her|hers|they|them|their|this|that|these|those|there|er|sie|es|ihn|ihm|ihr|dessen|deren|il|elle|ils|elles|lui|leur|ce|cette)\b/iu;

/** Passages of what was last answered surely; null where there are none. Shape [passages]. */
function turnRows(data: AskData, before: readonly AskTurn[], allowed: Uint8Array | null): Uint8Array | null {
  const last = before.findLast(({ itemIds, sourceIds }) => itemIds.length > 0 || sourceIds.length > 0);
  if (last === undefined) return null;
  const [item] = last.itemIds;
  return passagesOf(
    data,
    allowed,
    ({ sourceId, itemId }) => last.sourceIds.includes(sourceId) || (item !== undefined && itemId === item),
  );
}

function passagesOf(
  { passages }: AskData,
  allowed: Uint8Array | null,
  isAbout: (passage: Passage) => boolean,
): Uint8Array | null {
  const rows = new Uint8Array(passages.length);
  passages.forEach((passage, row) => {
    if (isAbout(passage) && allowed?.[row] !== 0) rows[row] = 1;
  });
  return rows.includes(1) ? rows : null;
}

/**
 * By a rule and not by what was learned: who asks what a title is about, or what is said of it, is shown just that. As
 * sure as the rule is to have understood the question.
 */
const WHOLE_CONFIDENCE = 0.9;
const WHOLE_SENTENCES = 2;

/** The beginning of what is asked for as a whole; null where nothing of the kind is said of the title. */
function wholeText(
  data: AskData,
  { itemIds, whole }: AskSubject,
  allowed: Uint8Array | null,
): TextAnswer | null {
  if (whole === null) return null;
  const passages = data.passages.filter(
    ({ kind, itemId }, row) =>
      allowed?.[row] !== 0 && kind === whole && itemId !== null && itemIds.has(itemId),
  );
  if (passages.length === 0) return null;
  const sentences = passages
    .flatMap(({ passageId, text }) =>
      sentenceSpans(text).map(({ start, end }) => ({ passageId, start, end, text: text.slice(start, end) })),
    )
    .slice(0, WHOLE_SENTENCES);
  return {
    certainty: "answer",
    confidence: WHOLE_CONFIDENCE,
    sentences: sentences.map((citation) => ({ text: citation.text, citation })),
    sources: passages.slice(0, SOURCES_SHOWN).map((passage, i) => answerSource(passage, -i)),
    itemIds: passages.flatMap(({ itemId }) => itemId ?? []),
    byMeaning: true,
  };
}

function answerSource(passage: Passage, score: number): AnswerSource {
  const { passageId, sourceId, kind, title, headings, page, itemId, text } = passage;
  return { passageId, sourceId, kind, title, headings, page, itemId, text, score };
}
