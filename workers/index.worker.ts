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
import { carriedModel } from "../src/workflows/answer-model.ts";
import { askCache } from "../src/workflows/ask-data.ts";
import { updateAskIndex } from "../src/workflows/ask-index.ts";
import { askIndexStatus } from "../src/workflows/ask-status.ts";
import { tokenCache } from "../src/workflows/ask-tokens.ts";
import { vectorCache } from "../src/workflows/ask-vectors.ts";
import { addDocument, removeDocument, restoreDocument } from "../src/workflows/documents.ts";
import { embedPassages } from "../src/workflows/embed-passages.ts";
import { builtInSlot } from "../src/workflows/embedder-slot.ts";
import { evaluateShopAnswers } from "../src/workflows/evaluate-answers.ts";
import { forecastDataCache } from "../src/workflows/forecast-data.ts";
import { addGeneratorFromFile, addGeneratorFromUrl, removeGenerator } from "../src/workflows/generators.ts";
import { exportIndex, importIndex } from "../src/workflows/index-file.ts";

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
const slot = builtInSlot(() =>
  browserEmbedder(() => new Worker(new URL("./embed.worker.ts", import.meta.url), { type: "module" })),
);
const projection = async () => (await carriedModel()).projection;
const status = (datasetId: string) =>
  askIndexStatus(context.database, datasetId, slot.model, slot.loaded()?.info.backend ?? null);

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
    await embedPassages(
      { ...context, progress, embedder: await slot.load(), projection: await projection() },
      datasetId,
    );
    return status(datasetId);
  },
  exportIndex: async (datasetId) =>
    new Blob(await exportIndex(context, datasetId, slot.model, await projection()), {
      type: "application/octet-stream",
    }),
  importIndex: async (datasetId, file, progress) => {
    await importIndex(
      { ...context, progress },
      datasetId,
      blobSource(file, file.name),
      slot.model,
      await projection(),
    );
    return status(datasetId);
  },
  evaluate: (datasetId, file, progress) =>
    evaluateShopAnswers(
      { ...context, progress, embedder: slot },
      datasetId,
      file && blobSource(file, file.name),
    ),
  addGenerator: (source, progress) =>
    typeof source === "string"
      ? addGeneratorFromUrl({ ...context, progress, downloads: browserDownloads() }, source)
      : addGeneratorFromFile({ ...context, progress }, blobSource(source, source.name)),
  removeGenerator: () => removeGenerator({ ...context, progress: () => {} }),
});
