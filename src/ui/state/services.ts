import type {
  AskApi,
  AskIndexApi,
  ExperimentsApi,
  IngestApi,
  PredictApi,
  ProfileApi,
  RecommendApi,
  StorageStatus,
  TrainApi,
} from "../../bridge/api.ts";
import type { Rewriting } from "../../bridge/rewrite.ts";
import type { TableApi } from "../../bridge/table-api.ts";
import type { ChangedKey } from "../../bridge/storage.ts";
import type { AppError } from "../../core/errors.ts";

/** A worker of one job: ending it is how a job is cancelled. */
export interface OpenWorker<Api> {
  readonly api: Api;
  end(): void;
}

/** Everything the screens reach beyond the DOM. `../connect-services.ts` makes the real one. */
export interface Services {
  /** For questions and short writes; long jobs open their own worker. */
  readonly ingest: IngestApi;
  readonly predict: PredictApi;
  /** For the state of interrupted trainings; a training opens its own worker. */
  readonly train: Pick<TrainApi, "pending" | "discardPending">;
  /** Models of any table; long jobs open their own worker. */
  readonly tables: TableApi;
  /** What the shop recommends, to whom and why. */
  readonly answer: RecommendApi;
  /** Questions to the catalogue and the documents. */
  readonly ask: AskApi;
  /** End the question that is being answered; the next one starts another worker. */
  stopAsk(): void;
  /** Language models that put answers into words. */
  readonly rewriting: Rewriting;
  /** For short writes of documents and index; long jobs open their own worker. */
  readonly askIndex: AskIndexApi;
  /** Every training that was kept. */
  readonly experiments: ExperimentsApi;
  /** The list of the reader whose device this is. */
  readonly profile: ProfileApi;
  openIngest(): OpenWorker<IngestApi>;
  openTrain(): OpenWorker<TrainApi>;
  openTables(): OpenWorker<TableApi>;
  /** For one reader at the kiosk: what the worker heard of her ends with it. */
  openAnswer(): OpenWorker<RecommendApi>;
  openAskIndex(): OpenWorker<AskIndexApi>;
  storageStatus(): Promise<StorageStatus>;
  /** Ask the browser to keep the data; false when it declines. */
  requestPersistence(): Promise<boolean>;
  /** Call `listener` after every write in any worker or tab; returns the way to stop. */
  onChanges(listener: (changes: readonly ChangedKey[]) => void): () => void;
  /** Call `listener` when the browser has removed the data, or a newer app has taken it over. */
  onNotice(listener: (notice: AppError) => void): () => void;
}
