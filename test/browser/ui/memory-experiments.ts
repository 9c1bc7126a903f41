import type { ExperimentsApi } from "../../../src/bridge/api.ts";
import type { Database } from "../../../src/core/ports.ts";
import type { RunRecord } from "../../../src/domain/run.ts";
import { memoryDatabase } from "../../../src/platform/memory/database.ts";
import { memoryLocks } from "../../../src/platform/memory/locks.ts";
import { runChange } from "../../../src/registry/runs.ts";
import { folderTexts } from "../../../src/platform/files/folder-texts.ts";
import { zipBlob } from "../../../src/platform/files/zip-writer.ts";
import {
  editRuns,
  exportRuns,
  importRuns,
  isRunText,
  listRuns,
  queriedRuns,
  runsCsv,
  wholeRuns,
} from "../../../src/workflows/runs.ts";

/** A run that differs from the others by its number. */
export function madeRun(number: number, changes: Partial<RunRecord> = {}): RunRecord {
  const started = Date.UTC(2026, 8, 1 + number, 8, 30);
  return {
    run_id: (number + 10).toString(16).padStart(2, "0").repeat(16),
    experiment: "demand_forecasting",
    name: `demand_forecasting 1.${number}.0`,
    status: "finished",
    reason: null,
    started_at: new Date(started).toISOString(),
    duration_ms: 2_500 + 400 * number,
    config: { preset: number % 2 === 0 ? "fast" : "best", horizon: 28, rate: 0.1 * (number + 1) },
    data_hash: "aa55".repeat(16),
    code_version: "0.1.0",
    device: "cpu, 2 threads",
    environment: "Chromium 156, Linux",
    metrics: {
      rmse: [{ step: 0, value: 4 - number / 2, at: started + 2_000 }],
      trial_loss: [0.5, 0.4, 0.35 - number / 50].map((value, step) => ({
        step,
        value,
        at: started + 100 * step,
      })),
    },
    artifacts: [{ name: "model.bin", bytes: 48_200, sha256: "12".repeat(32), local: false }],
    tags: { model_type: "forecasting", dataset_id: "demo" },
    note: "",
    model: { name: "demand_forecasting", version: `1.${number}.0` },
    deleted: false,
    ...changes,
  };
}

/** The real workflows over a database in memory. */
export function memoryExperiments(
  runs: readonly RunRecord[],
  onChange: (keys: readonly { readonly store: "artifacts"; readonly key: string }[]) => void,
): ExperimentsApi {
  const database: Database = memoryDatabase((changes) =>
    onChange(changes.map(({ key }) => ({ store: "artifacts", key }))),
  );
  const context = { database, locks: memoryLocks() };
  const ready = database.write(runs.map(runChange));
  return {
    runs: async (query) => (await ready, await listRuns(context, query)),
    wholeRuns: async (runIds) => (await ready, await wholeRuns(database, runIds)),
    editRuns: async (runIds, edit) => (await ready, await editRuns(context, runIds, edit)),
    exportMlflow: async (runIds) => {
      await ready;
      return zipBlob([...(await exportRuns(database, await wholeRuns(database, runIds), "."))]);
    },
    importMlflow: async (files) => {
      const { name, texts } = await folderTexts(files, isRunText);
      return importRuns(database, name, [...texts.keys()], (path) => texts.get(path) ?? "");
    },
    runsCsv: async (query) => new Blob([...runsCsv(await queriedRuns(context, query))]),
  };
}
