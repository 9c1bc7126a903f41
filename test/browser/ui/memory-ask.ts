import type { AnswerLine } from "../../../src/domain/answer-line.ts";
import type { AskApi, AskIndexApi } from "../../../src/bridge/api.ts";
import { AppError } from "../../../src/core/errors.ts";
import type {
  AnswerFeedback,
  AnswerSentence,
  AnswerSource,
  AskAnswer,
  AskIndexStatus,
  AskQuestion,
} from "../../../src/domain/ask.ts";
import type { TitleRecord } from "../../../src/domain/dataset.ts";
import type { DocumentRecord, SourceText } from "../../../src/domain/document.ts";
import { BUILT_IN_MODEL, OFFERED_MODELS, type IndexModels } from "../../../src/domain/embedding-model.ts";
import type { GeneratorState, LocalGenerator } from "../../../src/domain/generator.ts";
import type { Provenance } from "../../../src/domain/provenance.ts";
import { evaluateAnswers } from "../../../src/evaluation/answers.ts";
import { answerQuery } from "../../../src/features/table-query/answer-query.ts";
import { planQuestion } from "../../../src/features/table-query/plan-question.ts";
import { shopTable } from "../../../src/features/table-query/shop-table.ts";
import { answerError } from "../../../src/workflows/answer-errors.ts";
import { cardOf, type MemoryBooks } from "./memory-recommender.ts";

export interface MemoryAskOptions {
  readonly status?: Partial<AskIndexStatus>;
  readonly documents?: readonly DocumentRecord[];
  readonly generator?: GeneratorState;
}

/** A model as if it had been added. */
export const ADDED_MODEL: LocalGenerator = {
  label: "SmolLM2 135M Instruct (Q4_1)",
  licence: "Apache-2.0",
  bytes: 98_362_432,
  sha256: "b179".padEnd(64, "0"),
  addedAt: "2026-09-28T07:05:00.000Z",
  url: null,
};

/** Two pages of a house, to be asked. */
export const HOUSE_RULES: SourceText = {
  sourceId: "document/house",
  kind: "document",
  title: "House rules <b>of</b> the shop",
  itemId: null,
  language: "en",
  sections: [
    { headings: ["Opening hours"], text: "The shop opens at nine. On Sunday it is closed.", page: 1 },
    {
      headings: ["Returns", "With a receipt"],
      text: "Books may be returned within thirty days.\n\nA receipt is needed for each of them. Nothing else is asked.",
      page: 2,
    },
    { headings: ["Parking"], text: "Bicycles stand in the yard.", page: 2 },
  ],
};

export const HOUSE_RECORD: DocumentRecord = {
  documentId: "house",
  fileName: "house-rules.pdf",
  format: "pdf",
  title: HOUSE_RULES.title,
  language: "en",
  bytes: 48_200,
  sha256: "ab".repeat(32),
  addedAt: "2026-09-28T07:05:00.000Z",
  sections: 3,
  passages: 3,
  doubts: ["Page 3 is a picture without text."],
};

