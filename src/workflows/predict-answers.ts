import type { WorkflowContext } from "../core/ports.ts";
import type { AnswerLine } from "../domain/answer-line.ts";
import type { AskAnswer } from "../domain/ask.ts";
import { ask } from "./ask.ts";
import { readAdjusted } from "./adjusted-model.ts";
import { askCache, openAskData, type AskContext, type AskData } from "./ask-data.ts";
import { tokenCache } from "./ask-tokens.ts";
import { vectorCache } from "./ask-vectors.ts";
import { embeddedText, textKey, textKeys, vectorBlockNames } from "./ask-vectors-store.ts";
import type { EmbedderSlots } from "./embedder-slot.ts";
import { rowCitation } from "./fields-line.ts";
import { forecastDataCache } from "./forecast-data.ts";
import { answeringModel } from "./index-models.ts";
import { openVersion, type ModelVersion } from "./model-version.ts";
import { orderColumns } from "./plan-orders.ts";
import { columnFitting } from "./predict-columns.ts";
import { predictError } from "./predict-errors.ts";
import { inputText, type Prediction, type Predictor } from "./predictor.ts";
import { decodeRagSystem, FAISS_FILE, type RagVersion } from "./rag-artifact.ts";
import { columnNamed } from "./text-table.ts";

export interface AnswerOptions {
  /** Column of questions; by default "question". */
  readonly question: string | undefined;
  /** Passages in `ranked`. */
  readonly k: number;
}

/** Questions that are read at once; each is answered, and kept, by itself. */
const BATCH_QUESTIONS = 64;
const ID_NAMES = /^(?:id|qid|question[_ -]?id)$/i;

/**
 * A question index as a predictor: a row a question with answer, confidence, citations and ranked passages, from the
 * fields of the shop or from its texts, as the Ask screen answers.
 *
 * @throws `artifact.*`, `predict.no-index`, `predict.other-texts`, `embedding.*`
 */
export async function answerPredictor(
  context: Pick<WorkflowContext, "database" | "clock" | "locks" | "progress">,
  embedders: EmbedderSlots,
  found: ModelVersion,
  { question, k }: AnswerOptions,
): Promise<Predictor> {
  const { name, entry } = found;
  const { datasetId } = entry;
  const { database } = context;
  const { version, model } = await openVersion(database, found, decodeRagSystem);
  if ((await database.read("datasets", datasetId)) === undefined) {
    throw predictError("predict.no-index", { model: `${name} ${version}` });
  }
  const embedder = embedders.of(await answeringModel(database, datasetId));
  const asks: AskContext = {
    ...context,
    cache: forecastDataCache(),
    asks: askCache(),
    vectors: vectorCache(),
    tokens: tokenCache(),
    embedder,
  };
  const data = await openAskData(asks, datasetId);
  const still = stillThere(model, data);
  if (still === 0) {
    const known = model.passageIds.length;
    throw predictError("predict.other-texts", { model: `${name} ${version}`, found: still, known });
  }
  await embedder.load();
  let answered = 0;
  const make = async (text: string, id: string | null): Promise<Prediction> => {
    const filters = { kinds: [], inStock: false, sourceIds: [] };
    const answer = await ask(asks, { datasetId, text, before: [], filters, query: null });
    return { columns: columnsOf(lineOf(answer, id, k), answer), unknown: [] };
  };
  return {
    model: { name, version, type: "rag" },
    cached: { datasetId, key: JSON.stringify([entry.sha256[FAISS_FILE], k, ...(await stateOf(asks, data))]) },
    batchRows: BATCH_QUESTIONS,
    expected: "a question a row",
    lines: "question",
    notices: () => {
      const without = data.passages.length - still;
      return without <= 0
        ? []
        : [
            `${without} of ${data.passages.length} passages came after ${name} ${version}: they are found by their words.`,
          ];
    },
    close: async () => (await embedder.load()).dispose(),
    async *predict(parts, cache) {
      for await (const part of parts) {
        const column = columnFitting(part, question, "--question", (header) =>
          header.toLowerCase() === "question" ? 1 : 0,
        );
        const ids = part.cells[part.columns.findIndex((header) => ID_NAMES.test(header))];
        for (const [row, text] of columnNamed(part, column, "--question").entries()) {
          const id = ids?.[row] ?? null;
          if (text === "") continue;
          context.progress({
            phase: "Answering",
            done: answered++,
            total: null,
            unit: "questions",
            remainingMs: null,
          });
          const { value, kept } = await cache.of(inputText([[id ?? ""], [text]]), () => make(text, id));
          yield { rows: 1, kept, ...value };
        }
      }
    },
  };
}

