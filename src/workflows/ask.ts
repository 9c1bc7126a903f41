import type { AnswerSource, AskAnswer, AskFilters, AskQuestion } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import type { TitleCard } from "../domain/recommendation.ts";
import { bm25 } from "../models/rag/bm25/index.ts";
import { unitsOnHand } from "../training/shop-shelf.ts";
import { openAskData, type AskContext, type AskData } from "./ask-data.ts";
import { askError } from "./ask-errors.ts";
import { priceCentsOf } from "./forecast-data.ts";

const MOST_LETTERS = 1000;
const SOURCES_SHOWN = 10;
const TITLES_SHOWN = 8;

/**
 * Answer a question from the fields of the shop or from texts, or say that neither says.
 *
 * @throws `ask.empty-question`, `ask.question-too-long`, `import.unknown-dataset`, `storage.*`
 */
export async function ask(context: AskContext, question: AskQuestion): Promise<AskAnswer> {
  const start = context.clock.monotonicMs();
  const text = checkedText(question.text);
  const data = await openAskData(context, question.datasetId);
  const allowed = allowedRows(data, question.filters);
  const ranked = bm25.predict(data.words, { question: text, vectors: null, allowed, k: 50 });
  const sources = Array.from(ranked.rows.subarray(0, SOURCES_SHOWN), (row, i) =>
    answerSource(data.passages[row]!, ranked.scores[i]!),
  );
  return {
    provenance: data.shop.provenance,
    question: question.text,
    way: "text",
    certainty: "unknown",
    confidence: 0,
    sentences: [],
    table: null,
    titles: titleCards(
      data,
      sources.map(({ itemId }) => itemId).filter((itemId) => itemId !== null),
    ),
    sources,
    notes: [],
    tookMs: context.clock.monotonicMs() - start,
  };
}

function checkedText(typed: string): string {
  const text = typed.normalize("NFC").trim();
  if (text === "") throw askError("ask.empty-question", {});
  if (text.length > MOST_LETTERS) {
    throw askError("ask.question-too-long", { found: text.length, most: MOST_LETTERS });
  }
  return text;
}

/** Passages that may be cited: those whose source is still there and that pass the filters. Shape [passages]. */
function allowedRows(data: AskData, { kinds, inStock, sourceIds }: AskFilters): Uint8Array {
  const { shop, passages, isKnown } = data;
  const passes = (passage: Passage): boolean =>
    (kinds.length === 0 || kinds.includes(passage.kind)) &&
    (!inStock || (passage.itemId !== null && (unitsOnHand(shop.stock.get(passage.itemId)) ?? 0) > 0)) &&
    (sourceIds.length === 0 || sourceIds.some((id) => isOf(passage, id))) &&
    isKnown(passage.sourceId);
  return Uint8Array.from(passages, (passage) => (passes(passage) ? 1 : 0));
}

/** A title stands for everything that is said of it. */
function isOf({ sourceId, itemId }: Passage, wanted: string): boolean {
  return sourceId === wanted || (itemId !== null && wanted === `title/${itemId}`);
}

function answerSource(passage: Passage, score: number): AnswerSource {
  const { passageId, sourceId, kind, title, headings, page, itemId, text } = passage;
  return { passageId, sourceId, kind, title, headings, page, itemId, text, score };
}

/** Titles as cards, each once; those that the shop no longer knows are left out. */
function titleCards({ shop }: AskData, itemIds: readonly string[]): TitleCard[] {
  return [...new Set(itemIds)].slice(0, TITLES_SHOWN).flatMap((itemId) => {
    const row = shop.rowOf.get(itemId);
    if (row === undefined) return [];
    const { title, authors, genre, year, pages, series } = shop.titleOf(row);
    const priceCents = priceCentsOf(shop, row);
    const onHand = unitsOnHand(shop.stock.get(itemId));
    return [{ itemId, title, authors, genre, year, pages, priceCents, series, onHand }];
  });
}