/** What the memory shop answers with: sentences that share words with a question, and its titles by the real planner. */
export function memoryAsk(
  books: MemoryBooks,
  provenance: (datasetId: string) => Provenance,
  runJob: <T>(onProgress: Parameters<AskIndexApi["updateIndex"]>[1], done: () => T) => Promise<T>,
  options: MemoryAskOptions,
): AskApi & AskIndexApi {
  let documents = [...(options.documents ?? [HOUSE_RECORD])];
  const texts = new Map([["house", HOUSE_RULES]]);
  let feedback: AnswerFeedback[] = [];
  let nextFeedback = 1;
  let generator: GeneratorState = options.generator ?? { choice: "extractive", local: null };
  let models: IndexModels = {
    models: [
      {
        ...BUILT_IN_MODEL,
        bytes: 23_306_951,
        sha256: "57ff".padEnd(64, "0"),
        verified: true,
        builtIn: true,
        url: null,
        doubts: [],
      },
    ],
    chosenId: BUILT_IN_MODEL.modelId,
    offered: OFFERED_MODELS,
  };
  const titles = Array.from({ length: books.count }, (_, row) => books.titleOf(row));
  const fields = shopTable({
    titles,
    currency: "GBP",
    demand: null,
    stock: new Map(
      titles.flatMap(({ itemId }, row) => {
        const onHand = books.onHandOf(row);
        return onHand === null
          ? []
          : [[itemId, { itemId, onHand, onOrder: 0, reserved: 0, leadTimeDays: null, packSize: 1 }]];
      }),
    ),
    expected: null,
    stockOutDay: null,
    toOrder: null,
    why: null,
  });
  const passages = (): number => titles.length + documents.reduce((sum, record) => sum + record.passages, 0);
  let status: AskIndexStatus = {
    datasetId: "demo",
    passages: passages(),
    embedded: passages(),
    modelId: "all-MiniLM-L6-v2",
    meanwhile: null,
    backend: "wasm",
    stale: false,
    documents: documents.length,
    bytes: 1_240_000,
    updatedAt: "2026-09-28T07:10:00.000Z",
    ...options.status,
  };
  const sources = (): SourceText[] => [
    ...documents.flatMap(({ documentId }) => texts.get(documentId) ?? []),
    ...titles.map(sourceOf),
  ];

  return {
    async ask(question) {
      const plan = question.query === null ? planQuestion(fields, question.text, question.before) : null;
      const shared = {
        provenance: provenance(question.datasetId),
        question: question.text,
        choices: [],
        notes: [],
        tookMs: 42,
      };
      const asked = question.query === null ? null : { query: question.query, readings: [] };
      const planned = plan?.kind === "query" ? plan : asked;
      const table = planned && answerQuery(fields, planned.query, planned.readings);
      if (table === null || (asked === null && !table.answered))
        return { ...shared, ...fromTexts(question, sources(), books) };
      return {
        ...shared,
        way: "fields",
        certainty: table.answered ? "answer" : "unknown",
        confidence: table.answered ? 0.97 : 0.1,
        sentences: [],
        table,
        titles: table.rows.flatMap((row) => cardsOf(row.itemId, books)),
        sources: [],
      };
    },
    async source(_datasetId, passageId) {
      const [sourceId, number] = passageId.split("#") as [string, string];
      const source = sources().find((known) => known.sourceId === sourceId)!;
      const section = Number(number);
      return { source, section, start: 0, end: source.sections[section]!.text.length };
    },
    examples: async () => [
      "How many novels by George Eliot before 1880?",
      "When does the shop open on Sunday?",
    ],
    indexStatus: async () => ({ ...status }),
    async giveFeedback(_datasetId, given) {
      const kept = { ...given, feedbackId: `f${nextFeedback++}`, at: "2026-09-28T08:00:00.000Z" };
      feedback = [...feedback, kept];
      return kept;
    },
    async withdrawFeedback(_datasetId, feedbackId) {
      feedback = feedback.filter((kept) => kept.feedbackId !== feedbackId);
    },
    exportFeedback: async () => new Blob(feedback.map((kept) => `${JSON.stringify(kept)}\n`)),
    documents: async () => documents,
    generator: async () => generator,
    chooseGenerator: async (choice) => (generator = { ...generator, choice }),
    rewritePrompt: async ({ question }) => question,
    checkRewrite: async () => ({ sentences: [], dropped: 0 }),
    addGenerator: (_source, onProgress) =>
      runJob(onProgress, () => (generator = { ...generator, local: ADDED_MODEL })),
    models: async () => models,
    addModel: (_source, { label, licence }, onProgress) =>
      runJob(onProgress, () => {
        const [built] = models.models;
        const modelId = label.replaceAll(" ", "-");
        const added = { ...built!, modelId, label, licence, builtIn: false, verified: false, dimension: 32 };
        return (models = { ...models, models: [...models.models, added] });
      }),
    removeModel: async (modelId) =>
      (models = {
        ...models,
        models: models.models.filter((model) => model.modelId !== modelId),
        chosenId: models.chosenId === modelId ? BUILT_IN_MODEL.modelId : models.chosenId,
      }),
    chooseModel: async (chosenId) => {
      const { label } = models.models.find(({ modelId }) => modelId === models.chosenId)!;
      models = { ...models, chosenId };
      status = { ...status, embedded: 0, modelId: chosenId, meanwhile: label };
      return models;
    },
    removeGenerator: async () => (generator = { choice: "extractive", local: null }),
    async addDocument(_datasetId, file, onProgress) {
      onProgress({
        phase: `Reading ${file.name}`,
        done: 0,
        total: file.size,
        unit: "bytes",
        remainingMs: null,
      });
      if (!/\.(txt|md|html|epub|pdf|csv|xml)$/.test(file.name)) {
        throw new AppError(
          "input",
          "document.unknown-format",
          `${file.name} is no text that can be read.`,
          "Choose TXT, Markdown, HTML, EPUB, PDF, CSV or ONIX.",
          { fileName: file.name },
        );
      }
      const text = await file.text();
      const documentId = file.name;
      const record: DocumentRecord = {
        ...HOUSE_RECORD,
        documentId,
        fileName: file.name,
        format: "text",
        title: file.name,
        bytes: file.size,
        sections: 1,
        passages: 1,
        doubts: [],
      };
      texts.set(documentId, {
        ...HOUSE_RULES,
        sourceId: `document/${documentId}`,
        title: file.name,
        sections: [{ headings: [], text, page: null }],
      });
      documents = [...documents, record];
      return record;
    },
    async removeDocument(_datasetId, documentId) {
      const record = documents.find((known) => known.documentId === documentId);
      documents = documents.filter((known) => known !== record);
      return record === undefined ? null : { record, text: texts.get(documentId)! };
    },
    async restoreDocument(_datasetId, record, text) {
      texts.set(record.documentId, text);
      documents = [...documents, record];
    },
    updateIndex: (_datasetId, onProgress) =>
      runJob(onProgress, () => (status = { ...status, stale: false, passages: passages() })),
    embedMissing: (_datasetId, onProgress) =>
      runJob(onProgress, () => (status = { ...status, embedded: status.passages, meanwhile: null })),
    exportIndex: async () => new Blob(["index"]),
    importIndex: (_datasetId, _file, onProgress) =>
      runJob(onProgress, () => (status = { ...status, embedded: status.passages })),
    async evaluate(_datasetId, file, onProgress) {
      const rows = file === null ? [] : (await file.text()).trim().split("\n").slice(1);
      const known = rows.map((row) => row.split(",") as [string, string]);
      if (known.length === 0) throw answerError("answers.nothing-judged", { found: feedback.length });
      return runJob(onProgress, () => {
        const lines = known.map(([question]): AnswerLine => {
          const filters = { kinds: [], inStock: false, sourceIds: [] };
          const asked = { datasetId: "demo", text: question, before: [], filters, query: null };
          const found = fromTexts(asked, sources(), books);
          return {
            question,
            answer: found.sentences.map(({ text }) => text).join(" "),
            abstained: found.certainty === "unknown",
            confidence: found.confidence,
            citations: [],
            ranked: found.sources.map(({ sourceId, score }) => ({ id: sourceId, score })),
          };
        });
        const expected = known.map(([, id]) => ({ ids: id === "" ? [] : [id], answers: [] }));
        return {
          ...evaluateAnswers(lines, expected, 10, null),
          notices: ["1 of 2 answering sources are not in the index."],
          medianMs: 41.6,
          slowMs: 90,
        };
      });
    },
  };
}

