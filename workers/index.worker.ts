/** Documents in, and the index that questions are answered from. */
import type { AskIndexApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserClock } from "../src/platform/browser/clock.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserEmbedder } from "../src/platform/browser/embedder.ts";
import { browserDownloads } from "../src/platform/browser/downloads.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { blobSource } from "../src/platform/files/blob-source.ts";
import { fileDocumentReader } from "../src/platform/files/document-reader.ts";
import { fileTableReader } from "../src/platform/files/table-reader.ts";
import { projectionFor } from "../src/workflows/answer-model.ts";
import { askCache } from "../src/workflows/ask-data.ts";
import { updateAskIndex } from "../src/workflows/ask-index.ts";
import { askIndexStatus } from "../src/workflows/ask-status.ts";
import { tokenCache } from "../src/workflows/ask-tokens.ts";
import { vectorCache } from "../src/workflows/ask-vectors.ts";
import { addDocument, removeDocument, restoreDocument } from "../src/workflows/documents.ts";
import { embedPassages } from "../src/workflows/embed-passages.ts";
import { embedderSlots } from "../src/workflows/embedder-slot.ts";
import { addModelFromFiles, addModelFromUrl, modelInFolder } from "../src/workflows/embedding-models.ts";
import { evaluateShopAnswers } from "../src/workflows/evaluate-answers.ts";
import { forecastDataCache } from "../src/workflows/forecast-data.ts";
import { addGeneratorFromFile, addGeneratorFromUrl, removeGenerator } from "../src/workflows/generators.ts";
import { exportIndex, importIndex } from "../src/workflows/index-file.ts";
import {
  answeringModel,
  chooseModel,
  chosenModel,
  indexModels,
  removeIndexModel,
} from "../src/workflows/index-models.ts";
import { embedderOf } from "../src/workflows/model-store.ts";

const context = {
  database: browserDatabase(),
  clock: browserClock,
  locks: browserLocks(),
  documents: fileDocumentReader(),
  tables: fileTableReader(),
  cache: forecastDataCache(),
  asks: askCache(),
  vectors: vectorCache(),
  tokens: tokenCache(),
};
const { database } = context;
const slots = embedderSlots((model) =>
  browserEmbedder(
    () => new Worker(new URL("./embed.worker.ts", import.meta.url), { type: "module" }),
    embedderOf(database, model),
  ),
);
const chosen = async () => slots.of(await chosenModel(database));
const answering = async (datasetId: string) => slots.of(await answeringModel(database, datasetId));
const status = async (datasetId: string) => {
  const { model, loaded } = await chosen();
  return askIndexStatus(database, datasetId, model, loaded()?.info.backend ?? null);
};

exposeApi<AskIndexApi>({
  addDocument: (datasetId, file, progress) =>
    addDocument({ ...context, progress }, datasetId, blobSource(file, file.name)),
  removeDocument: (datasetId, documentId) => removeDocument(context, datasetId, documentId),
  restoreDocument: (datasetId, record, text) => restoreDocument(context, datasetId, { record, text }),
  updateIndex: async (datasetId, progress) => {
    await updateAskIndex({ ...context, progress }, datasetId);
    return status(datasetId);
  },
  embedMissing: async (datasetId, progress) => {
    const embedder = await (await chosen()).load();
    const projection = await projectionFor(embedder.info);
    await embedPassages({ ...context, progress, embedder, projection }, datasetId);
    return status(datasetId);
  },
  exportIndex: async (datasetId) => {
    const { model } = await chosen();
    const parts = await exportIndex(context, datasetId, model, await projectionFor(model));
    return new Blob(parts, { type: "application/octet-stream" });
  },
  importIndex: async (datasetId, file, progress) => {
    const { model } = await chosen();
    const source = blobSource(file, file.name);
    await importIndex({ ...context, progress }, datasetId, source, model, await projectionFor(model));
    return status(datasetId);
  },
  models: () => indexModels(database),
  addModel: async (source, naming, progress) => {
    if (typeof source === "string") {
      const downloads = browserDownloads();
      await addModelFromUrl({ ...context, progress, downloads }, modelInFolder(source, naming));
    } else {
      const files = source.map((file) => blobSource(file, file.name));
      await addModelFromFiles({ ...context, progress }, files, naming);
    }
    return indexModels(database);
  },
  removeModel: (modelId) => removeIndexModel({ ...context, progress: () => {} }, modelId),
  chooseModel: (modelId) => chooseModel(database, modelId),
  evaluate: async (datasetId, file, progress) =>
    evaluateShopAnswers(
      { ...context, progress, embedder: await answering(datasetId) },
      datasetId,
      file && blobSource(file, file.name),
    ),
  addGenerator: (source, progress) =>
    typeof source === "string"
      ? addGeneratorFromUrl({ ...context, progress, downloads: browserDownloads() }, source)
      : addGeneratorFromFile({ ...context, progress }, blobSource(source, source.name)),
  removeGenerator: () => removeGenerator({ ...context, progress: () => {} }),
});
