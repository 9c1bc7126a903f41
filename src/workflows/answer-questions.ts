import { throwIfAborted } from "../core/errors.ts";
import type { TextEmbedder, WorkflowContext } from "../core/ports.ts";
import { seededRandom } from "../core/random.ts";
import type { AnswerLine, LineCitation, ListedQuestion } from "../domain/answer-line.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import type { Passage, SourceText } from "../domain/document.ts";
import { passagesOf } from "../features/passages.ts";
import { shopTable, type ShopTable } from "../features/table-query/shop-table.ts";
import { languageOf } from "../features/text-terms.ts";
import { hybridRag, withVectors, type HybridRagOptions } from "../models/rag/hybrid-rag/index.ts";
import type { PassageTokens } from "../models/rag/passage-tokens.ts";
import { joinVectors } from "../models/rag/passage-vectors.ts";
import { RERANKED } from "../models/rag/reranker.ts";
import type { PassageVectors } from "../models/rag/task.ts";
import { defaultOptions } from "../models/options.ts";
import { answerFromTexts, type TextIndex } from "../training/answer-from-texts.ts";
import type { AnswerModel } from "../training/answer-model.ts";
import { embedPassageBatch } from "../training/embed-passage-batch.ts";
import { carriedModel } from "./answer-model.ts";
import { fieldsLine } from "./fields-line.ts";

/** A text that is asked, with what each of its sections is cited by. */
export interface AskedText {
  readonly source: SourceText;
  /** Shape [sections]. */
  readonly ids: readonly string[];
}

export interface AnswerQuestionsRequest {
  readonly texts: readonly AskedText[];
  /** Titles whose fields are asked first; null: texts only. */
  readonly titles: readonly TitleRecord[] | null;
  readonly questions: readonly ListedQuestion[];
  /** Ids of texts in `ranked`. */
  readonly k: number;
  /** null: texts are found by their words only. */
  readonly embedder: TextEmbedder | null;
}

export interface AnswerQuestionsSummary {
  readonly texts: number;
  readonly passages: number;
  readonly questions: number;
  readonly abstained: number;
  /** Questions that were answered from fields. */
  readonly fromFields: number;
  readonly notices: readonly string[];
}

type Context = Pick<WorkflowContext, "clock" | "progress" | "signal">;

/**
 * Answer a list of questions from texts, and from the fields of a catalogue where one is given, as the screen does.
 *
 * @param sink takes each line in the order of the questions
 * @throws `core.aborted`, `embedding.*`
 */
export async function answerQuestions(
  request: AnswerQuestionsRequest,
  context: Context,
  sink: (line: AnswerLine) => void,
): Promise<AnswerQuestionsSummary> {
  const { titles, questions, k, embedder } = request;
  const { model } = await carriedModel();
  const texts = withLanguages(request.texts);
  const opened = await openTexts(texts, model, embedder, context);
  const table = titles === null ? null : catalogueTable(titles);
  let [abstained, fromFields] = [0, 0];
  for (const [done, question] of questions.entries()) {
    throwIfAborted(context.signal, "Answering");
    context.progress({
      phase: "Answering",
      done,
      total: questions.length,
      unit: "questions",
      remainingMs: null,
    });
    let line = table === null ? null : fieldsLine(table, question, k);
    if (line !== null) fromFields++;
    else line = await textLine(opened, model, embedder, question, k);
    if (line.abstained) abstained++;
    sink(line);
  }
  return {
    texts: texts.reduce((sum, { ids }) => sum + ids.length, 0),
    passages: opened.index.passages.length,
    questions: questions.length,
    abstained,
    fromFields,
    notices: opened.notices,
  };
}

/** The titles of a catalogue as columns, without sales, stock and forecast. */
function catalogueTable(titles: readonly TitleRecord[]): ShopTable {
  return shopTable({
    titles,
    currency: null,
    demand: null,
    stock: new Map(),
    expected: null,
    stockOutDay: null,
    toOrder: null,
    why: null,
  });
}

/** Characters by which the language of all texts together is judged. */
const JUDGED_UNITS = 20_000;

/** A text too short to tell its language is taken to be in that of the others. */
function withLanguages(texts: readonly AskedText[]): AskedText[] {
  let beginning = "";
  for (const { source } of texts) {
    for (const { text } of source.sections) beginning += ` ${text.slice(0, 400)}`;
    if (beginning.length > JUDGED_UNITS) break;
  }
  const usual = languageOf(beginning);
  return texts.map(({ source, ids }) => {
    const { sections } = source;
    const language = source.language ?? languageOf(sections[0]?.text.slice(0, 4000) ?? "") ?? usual;
    return { source: { ...source, language }, ids };
  });
}

/** Texts made ready to be asked. */
interface OpenedTexts {
  readonly index: TextIndex;
  /** What each passage is cited by. Shape [passages]. */
  readonly idOf: readonly string[];
  /** Passages of the text that has most of them. */
  readonly mostPassages: number;
  readonly notices: readonly string[];
}

/** Passages embedded at once. */
const BATCH_PASSAGES = 128;
/** Above this the token vectors of all passages would take gigabytes: they are reranked by words and sentences alone. */
const MOST_WITH_TOKENS = 50_000;

