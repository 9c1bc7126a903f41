/** What the worker of tables offers the screens. Types only. */
import type { KeptTable, TableTask, TableTrainRequest } from "../domain/table-training.ts";
import type { TableComparison } from "../workflows/compare-table-models.ts";
import type { PredictOptions } from "../workflows/open-predictor.ts";
import type { PredictRowsSummary } from "../workflows/predict-rows.ts";
import type { TableMethodInfo } from "../workflows/table-methods.ts";
import type { TableVersion, TableVersionReport } from "../workflows/table-versions.ts";
import type { PendingTableTraining, TableTrainingResult } from "../workflows/train-table.ts";
import type { OnProgress } from "./api.ts";

export type { TableComparison } from "../workflows/compare-table-models.ts";
export type { PredictOptions } from "../workflows/open-predictor.ts";
export type { PredictRowsSummary } from "../workflows/predict-rows.ts";
export type { TableMethodInfo } from "../workflows/table-methods.ts";
export type { TableVersion, TableVersionReport } from "../workflows/table-versions.ts";
export type { PendingTableTraining, TableTrainingResult } from "../workflows/train-table.ts";
export type { TableReport } from "../training/tabular/table-report.ts";

/** Lines of a training's log as they come, each a JSON object; called with all so far. */
export type OnLog = (lines: readonly string[]) => void;

/** workers/table.worker.ts: models of any table. Cancel by ending the worker; what a training has finished stays. */
export interface TableApi {
  /** Read a file and keep it on the device. @throws `file.*`, `table.*`; nothing is kept then */
  keepTable(file: File, onProgress: OnProgress): Promise<KeptTable>;
  /** The newest first. */
  tables(): Promise<KeptTable[]>;
  forgetTable(tableId: string): Promise<void>;
  methods(task: TableTask): Promise<TableMethodInfo[]>;
  /** Where nets are computed on this device, and why, as a line to show. */
  netsComputeOn(): Promise<string>;
  /** Train, or go on with what is kept of the same training. */
  trainTable(request: TableTrainRequest, onProgress: OnProgress, onLog: OnLog): Promise<TableTrainingResult>;
  /** Trainings that were cut off, or that another tab is at. */
  pendingTables(): Promise<readonly PendingTableTraining[]>;
  /** Go on with the training of that model that was cut off. */
  resumeTable(model: string, onProgress: OnProgress, onLog: OnLog): Promise<TableTrainingResult>;
  discardPendingTable(model: string): Promise<void>;
  /** Models by name, versions from the newest. */
  versions(): Promise<TableVersion[]>;
  versionReport(model: string, version: string): Promise<TableVersionReport>;
  /**
   * Two versions of one target, "NAME@VERSION" each, side by side; with a kept table also both on the same rows.
   * @throws `table-model.not-comparable`, `table-model.same-version`, `table-model.too-few-rows`
   */
  compareVersions(
    versions: readonly [a: string, b: string],
    tableId: string | null,
    onProgress: OnProgress,
  ): Promise<TableComparison>;
  /** One file of a version: "evaluation.json", "report.html", "model.bin". */
  versionFile(model: string, version: string, file: string): Promise<Blob>;
  /**
   * Predict from a file with a published model of any type, a batch at a time.
   *
   * @param model "NAME" for the champion, or "NAME@VERSION"
   * @throws `table-training.missing-column`, `predict.*` and others of the input
   */
  predictRows(
    model: string,
    options: PredictOptions,
    file: File,
    onProgress: OnProgress,
  ): Promise<{ readonly csv: Blob; readonly summary: PredictRowsSummary }>;
}
