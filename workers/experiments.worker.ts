/** Trainings kept: looked through, compared, tagged, carried to MLflow and back. */
import type { ExperimentsApi } from "../src/bridge/api.ts";
import { exposeApi } from "../src/bridge/expose.ts";
import { csvBlob } from "../src/platform/browser/csv-blob.ts";
import { browserDatabase } from "../src/platform/browser/database.ts";
import { browserLocks } from "../src/platform/browser/locks.ts";
import { editRuns, listRuns, queriedRuns, runsCsv, wholeRuns } from "../src/workflows/runs.ts";

const context = { database: browserDatabase(), locks: browserLocks() };

exposeApi<ExperimentsApi>({
  runs: (query) => listRuns(context, query),
  wholeRuns: (runIds) => wholeRuns(context.database, runIds),
  editRuns: (runIds, edit) => editRuns(context, runIds, edit),
  runsCsv: async (query) => csvBlob([...runsCsv(await queriedRuns(context, query))]),
});