async function openTexts(
  texts: readonly AskedText[],
  { reranker }: AnswerModel,
  embedder: TextEmbedder | null,
  context: Context,
): Promise<OpenedTexts> {
  const passages: Passage[] = [];
  const idOf: string[] = [];
  for (const { source, ids } of texts) {
    for (const passage of passagesOf(source)) {
      passages.push(passage);
      idOf.push(ids[passage.section]!);
    }
  }
  context.progress({
    phase: "Indexing",
    done: 0,
    total: passages.length,
    unit: "passages",
    remainingMs: null,
  });
  const state = hybridRag.fit(
    { passages, vectors: null },
    defaultOptions(hybridRag.options) as HybridRagOptions,
    { random: seededRandom(0, "ask"), signal: context.signal },
  );
  const notices: string[] = [];
  const suits = embedder?.info.sha256 === reranker.modelSha256;
  const withTokens = suits && passages.length <= MOST_WITH_TOKENS;
  if (embedder !== null && !suits) {
    notices.push(
      `The confidence was calibrated with another model than ${embedder.info.modelId}: its order still means something, its size less.`,
    );
  }
  if (suits && !withTokens) {
    notices.push(
      `${passages.length} passages are too many to compare word by word by meaning (at most ${MOST_WITH_TOKENS}): they are ranked by words and by the meaning of sentences.`,
    );
  }
  const embedded =
    embedder === null
      ? null
      : await embedAll(embedder, passages, withTokens ? reranker.projection : null, context);
  return {
    index: {
      passages,
      state: embedded === null ? state : withVectors(state, embedded.vectors),
      tokensOf: (rows) => Promise.resolve(rows.map((row) => embedded?.tokens[row] ?? null)),
    },
    idOf,
    mostPassages: mostOf(idOf),
    notices,
  };
}

async function embedAll(
  embedder: TextEmbedder,
  passages: readonly Passage[],
  projection: Parameters<typeof embedPassageBatch>[2]["projection"],
  { clock, progress, signal }: Context,
): Promise<{ readonly vectors: PassageVectors | null; readonly tokens: readonly (PassageTokens | null)[] }> {
  const startMs = clock.monotonicMs();
  const total = passages.length;
  const report = (done: number): void =>
    progress({
      phase: "Making vectors",
      done,
      total,
      unit: "passages",
      remainingMs: done === 0 ? null : ((clock.monotonicMs() - startMs) / done) * (total - done),
    });
  const parts: PassageVectors[] = [];
  const tokens: (PassageTokens | null)[] = [];
  for (let first = 0; first < total; first += BATCH_PASSAGES) {
    report(first);
    const batch = passages.slice(first, first + BATCH_PASSAGES);
    const made = await embedPassageBatch(embedder, batch, {
      projection,
      signal,
      onBatch: (done) => report(first + done),
    });
    parts.push(made.vectors);
    tokens.push(...made.tokens);
  }
  return { vectors: joinAll(parts), tokens };
}

/** Joined by pairs, so that a part is copied a few times and not once for each that follows. */
function joinAll(parts: readonly PassageVectors[]): PassageVectors | null {
  let row = [...parts];
  while (row.length > 1) {
    const next: PassageVectors[] = [];
    for (let i = 0; i < row.length; i += 2) {
      next.push(i + 1 < row.length ? joinVectors(row[i]!, row[i + 1]!) : row[i]!);
    }
    row = next;
  }
  return row[0] ?? null;
}

function mostOf(ids: readonly string[]): number {
  const counts = new Map<string, number>();
  let most = 0;
  for (const id of ids) {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    most = Math.max(most, count);
  }
  return most;
}

/** Passages that are ranked for k texts, at most. */
const MOST_RANKS = 5000;

async function textLine(
  { index, idOf, mostPassages }: OpenedTexts,
  model: AnswerModel,
  embedder: TextEmbedder | null,
  question: ListedQuestion,
  k: number,
): Promise<AnswerLine> {
  const embedded = embedder && (await embedder.embed([question.text]));
  // As many as it takes to have k different texts among them.
  const ranks = Math.min(MOST_RANKS, index.passages.length, Math.max(RERANKED, k * mostPassages));
  const found = await answerFromTexts(
    model,
    index,
    { text: question.text, embedded, modelSha256: embedder?.info.sha256 ?? null, allowed: null },
    ranks,
  );
  const abstained = found.certainty === "unknown";
  const citations = found.sentences.map(({ row, start, end, text }): LineCitation => {
    const from = index.passages[row]!.start;
    return { id: idOf[row]!, start: from + start, end: from + end, text };
  });
  const best = new Map<string, number>();
  for (const { row, score } of found.ranked) {
    const id = idOf[row]!;
    if (!best.has(id)) best.set(id, score);
    if (best.size === k) break;
  }
  return {
    ...(question.id === undefined ? {} : { id: question.id }),
    question: question.text,
    answer: citations.map(({ text }) => text.trim()).join(" "),
    abstained,
    confidence: shortest(found.confidence),
    citations,
    ranked: [...best].map(([id, score]) => ({ id, score: shortest(score) })),
  };
}

/** Seven digits: what follows differs by the machine's rounding at most. */
const shortest = (value: number): number => Number(value.toPrecision(7));
