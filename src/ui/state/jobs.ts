import { createMemo, createSignal, type Accessor } from "solid-js";
import type { AskIndexApi, OnProgress } from "../../bridge/api.ts";
import type { TableApi, TableTrainingResult } from "../../bridge/table-api.ts";
import { asAppError, type AppError } from "../../core/errors.ts";
import type { Progress } from "../../core/progress.ts";
import type { DatasetRecord } from "../../domain/dataset.ts";
import type { ImportPlan, ImportReport } from "../../domain/import-plan.ts";
import type { TrainRecommenderReport, TrainRecommenderRequest } from "../../domain/recommender-report.ts";
import type { TrainReport, TrainRequest } from "../../domain/training.ts";
import type { OpenWorker, Services } from "./services.ts";

/** One long job, alive above the router: it goes on while the reader walks between screens. */
export interface Job<Result> {
  readonly what: string;
  readonly datasetId: string | null;
  readonly status: "running" | "done" | "failed" | "cancelled";
  readonly progress: Progress | null;
  readonly result: Result | null;
  readonly error: AppError | null;
}

/** A place for one job at a time. */
export interface JobSlot<Result> {
  readonly job: Accessor<Job<Result> | null>;
  readonly running: Accessor<boolean>;
  cancel(): void;
  /** Forget a finished job: its report has been read. */
  dismiss(): void;
}

export interface Jobs {
  readonly demo: JobSlot<DatasetRecord>;
  readonly importing: JobSlot<ImportReport>;
  readonly training: JobSlot<TrainReport>;
  readonly recommender: JobSlot<TrainRecommenderReport>;
  readonly table: JobSlot<TableTrainingResult>;
  /** The question index; what is done of it stays, so that leaving the page loses nothing. */
  readonly indexing: JobSlot<unknown>;
  /** Something runs that leaving the page would interrupt. */
  readonly busy: Accessor<boolean>;
  /** Create the demo shop, choose it, train it. */
  openDemo(): Promise<void>;
  importFile(datasetId: string, file: File, plan: ImportPlan): Promise<ImportReport | null>;
  train(request: TrainRequest): Promise<TrainReport | null>;
  trainRecommender(request: TrainRecommenderRequest): Promise<TrainRecommenderReport | null>;
  /** Train a model of a table in a worker of its own, or go on with one that was cut off. */
  trainTable(
    what: string,
    work: (api: TableApi, onProgress: OnProgress) => Promise<TableTrainingResult>,
  ): Promise<TableTrainingResult | null>;
  /** Work on the question index in a worker of its own; null when something else is under way there, failed or ended. */
  index<T>(
    what: string,
    datasetId: string,
    work: (api: AskIndexApi, onProgress: OnProgress) => Promise<T>,
  ): Promise<T | null>;
}

/** What the jobs tell the rest of the app. */
export interface JobListener {
  readonly datasetReady: (dataset: DatasetRecord) => Promise<void> | void;
  readonly dataChanged: () => Promise<void> | void;
  /** A job is done; `path` is the screen that shows its report. */
  readonly finished: (sentence: string, path: string) => void;
}

