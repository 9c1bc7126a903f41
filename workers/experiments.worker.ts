/** Trainings kept: looked through, compared, tagged, carried to MLflow and back. */
import type { ExperimentsApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { csvBlob } from "../src/platform/browser/csv-blob.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { folderTexts } from "../src/platform/files/folder-texts.ts";
import { zipBlob } from "../src/platform/files/zip-writer.ts";
import {
  editRuns,
  exportRuns,
  HOW_TO_OPEN,
  importRuns,
  isRunText,
  listRuns,
  queriedRuns,
  runsCsv,
  wholeRuns,
} from "../src/workflows/runs.ts";

const context = { database: browserDatabase(), locks: browserLocks() };

exposeApi<ExperimentsApi>({
  runs: (query) => listRuns(context, query),
  wholeRuns: (runIds) => wholeRuns(context.database, runIds),
  editRuns: (runIds, edit) => editRuns(context, runIds, edit),
  exportMlflow: async (runIds) => {
    const files = await exportRuns(context.database, await wholeRuns(context.database, runIds), ".");
    const inFolder = files.map(({ path, content }) => ({ path: `mlruns/${path}`, content }));
    return zipBlob([{ path: "how-to-open.txt", content: HOW_TO_OPEN }, ...inFolder]);
  },
  importMlflow: async (files) => {
    const { name, texts } = await folderTexts(files, isRunText);
    return importRuns(context.database, name, [...texts.keys()], (path) => texts.get(path) ?? "");
  },
  runsCsv: async (query) => csvBlob([...runsCsv(await queriedRuns(context, query))]),
});