/** Passages of a version that the shop's texts still hold, word for word. */
function stillThere({ passageIds, textLow, textHigh }: RagVersion, { passages, rowOf }: AskData): number {
  const keys = textKeys(passages.map(embeddedText));
  return passageIds.filter((passageId, i) => {
    const row = rowOf.get(passageId);
    return row !== undefined && textKey(keys, row) === textKey({ low: textLow, high: textHigh }, i);
  }).length;
}

/** Whatever else an answer depends on: the shop's data, its decisions, the index, the vectors made, what was learned. */
async function stateOf(context: AskContext, { shop, manifest }: AskData): Promise<readonly unknown[]> {
  const datasetId = shop.dataset.id;
  const { database, embedder } = context;
  const { reranker } = await readAdjusted(context, datasetId);
  return [
    shop.dataset.revision,
    shop.provenance.model?.version ?? null,
    (await orderColumns(context, datasetId)).key,
    manifest.revision,
    manifest.words,
    embedder?.model.sha256 ?? null,
    await vectorBlockNames(database, datasetId, embedder!.model),
    Array.from(reranker.adjustment ?? []),
  ];
}

function lineOf(answer: AskAnswer, id: string | null, k: number): AnswerLine {
  const { question, certainty, confidence, sentences, table, sources, provenance } = answer;
  const says = certainty !== "unknown";
  const rows =
    answer.way === "fields" ? (table?.rows ?? []).filter(({ itemId }) => itemId !== null).slice(0, k) : [];
  const fromTexts = sentences.map(({ citation: { passageId, start, end, text } }) => ({
    id: passageId,
    start,
    end,
    text,
  }));
  const text =
    answer.way === "fields" ? (table?.sentence ?? "") : sentences.map((each) => each.text).join(" ");
  const said = says && text !== "";
  return {
    ...(id === null ? {} : { id }),
    question,
    answer: said ? text : "",
    abstained: !said,
    confidence: shortest(confidence),
    citations: !said
      ? []
      : answer.way === "fields"
        ? rows.map((row) => rowCitation(provenance.dataset.currency, table!, row))
        : fromTexts,
    ranked:
      answer.way === "fields"
        ? rows.map(({ itemId }, i) => ({ id: itemId!, score: rows.length - i }))
        : sources.slice(0, k).map(({ passageId, score }) => ({ id: passageId, score: shortest(score) })),
  };
}

/** The line as columns, with how sure the answer is in a word and how it was found. */
function columnsOf(line: AnswerLine, { certainty, way }: AskAnswer): Prediction["columns"] {
  const { id, question, answer, abstained, confidence, citations, ranked } = line;
  return [
    ...(id === undefined ? [] : [{ name: "id", values: [id] }]),
    { name: "question", values: [question] },
    { name: "answer", values: [answer] },
    { name: "abstained", values: [String(abstained)], type: "json" },
    { name: "confidence", values: Float64Array.of(confidence) },
    { name: "certainty", values: [certainty] },
    { name: "way", values: [way] },
    { name: "citations", values: [JSON.stringify(citations)], type: "json" },
    { name: "ranked", values: [JSON.stringify(ranked)], type: "json" },
  ];
}

/** Seven digits: what follows differs by the machine's rounding at most. */
const shortest = (value: number): number => Number(value.toPrecision(7));
