import { createMemo, type Accessor } from "solid-js";
import type { AskIndexApi, OnProgress } from "../../bridge/api.ts";
import type { TableApi, TableTrainingResult } from "../../bridge/table-api.ts";
import type { DatasetRecord } from "../../domain/dataset.ts";
import type { ImportPlan, ImportReport } from "../../domain/import-plan.ts";
import type { TrainRecommenderReport, TrainRecommenderRequest } from "../../domain/recommender-report.ts";
import type { TrainReport, TrainRequest } from "../../domain/training.ts";
import { createJobQueue, type JobQueue, type JobSlot } from "./job-queue.ts";
import type { Services } from "./services.ts";

export interface Jobs {
  /** All of them, whatever their slot. */
  readonly queue: JobQueue;
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
  const queue = createJobQueue();
  const demo = queue.slot<DatasetRecord>({ short: "Opening", href: "/", heavy: false });
  const importing = queue.slot<ImportReport>({ short: "Importing", href: "/data", heavy: false });
  const training = queue.slot<TrainReport>({ short: "Forecasting", href: "/train", heavy: true });
  const recommender = queue.slot<TrainRecommenderReport>({
    short: "Learning",
    href: "/train/recommendations",
    heavy: true,
  });
  const table = queue.slot<TableTrainingResult>({ short: "Training", href: "/train/table", heavy: true });
  const indexing = queue.slot<unknown>({ short: "Indexing", href: "/train/questions", heavy: false });
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
    queue,
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