const sourceOf = (title: TitleRecord): SourceText => ({
  sourceId: `title/${title.itemId}`,
  kind: "description",
  title: title.title,
  itemId: title.itemId,
  language: title.language,
  sections: [{ headings: [], text: title.description ?? "", page: null }],
});

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? [];

/** The sentence that holds most of the question's words; said, perhaps or withheld by how many it holds. */
function fromTexts(
  question: AskQuestion,
  sources: readonly SourceText[],
  books: MemoryBooks,
): Omit<AskAnswer, "provenance" | "question" | "choices" | "notes" | "tookMs"> {
  const { kinds, sourceIds } = question.filters;
  const asked = new Set(wordsOf(question.text));
  const found: { source: AnswerSource; sentence: AnswerSentence; share: number }[] = [];
  for (const text of sources) {
    if (kinds.length > 0 && !kinds.includes(text.kind)) continue;
    if (sourceIds.length > 0 && !sourceIds.includes(text.sourceId)) continue;
    text.sections.forEach((section, number) => {
      const passageId = `${text.sourceId}#${number}`;
      for (const match of section.text.matchAll(/[^.\n]+\./g)) {
        const sentence = match[0].trim();
        const start = section.text.indexOf(sentence, match.index);
        const held = wordsOf(`${section.headings.join(" ")} ${sentence}`);
        const share = new Set(held.filter((word) => asked.has(word))).size / Math.max(1, asked.size);
        const citation = { passageId, start, end: start + sentence.length, text: sentence };
        const { sourceId, kind, title, itemId } = text;
        const { headings, page } = section;
        found.push({
          source: {
            passageId,
            sourceId,
            kind,
            title,
            headings,
            page,
            itemId,
            text: section.text,
            score: share,
          },
          sentence: { text: sentence, citation },
          share,
        });
      }
    });
  }
  found.sort((a, b) => b.share - a.share);
  const best = found.slice(0, 6);
  const share = best[0]?.share ?? 0;
  const certainty = share >= 0.6 ? "answer" : share >= 0.4 ? "perhaps" : "unknown";
  const passages = new Map(best.map(({ source }) => [source.passageId, source]));
  return {
    way: "text",
    certainty,
    confidence: share,
    sentences: certainty === "unknown" ? [] : [best[0]!.sentence],
    table: null,
    titles: (certainty === "unknown" ? best : best.slice(0, 1))
      .flatMap(({ source }) => cardsOf(source.itemId, books))
      .slice(0, 3),
    sources: [...passages.values()],
  };
}

function cardsOf(itemId: string | null, books: MemoryBooks): AskAnswer["titles"] {
  const row = itemId === null ? -1 : books.rowOf(itemId);
  return row < 0 ? [] : [cardOf(books.titleOf(row), books.onHandOf(row))];
}