/** The long jobs of the app: opening the demo shop, importing, training. */
export function createJobs(services: Services, listener: JobListener): Jobs {
  const demo = createSlot<DatasetRecord>();
  const importing = createSlot<ImportReport>();
  const training = createSlot<TrainReport>();
  const recommender = createSlot<TrainRecommenderReport>();
  const table = createSlot<TableTrainingResult>();
  const indexing = createSlot<unknown>();
  const busy = createMemo(() =>
    [demo, importing, training, recommender, table].some((slot) => slot.running()),
  );

  const train = async (request: TrainRequest): Promise<TrainReport | null> => {
    if (training.running()) return null;
    const report = await training.start(
      "Forecasting",
      request.datasetId,
      () => services.openTrain(),
      (api, onProgress) => api.train(request, onProgress),
    );
    if (report !== null) {
      await listener.dataChanged();
      listener.finished(`The forecast is ready: ${report.titles.toLocaleString("en-GB")} titles.`, "/train");
    }
    return report;
  };

  return {
    demo,
    importing,
    training,
    recommender,
    table,
    indexing,
    busy,
    train,
    async index<T>(
      what: string,
      datasetId: string,
      work: (api: AskIndexApi, onProgress: OnProgress) => Promise<T>,
    ) {
      if (indexing.running()) return null;
      const result = await indexing.start(what, datasetId, () => services.openAskIndex(), work);
      return result as T | null;
    },
    async trainRecommender(request) {
      if (recommender.running()) return null;
      const report = await recommender.start(
        "Learning what readers choose together",
        request.datasetId,
        () => services.openTrain(),
        (api, onProgress) => api.trainRecommender(request, onProgress),
      );
      if (report !== null) {
        await listener.dataChanged();
        listener.finished("The recommendations are ready.", "/train/recommendations");
      }
      return report;
    },
    async trainTable(what, work) {
      if (table.running()) return null;
      const result = await table.start(what, null, () => services.openTables(), work);
      if (result !== null) {
        listener.finished(`${result.model} ${result.version} is trained.`, "/train/table");
      }
      return result;
    },
    async openDemo() {
      if (demo.running()) return;
      const dataset = await demo.start(
        "Opening the demo shop",
        null,
        () => services.openIngest(),
        (api, onProgress) => api.openDemoShop(onProgress),
      );
      if (dataset === null) return;
      const { model } = await services.predict.provenance(dataset.id);
      const trained = model === null ? train({ datasetId: dataset.id, preset: "fast" }) : null;
      await listener.datasetReady(dataset);
      demo.dismiss();
      await trained;
    },
    async importFile(datasetId, file, plan) {
      if (importing.running()) return null;
      const report = await importing.start(
        `Importing ${file.name}`,
        datasetId,
        () => services.openIngest(),
        (api, onProgress) => api.importFile(datasetId, file, plan, onProgress),
      );
      if (report !== null) {
        await listener.dataChanged();
        listener.finished(
          `${file.name} is imported: ${report.record.added.toLocaleString("en-GB")} rows added.`,
          "/data",
        );
      }
      return report;
    },
  };
}

interface StartableSlot<Result> extends JobSlot<Result> {
  /** Run in its own worker; null when it failed or was cancelled (the slot then says so). */
  start<Api>(
    what: string,
    datasetId: string | null,
    open: () => OpenWorker<Api>,
    work: (api: Api, onProgress: (progress: Progress) => void) => Promise<Result>,
  ): Promise<Result | null>;
}

function createSlot<Result>(): StartableSlot<Result> {
  const [job, setJob] = createSignal<Job<Result> | null>(null);
  const running = createMemo(() => job()?.status === "running");
  let turn = 0;
  let stop: (() => void) | null = null;
  const settle = (status: Job<Result>["status"], result: Result | null, error: AppError | null): void => {
    setJob((old) => (old === null ? null : { ...old, status, result, error }));
  };
  return {
    job,
    running,
    cancel() {
      if (!running()) return;
      turn++;
      stop?.();
      settle("cancelled", null, null);
    },
    dismiss() {
      if (!running()) setJob(null);
    },
    async start(what, datasetId, open, work) {
      const mine = ++turn;
      setJob({ what, datasetId, status: "running", progress: null, result: null, error: null });
      let worker: ReturnType<typeof open> | null = null;
      try {
        worker = open();
        const ended = new Promise<null>((resolve) => {
          stop = () => {
            worker?.end();
            resolve(null);
          };
        });
        const done = work(worker.api, (progress) => {
          if (mine === turn) setJob((old) => (old === null ? null : { ...old, progress }));
        });
        const result = await Promise.race([done, ended]);
        if (mine !== turn || result === null) return null;
        settle("done", result, null);
        return result;
      } catch (thrown) {
        if (mine === turn) {
          const error = asAppError(thrown);
          settle(error.kind === "aborted" ? "cancelled" : "failed", null, error);
        }
        return null;
      } finally {
        if (mine === turn) worker?.end();
      }
    },
  };
}
