/** Questions to the catalogue and the documents. */
import type { AskApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserClock } from "../src/platform/browser/clock.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserEmbedder } from "../src/platform/browser/embedder.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { adaptAnswers } from "../src/workflows/adapt-answers.ts";
import { giveFeedback, withdrawFeedback } from "../src/workflows/answer-feedback.ts";
import { ask, exportFeedback, indexStatus, prepareAsk } from "../src/workflows/ask.ts";
import { exampleQuestions } from "../src/workflows/ask-examples.ts";
import { askCache, passageSource } from "../src/workflows/ask-data.ts";
import { tokenCache } from "../src/workflows/ask-tokens.ts";
import { vectorCache } from "../src/workflows/ask-vectors.ts";
import { listDocuments } from "../src/workflows/documents.ts";
import { askFirst } from "../src/workflows/ask-turn.ts";
import { embedderSlots } from "../src/workflows/embedder-slot.ts";
import { forecastDataCache } from "../src/workflows/forecast-data.ts";
import { chooseGenerator, generatorState } from "../src/workflows/generators.ts";
import { answeringModel } from "../src/workflows/index-models.ts";
import { embedderOf } from "../src/workflows/model-store.ts";
import { checkedRewrite, promptOfRewrite } from "../src/workflows/rewrite.ts";

const context = {
  database: browserDatabase(),
  clock: browserClock,
  locks: browserLocks(),
  progress: () => {},
  cache: forecastDataCache(),
  asks: askCache(),
  vectors: vectorCache(),
  tokens: tokenCache(),
};
const slots = embedderSlots((model) =>
  browserEmbedder(() => new Worker(new URL("./embed.worker.ts", import.meta.url), { type: "module" }), {
    threads: 1,
    ...embedderOf(context.database, model),
  }),
);
/** With the embedder that a shop's questions are answered with. */
const forShop = async (datasetId: string) => ({
  ...context,
  embedder: slots.of(await answeringModel(context.database, datasetId)),
});

/** Nobody waits for it; where it fails the ranking stays what it was. */
const learn = (datasetId: string): void =>
  void setTimeout(
    () =>
      void forShop(datasetId)
        .then((shop) => adaptAnswers(shop, datasetId))
        .catch(() => {}),
  );

exposeApi<AskApi>({
  ask: (question) => askFirst(context.locks, async () => ask(await forShop(question.datasetId), question)),
  source: async (datasetId, passageId) => passageSource(await forShop(datasetId), datasetId, passageId),
  examples: async (datasetId) => {
    const examples = await exampleQuestions(context, datasetId);
    // Whoever looks at examples is about to ask. What fails here is told by the question.
    setTimeout(
      () =>
        void forShop(datasetId)
          .then((shop) => prepareAsk(shop, datasetId))
          .catch(() => {}),
    );
    return examples;
  },
  indexStatus: async (datasetId) => indexStatus(await forShop(datasetId), datasetId),
  giveFeedback: async (datasetId, feedback) => {
    const kept = await giveFeedback(context, datasetId, feedback);
    learn(datasetId);
    return kept;
  },
  withdrawFeedback: async (datasetId, feedbackId) => {
    await withdrawFeedback(context, datasetId, feedbackId);
    learn(datasetId);
  },
  exportFeedback: async (datasetId) =>
    new Blob([await exportFeedback(await forShop(datasetId), datasetId)], { type: "application/jsonl" }),
  documents: (datasetId) => listDocuments(context.database, datasetId),
  generator: () => generatorState(context.database),
  chooseGenerator: (choice) => chooseGenerator(context.database, choice),
  rewritePrompt: async (request) => promptOfRewrite(await forShop(request.datasetId), request),
  checkRewrite: async (request, text, finished) =>
    checkedRewrite(await forShop(request.datasetId), request, text, finished),
});
