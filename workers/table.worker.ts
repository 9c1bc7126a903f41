/** Models of any table: files kept, trainings, reports, predictions. */
import { exposeApi } from "../src/bridge/expose.ts";
import type { TableApi } from "../src/bridge/table-api.ts";
import { browserClock } from "../src/platform/browser/clock.ts";
import { growingCsv } from "../src/platform/browser/csv-blob.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserEnvironment } from "../src/platform/browser/environment.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { browserNetDevice, netDeviceText } from "../src/platform/browser/net-device.ts";
import { blobSource } from "../src/platform/files/blob-source.ts";
import { fileTableReader } from "../src/platform/files/table-reader.ts";
import { compareTableModels } from "../src/workflows/compare-table-models.ts";
import { forgetTable, keepTable, keptTables, readKeptTable } from "../src/workflows/kept-tables.ts";
import { embedderSlots } from "../src/workflows/embedder-slot.ts";
import { embedderOf } from "../src/workflows/model-store.ts";
import { predictCsv } from "../src/workflows/prediction-csv.ts";
import { tableMethods } from "../src/workflows/table-methods.ts";
import { tableVersionFile, tableVersionReport, tableVersions } from "../src/workflows/table-versions.ts";
import {
  discardPendingTableTraining,
  pendingTableTrainings,
  resumeTableTraining,
} from "../src/workflows/train-table.ts";
import { gathered } from "../src/workflows/gather-lines.ts";
import { trainKeptTable } from "../src/workflows/train-kept-table.ts";

const context = {
  database: browserDatabase(),
  clock: browserClock,
  locks: browserLocks(),
  environment: browserEnvironment(),
  tables: fileTableReader(),
  nets: { device: browserNetDevice() },
};
const { database, tables } = context;
/** Loaded where questions are answered from a file. */
const embedders = embedderSlots(async (model) => {
  const { browserEmbedder } = await import("../src/platform/browser/embedder.ts");
  const start = (): Worker => new Worker(new URL("./embed.worker.ts", import.meta.url), { type: "module" });
  return browserEmbedder(start, { threads: 1, ...embedderOf(database, model) });
});

exposeApi<TableApi>({
  keepTable: (file, progress) => keepTable(blobSource(file, file.name), { ...context, progress }),
  tables: () => keptTables(database),
  forgetTable: (tableId) => forgetTable(database, tableId),
  methods: tableMethods,
  netsComputeOn: netDeviceText,
  trainTable: (request, progress, onLog) =>
    trainKeptTable(request, { ...context, progress, onLine: gathered(onLog) }),
  pendingTables: () => pendingTableTrainings(database),
  resumeTable: (model, progress, onLog) =>
    resumeTableTraining(model, { ...context, progress, onLine: gathered(onLog) }),
  discardPendingTable: (model) => discardPendingTableTraining(context, model),
  versions: () => tableVersions(database),
  versionReport: (model, version) => tableVersionReport(database, model, version),
  compareVersions: async (versions, tableId, progress) => {
    const table = tableId === null ? null : await readKeptTable(tableId, { ...context, progress });
    return compareTableModels(database, versions, table);
  },
  versionFile: async (model, version, file) =>
    new Blob([await tableVersionFile(database, model, version, file)]),
  predictRows: async (model, options, file, progress) => {
    const csv = growingCsv();
    const source = blobSource(file, file.name);
    const predicting = { ...context, progress, embedders };
    const summary = await predictCsv({ model, options }, tables, source, predicting, csv.add);
    return { csv: csv.blob(), summary };
  },
});
