import type { AskAnswer, AskFilters, AskIndexStatus, AskQuestion } from "../domain/ask.ts";
import type { Passage } from "../domain/document.ts";
import { prepareQuestions } from "../features/table-query/plan-question.ts";
import type { TitleCard } from "../domain/recommendation.ts";
import { unitsOnHand } from "../domain/dataset.ts";
import { feedbackJsonLines, listFeedback } from "./answer-feedback.ts";
import { openAskData, type AskContext, type AskData } from "./ask-data.ts";
import { askError } from "./ask-errors.ts";
import { answerFromFields, type FieldsAnswer } from "./ask-fields.ts";
import { askNotes } from "./ask-notes.ts";
import { askIndexStatus } from "./ask-status.ts";
import { openShopTable } from "./ask-table.ts";
import { answerFromPassages, beyondRecords } from "./ask-text.ts";
import { vectorModel } from "./embedder-slot.ts";
import { priceCentsOf } from "./forecast-data.ts";
import { chosenModel } from "./index-models.ts";

const MOST_LETTERS = 1000;
const TITLES_SHOWN = 8;

/**
 * Answer a question from the fields of the shop or from texts, whichever is surer of itself, or say that neither says.
 *
 * @throws `ask.empty-question`, `ask.question-too-long`, `import.unknown-dataset`, `storage.*`
 */
export async function ask(context: AskContext, question: AskQuestion): Promise<AskAnswer> {
  const start = context.clock.monotonicMs();
  const text = checkedText(question.text);
  const fields = await answerFromFields(context, question, text);
  const data = await openAskData(context, question.datasetId);
  const shared = {
    provenance: data.shop.provenance,
    question: question.text,
    choices: fields?.choices ?? [],
  };
  const took = (): number => context.clock.monotonicMs() - start;
  const fromFields = (said: FieldsAnswer): AskAnswer => ({
    ...shared,
    way: "fields",
    certainty: said.certainty,
    confidence: said.confidence,
    sentences: [],
    table: said.table,
    titles: titleCards(data, said.itemIds),
    sources: [],
    notes: said.notes,
    tookMs: took(),
  });
  if (fields !== null && isEnough(fields, question)) return fromFields(fields);
  const said = await answerFromPassages(
    context,
    data,
    text,
    question.before,
    allowedRows(data, question.filters),
  );
  const found = fields?.lacking === true ? beyondRecords(said) : said;
  if (fields?.certainty === "perhaps" && found.confidence < fields.confidence) return fromFields(fields);
  const beside = found.certainty === "unknown" ? (fields?.itemIds ?? []) : [];
  return {
    ...shared,
    way: "text",
    certainty: found.certainty,
    confidence: found.confidence,
    sentences: found.sentences,
    table: fields?.certainty === "perhaps" ? fields.table : null,
    titles: titleCards(data, [...beside, ...found.itemIds]),
    sources: found.sources,
    notes: [
      ...(found.certainty === "unknown" ? (fields?.notes ?? []) : []),
      ...(await askNotes(context, data, text, found.byMeaning)),
    ],
    tookMs: took(),
  };
}

/**
 * Read beforehand what the first question needs, the language model too.
 *
 * @throws as `ask`
 */
export async function prepareAsk(context: AskContext, datasetId: string): Promise<void> {
  context.embedder?.ready();
  await openAskData(context, datasetId);
  prepareQuestions(await openShopTable(context, datasetId));
}

/** How far the index is. @throws `import.unknown-dataset` */
export async function indexStatus(
  { database, embedder }: AskContext,
  datasetId: string,
): Promise<AskIndexStatus> {
  const backend = embedder?.loaded()?.info.backend ?? null;
  const model = embedder && vectorModel(await chosenModel(database));
  return askIndexStatus(database, datasetId, model, backend);
}

/** Everything said of answers as JSON lines. @throws `import.unknown-dataset` */
export async function exportFeedback(context: AskContext, datasetId: string): Promise<string> {
  const { passages, rowOf } = await openAskData(context, datasetId);
  const feedback = await listFeedback(context.database, datasetId);
  return feedbackJsonLines(feedback, (passageId) => passages[rowOf.get(passageId) ?? -1] ?? null);
}

/** Whether texts need not be looked at: an edited query, a query that is likely meant, a name to be chosen first. */
function isEnough(fields: FieldsAnswer, { query, filters }: AskQuestion): boolean {
  if (query !== null) return true;
  // Someone who chose what to look in asks for texts.
  if (filters.kinds.length > 0 && !filters.kinds.includes("record")) return false;
  return fields.certainty === "answer" || fields.choices.length > 0;
}

function checkedText(typed: string): string {
  const text = typed.normalize("NFC").trim();
  if (text === "") throw askError("ask.empty-question", {});
  if (text.length > MOST_LETTERS) {
    throw askError("ask.question-too-long", { found: text.length, most: MOST_LETTERS });
  }
  return text;
}

/**
 * Passages that may be cited: those that pass the filters and whose source is still there; null: all, as when nothing
 * is filtered and the index is of the shop as it is. Shape [passages].
 */
function allowedRows(data: AskData, { kinds, inStock, sourceIds }: AskFilters): Uint8Array | null {
  const { shop, passages, isKnown, stale } = data;
  if (!stale && !inStock && kinds.length === 0 && sourceIds.length === 0) return null;
  const passes = (passage: Passage): boolean =>
    (kinds.length === 0 || kinds.includes(passage.kind)) &&
    (!inStock || (passage.itemId !== null && (unitsOnHand(shop.stock.get(passage.itemId)) ?? 0) > 0)) &&
    (sourceIds.length === 0 || sourceIds.some((id) => isOf(passage, id))) &&
    (!stale || isKnown(passage.sourceId));
  return Uint8Array.from(passages, (passage) => (passes(passage) ? 1 : 0));
}

/** A title stands for everything that is said of it. */
function isOf({ sourceId, itemId }: Passage, wanted: string): boolean {
  return sourceId === wanted || (itemId !== null && wanted === `title/${itemId}`);
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
