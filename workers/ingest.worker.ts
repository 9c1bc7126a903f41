/** Files in: datasets, imports, the demo shop. */
import type { IngestApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { browserClock } from "../src/platform/browser/clock.ts";
import { csvBlob } from "../src/platform/browser/csv-blob.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { readPublicJson } from "../src/platform/browser/public-file.ts";
import { blobSource } from "../src/platform/files/blob-source.ts";
import { fileTableReader } from "../src/platform/files/table-reader.ts";
import { createDataset, listDatasets, setCurrency } from "../src/workflows/datasets.ts";
import { importFile, inspectFile } from "../src/workflows/import-file.ts";
import { rejectedRows, rejectedRowsCsv } from "../src/workflows/import-rejects.ts";
import { undoImport } from "../src/workflows/import-undo.ts";
import { openDemoShop } from "../src/workflows/open-demo-shop.ts";
import { removeDataset } from "../src/workflows/remove-dataset.ts";

const context = {
  database: browserDatabase(),
  clock: browserClock,
  locks: browserLocks(),
  tables: fileTableReader(),
};
const { database, tables } = context;

exposeApi<IngestApi>({
  datasets: () => listDatasets(database),
  openDemoShop: async (progress) =>
    openDemoShop(
      { ...context, progress },
      await readPublicJson("/demo/catalogue.json"),
      await readPublicJson("/demo/notes.json"),
    ),
  createDataset: (name) => createDataset(context, name),
  setCurrency: (datasetId, currency) => setCurrency(context, datasetId, currency),
  deleteDataset: (datasetId) => removeDataset(context, datasetId),
  inspectFile: (file, plan) => inspectFile(tables, blobSource(file, file.name), plan),
  importFile: (datasetId, file, plan, progress) =>
    importFile({ ...context, progress }, datasetId, blobSource(file, file.name), plan),
  undoImport: (datasetId, importId) => undoImport(context, datasetId, importId),
  rejectedRows: (importId, offset, limit) => rejectedRows(database, importId, offset, limit),
  rejectedRowsFile: (importId) => csvBlob(rejectedRowsCsv(database, importId)),
});
