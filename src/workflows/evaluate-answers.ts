import { throwIfAborted } from "../core/errors.ts";
import type { ByteSource, TableReader } from "../core/ports.ts";
import type { AnswerLine } from "../domain/answer-line.ts";
import { MOST_QUESTION_LETTERS } from "../domain/answer-line.ts";
import type { ShopAnswerReport } from "../domain/answer-report.ts";
import type { Passage } from "../domain/document.ts";
import { percentile } from "../evaluation/answer-metrics.ts";
import { evaluateAnswers, type ExpectedAnswer } from "../evaluation/answers.ts";
import { readActualAnswers } from "./actual-answers.ts";
import { answerError } from "./answer-errors.ts";
import { answering, listFeedback } from "./answer-feedback.ts";
import { openAskData, passageSource, type AskContext, type AskData } from "./ask-data.ts";
import { answerFromPassages } from "./ask-text.ts";
import { documentSourceId, listDocuments } from "./documents.ts";
import { readTextTable } from "./read-text-table.ts";

export interface EvaluateAnswersContext extends AskContext {
  readonly tables: TableReader;
}

/** A question with what answers it: passages, sources, titles or documents by what they are called. */
interface Judged extends ExpectedAnswer {
  readonly question: string;
}

/** Sources of an answer that are looked at. */
const RANKED = 10;

/**
 * Measure how well questions are answered from a shop's texts: those that people judged, or those of a file. Fields are
 * left out: every question goes to the texts.
 *
 * @param file a table with a column "question" and one of what answers it: a passage, a source, a title's identifier,
 *   the file's name of a document, or the title of a document or book; null: the feedback that was given
 * @throws `answers.nothing-judged`, `answers.no-actual`, `table.*`, `file.*`, `core.aborted`, `import.unknown-dataset`,
 *   `storage.*`
 */
export async function evaluateShopAnswers(
  context: EvaluateAnswersContext,
  datasetId: string,
  file: ByteSource | null,
): Promise<ShopAnswerReport> {
  const { clock, progress, signal } = context;
  const notices: string[] = [];
  const data = await openAskData(context, datasetId);
  const isKnown = namesIn(data);
  const judged =
    file === null
      ? await judgedAnswers(context, data, notices)
      : await answersOfFile(context, datasetId, isKnown, file);
  const wanted = [...new Set(judged.flatMap(({ ids }) => ids))];
  const missing = wanted.filter((id) => !isKnown(id));
  if (missing.length > 0) {
    notices.push(
      `${missing.length} of ${wanted.length} answering sources are not in the index, "${missing[0]!}" first; they count as not found.`,
    );
  }
  await loadEmbedder(context, notices);
  const allowed = Uint8Array.from(data.passages, ({ sourceId }) => (data.isKnown(sourceId) ? 1 : 0));
  const lines: AnswerLine[] = [];
  const times: number[] = [];
  const cited = new Map<string, string>();
  const startMs = clock.monotonicMs();
  for (const [done, { question, ids }] of judged.entries()) {
    throwIfAborted(signal, "Measuring answers");
    const sinceMs = clock.monotonicMs();
    progress({
      phase: "Asking",
      done,
      total: judged.length,
      unit: "questions",
      remainingMs: done === 0 ? null : ((sinceMs - startMs) / done) * (judged.length - done),
    });
    const line = await askLine(context, data, question, ids, allowed);
    times.push(clock.monotonicMs() - sinceMs);
    lines.push(line);
    for (const { id } of line.citations) {
      if (!cited.has(id)) cited.set(id, await sourceText(context, datasetId, id));
    }
  }
  return {
    ...evaluateAnswers(lines, judged, RANKED, (id) => cited.get(id) ?? null),
    notices,
    medianMs: percentile(times, 0.5),
    slowMs: percentile(times, 0.95),
  };
}

async function askLine(
  context: EvaluateAnswersContext,
  data: AskData,
  question: string,
  ids: readonly string[],
  allowed: Uint8Array,
): Promise<AnswerLine> {
  const found = await answerFromPassages(context, data, question, [], allowed);
  return {
    question,
    answer: found.sentences.map(({ text }) => text).join(" "),
    abstained: found.certainty === "unknown",
    confidence: found.confidence,
    citations: found.sentences.map(({ citation: { passageId, ...place } }) => ({ id: passageId, ...place })),
    ranked: found.sources.map(({ passageId, score }) => {
      const passage = data.passages[data.rowOf.get(passageId)!]!;
      return { id: ids.find((id) => isCalled(passage, id)) ?? passageId, score };
    }),
  };
}

/** Whether a passage is, or belongs to, what an id or a title names. */
function isCalled({ passageId, sourceId, itemId, title }: Passage, id: string): boolean {
  return (
    id === passageId ||
    id === sourceId ||
    id === itemId ||
    `document/${id}` === sourceId ||
    title.toLowerCase() === id.toLowerCase()
  );
}

/** Whether an id or a title names something in the index, as `isCalled` has it. */
function namesIn({ passages }: AskData): (id: string) => boolean {
  const ids = new Set<string>();
  const titles = new Set<string>();
  for (const { passageId, sourceId, itemId, title } of passages) {
    for (const id of [passageId, sourceId, itemId, sourceId.replace(/^document\//, "")]) {
      if (id !== null) ids.add(id);
    }
    titles.add(title.toLowerCase());
  }
  return (id) => ids.has(id) || titles.has(id.toLowerCase());
}

/** What the passage says where it stands in its source. */
async function sourceText(context: AskContext, datasetId: string, passageId: string): Promise<string> {
  const { source, section, start, end } = await passageSource(context, datasetId, passageId);
  return source.sections[section]!.text.slice(start, end);
}

/** Questions that people judged, the latest judgement of each. */
async function judgedAnswers(
  { database }: EvaluateAnswersContext,
  data: AskData,
  notices: string[],
): Promise<Judged[]> {
  const feedback = await listFeedback(database, data.shop.dataset.id);
  const latest = new Map(feedback.map((entry) => [entry.question.normalize("NFC").trim(), entry]));
  const judged: Judged[] = [];
  let gone = 0;
  for (const [question, entry] of latest) {
    const passageId = answering(entry);
    if (passageId === null) continue;
    if (data.rowOf.has(passageId)) judged.push({ question, ids: [passageId], answers: [] });
    else gone++;
  }
  if (judged.length === 0) throw answerError("answers.nothing-judged", { found: latest.size });
  if (gone > 0) notices.push(`${gone} judged answers are left out: their sources have changed since.`);
  notices.push(
    "The ranking has learned from these judgements itself: on new questions it may do a little worse. Whether it holds back rightly can be seen only with a file that has questions without a source.",
  );
  return judged;
}

async function answersOfFile(
  context: EvaluateAnswersContext,
  datasetId: string,
  isKnown: (id: string) => boolean,
  file: ByteSource,
): Promise<Judged[]> {
  const { tables, progress } = context;
  const sourceOf = await documentNames(context, datasetId);
  const table = await readTextTable(tables, file, progress);
  const options = { question: "question", source: "source", answer: "answer" };
  const { actual } = readActualAnswers(table, {}, options, (id) => sourceOf.has(id) || isKnown(id));
  const long = actual.find(({ question }) => question.length > MOST_QUESTION_LETTERS);
  if (long !== undefined) {
    throw answerError("answers.long-question", {
      name: file.name,
      start: long.question.slice(0, 40),
      found: long.question.length,
      most: MOST_QUESTION_LETTERS,
    });
  }
  return actual.map((one) => ({ ...one, ids: one.ids.map((id) => sourceOf.get(id) ?? id) }));
}

/** Sources of documents by the names of their files, with and without their endings. */
async function documentNames(
  { database }: EvaluateAnswersContext,
  datasetId: string,
): Promise<ReadonlyMap<string, string>> {
  const sourceOf = new Map<string, string>();
  for (const { documentId, fileName } of await listDocuments(database, datasetId)) {
    sourceOf.set(fileName, documentSourceId(documentId));
    sourceOf.set(fileName.replace(/\.[^.]+$/, ""), documentSourceId(documentId));
  }
  return sourceOf;
}

/** Without the language model questions are found by words; why is said. */
async function loadEmbedder({ embedder }: EvaluateAnswersContext, notices: string[]): Promise<void> {
  try {
    await embedder?.load();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notices.push(`Passages were found by words only: the language model could not be started. ${reason}`);
  }
}
