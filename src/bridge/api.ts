/** The methods each worker offers the screens. Types only; workers implement them with workflows. */
import type { IndexModels, ModelNaming } from "../domain/embedding-model.ts";
import type { Progress } from "../core/progress.ts";
import type { ShopAnswerReport } from "../domain/answer-report.ts";
import type { AnswerFeedback, AskAnswer, AskIndexStatus, AskQuestion } from "../domain/ask.ts";
import type { CatalogueFacets } from "../domain/catalogue-facets.ts";
import type { DatasetRecord, DayNumber, RejectedRow, StockRecord } from "../domain/dataset.ts";
import type { DocumentRecord, SourceText } from "../domain/document.ts";
import type { TitleDetail, TitleTable } from "../domain/forecast-view.ts";
import type { FilePreview, ImportPlan, ImportReport } from "../domain/import-plan.ts";
import type { GeneratorChoice, GeneratorState, Rewrite, RewriteRequest } from "../domain/generator.ts";
import type { ShopSettings, TodayPage } from "../domain/order.ts";
import type {
  ProfileEntry,
  ProfileImportMode,
  ProfileSecret,
  ProfileStatus,
} from "../domain/private-profile.ts";
import type { Provenance } from "../domain/provenance.ts";
import type {
  CustomerCard,
  RecommendAnswer,
  RecommendQuestion,
  RelatedTitles,
} from "../domain/recommendation.ts";
import type {
  RecommenderOverview,
  TrainRecommenderReport,
  TrainRecommenderRequest,
} from "../domain/recommender-report.ts";
import type { RunEdit, RunList, RunQuery, RunRecord } from "../domain/run.ts";
import type { PendingTraining, TrainReport, TrainRequest } from "../domain/training.ts";

export type { ForecastStep, TitleDetail, TitleTable } from "../domain/forecast-view.ts";
export type { OrderLine, ShopSettings, TodayPage } from "../domain/order.ts";
export type {
  ProfileEntry,
  ProfileGuard,
  ProfileImportMode,
  ProfileSecret,
  ProfileStatus,
} from "../domain/private-profile.ts";
export type { Provenance } from "../domain/provenance.ts";
export type { PendingTraining, Preset, TrainReport, TrainRequest } from "../domain/training.ts";

export type OnProgress = (progress: Progress) => void;

/** workers/ingest.worker.ts */
export interface IngestApi {
  datasets(): Promise<DatasetRecord[]>;
  /** Create the demo shop if it is not there, from `public/demo/catalogue.json` and the seeded generator. */
  openDemoShop(onProgress: OnProgress): Promise<DatasetRecord>;
  createDataset(name: string): Promise<DatasetRecord>;
  /** In which money prices are shown: an ISO 4217 code, or null for plain numbers. */
  setCurrency(datasetId: string, currency: string | null): Promise<DatasetRecord>;
  /** Remove a dataset with its sales, stock, decisions, models and checkpoints. */
  deleteDataset(datasetId: string): Promise<void>;
  inspectFile(file: File, plan?: Partial<ImportPlan>): Promise<FilePreview>;
  /** All or nothing: ending the worker in the middle leaves the dataset as it was. */
  importFile(datasetId: string, file: File, plan: ImportPlan, onProgress: OnProgress): Promise<ImportReport>;
  /** Take back one import: its lines go, and lines that a later file also held come back from that file's count. */
  undoImport(datasetId: string, importId: string): Promise<DatasetRecord>;
  rejectedRows(importId: string, offset: number, limit: number): Promise<RejectedRow[]>;
  /** All rejected rows as CSV: line, reason, then the cells. */
  rejectedRowsFile(importId: string): Promise<Blob>;
}

/** workers/train.worker.ts. Cancel by ending the worker; the checkpoint stays. */
export interface TrainApi {
  pending(datasetId: string): Promise<PendingTraining | null>;
  /**
   * Start, or go on from the checkpoint of the same data and configuration. The demo shop's recommender is trained in
   * the same step, where it has none.
   */
  train(request: TrainRequest, onProgress: OnProgress): Promise<TrainReport>;
  discardPending(datasetId: string): Promise<void>;
  /** Train the recommender on the shop's loyalty data and catalogue; works with no customer at all, too. */
  trainRecommender(request: TrainRecommenderRequest, onProgress: OnProgress): Promise<TrainRecommenderReport>;
}

/** workers/predict.worker.ts */
export interface PredictApi {
  provenance(datasetId: string): Promise<Provenance>;
  titleTable(datasetId: string): Promise<TitleTable>;
  /** Rows of the title table that match, best first: titles, authors, SKU, ISBN; forgiving of one typing mistake. */
  searchTitles(datasetId: string, query: string): Promise<Uint32Array>;
  /** Genres and languages of the shop's titles, to filter by. */
  catalogueFacets(datasetId: string): Promise<CatalogueFacets>;
  title(datasetId: string, itemId: string): Promise<TitleDetail>;
  /** The item a scanned code belongs to (EAN-13, ISBN-10/13, SKU), or null. */
  findByCode(datasetId: string, code: string): Promise<string | null>;
  today(datasetId: string, offset: number, limit: number): Promise<TodayPage>;
  saveSettings(datasetId: string, settings: ShopSettings): Promise<void>;
  /** null takes the edit back. */
  editOrder(datasetId: string, itemId: string, copies: number | null): Promise<void>;
  /** Hide a line until the given day of data; null wakes it. */
  snoozeOrder(datasetId: string, itemId: string, untilDay: DayNumber | null): Promise<void>;
  wakeAll(datasetId: string): Promise<void>;
  saveStock(datasetId: string, stock: StockRecord): Promise<void>;
  exportOrder(datasetId: string, format: "csv" | "xlsx"): Promise<Blob>;
}

/**
 * workers/profile.worker.ts: a reader's own list, kept encrypted on her own device. One profile a device.
 *
 * Lists come oldest first. Whoever shows them keeps them in memory only: not in the address, the storage or a log. An
 * opened profile locks itself after five minutes without a call, unless its guard is the device; then every method
 * but `status`, `open`, `create` and `forget` throws `profile.locked`.
 */
export interface ProfileApi {
  status(): Promise<ProfileStatus>;
  /** Make an empty profile and open it. @throws `profile.exists`, `profile.weak-passphrase` */
  create(secret: ProfileSecret): Promise<ProfileEntry[]>;
  /** @throws `profile.wrong-secret`, `profile.wait` after several of them, `profile.damaged`, `profile.none` */
  open(secret: ProfileSecret): Promise<ProfileEntry[]>;
  lock(): Promise<void>;
  entries(): Promise<ProfileEntry[]>;
  /** Add a title, or change what is said of it. */
  put(entry: ProfileEntry): Promise<ProfileEntry[]>;
  remove(itemId: string): Promise<ProfileEntry[]>;
  /** Guard the same list in another way from now on. @throws `profile.weak-passphrase` */
  changeGuard(secret: ProfileSecret): Promise<void>;
  /** The whole list as plain JSON, for the reader's own eyes. */
  exportPlain(): Promise<Blob>;
  /** The whole list sealed under a passphrase, small, to carry to another device. @throws `profile.weak-passphrase` */
  exportSealed(passphrase: string): Promise<Blob>;
  /**
   * The sealed file of a list that is not kept here: for a reader at the shop's tablet, to take home.
   * @throws `profile.weak-passphrase`
   */
  fileOf(entries: readonly ProfileEntry[], passphrase: string): Promise<Blob>;
  /**
   * Take in a file of either export.
   * @param passphrase null for the plain one
   * @throws `profile.wrong-secret`, `profile.bad-file`
   */
  importFile(file: Blob, passphrase: string | null, mode: ProfileImportMode): Promise<ProfileEntry[]>;
  /** Destroy key and list, with one call, open or locked. Nothing brings them back. */
  forget(): Promise<void>;
}

/** workers/answer.worker.ts */
export interface RecommendApi {
  recommend(question: RecommendQuestion): Promise<RecommendAnswer>;
  /** What goes with a title, and what is like it; both empty for a title that neither was sold nor is in the catalogue. */
  related(datasetId: string, itemId: string): Promise<RelatedTitles>;
  /** Customers whose identifier holds the text, those with the most titles first; at most 50. */
  customers(datasetId: string, query: string): Promise<CustomerCard[]>;
  /** null before the recommender's first training. */
  recommenderReport(datasetId: string): Promise<RecommenderOverview | null>;
}

/** workers/ask.worker.ts: questions to the catalogue and the documents. */
export interface AskApi {
  ask(question: AskQuestion): Promise<AskAnswer>;
  /** The whole source that a passage was taken from, with where the passage stands in it. */
  source(
    datasetId: string,
    passageId: string,
  ): Promise<{ source: SourceText; section: number; start: number; end: number }>;
  /** Questions that this shop's data can answer, to tap. */
  examples(datasetId: string): Promise<string[]>;
  indexStatus(datasetId: string): Promise<AskIndexStatus>;
  giveFeedback(
    datasetId: string,
    feedback: Omit<AnswerFeedback, "feedbackId" | "at">,
  ): Promise<AnswerFeedback>;
  withdrawFeedback(datasetId: string, feedbackId: string): Promise<void>;
  /** Everything said of answers, as an evaluation set: JSON lines of question, answering passage and verdict. */
  exportFeedback(datasetId: string): Promise<Blob>;
  documents(datasetId: string): Promise<DocumentRecord[]>;
  /** Which language model puts answers into words, if any. */
  generator(): Promise<GeneratorState>;
  chooseGenerator(choice: GeneratorChoice): Promise<GeneratorState>;
  /** What a language model is to be asked to put an answer into words. It may run anywhere: see `bridge/rewrite.ts`. */
  rewritePrompt(request: RewriteRequest): Promise<string>;
  /**
   * What may be shown of what a model wrote: the sentences that a passage supports.
   * @param finished false while it goes on: the last sentence waits
   */
  checkRewrite(request: RewriteRequest, text: string, finished: boolean): Promise<Rewrite>;
}

/** workers/generate.worker.ts: the language model that a person added. What it writes is not to be shown unchecked. */
export interface GenerateApi {
  /** @param onText called with all that is written so far */
  generate(prompt: string, onText: (textSoFar: string) => void): Promise<string>;
  /** Stop what is being written; it throws `core.aborted`. */
  stop(): Promise<void>;
}

/** workers/index.worker.ts: reads documents and makes the index. Cancel by ending the worker; what is done stays. */
export interface AskIndexApi {
  /** @throws `document.*` with what was found and what to do; nothing is kept then */
  addDocument(datasetId: string, file: File, onProgress: OnProgress): Promise<DocumentRecord>;
  /** null where it was not there. Undo is adding it again: the caller keeps what it gets. */
  removeDocument(
    datasetId: string,
    documentId: string,
  ): Promise<{ record: DocumentRecord; text: SourceText } | null>;
  restoreDocument(datasetId: string, record: DocumentRecord, text: SourceText): Promise<void>;
  /** Passages and postings of what changed: seconds. */
  updateIndex(datasetId: string, onProgress: OnProgress): Promise<AskIndexStatus>;
  /** Vectors of the passages that have none, batch by batch, each batch kept: goes on where it was ended. */
  embedMissing(datasetId: string, onProgress: OnProgress): Promise<AskIndexStatus>;
  /** The index with its vectors as one file, for the shop's other tablets; and back. */
  exportIndex(datasetId: string): Promise<Blob>;
  importIndex(datasetId: string, file: File, onProgress: OnProgress): Promise<AskIndexStatus>;
  /** The models of meaning of this device, and which one vectors are made with. */
  models(): Promise<IndexModels>;
  /**
   * Add one from its files, or from the address of its folder on the app's own server. A cut fetch goes on.
   * @throws `embedding-model.*`
   */
  addModel(
    source: readonly File[] | string,
    naming: ModelNaming,
    onProgress: OnProgress,
  ): Promise<IndexModels>;
  /** With all vectors that were made with it. */
  removeModel(modelId: string): Promise<IndexModels>;
  /** Vectors are made with it from now on; the older ones answer until then. */
  chooseModel(modelId: string): Promise<IndexModels>;
  /** How well questions are answered from texts: those that were judged, or those of a file. */
  evaluate(datasetId: string, file: File | null, onProgress: OnProgress): Promise<ShopAnswerReport>;
  /** Add a language model, a GGUF file or its address, in place of the one before. A cut fetch goes on. */
  addGenerator(source: File | string, onProgress: OnProgress): Promise<GeneratorState>;
  removeGenerator(): Promise<GeneratorState>;
}

/** A file that was chosen with its folder. */
export interface PathFile {
  readonly path: string;
  readonly file: File;
}

/** workers/experiments.worker.ts: every training that was kept. */
export interface ExperimentsApi {
  /** @throws `runs.bad-filter` with the place */
  runs(query: RunQuery): Promise<RunList>;
  /** With all steps of their metrics. @throws `runs.unknown` */
  wholeRuns(runIds: readonly string[]): Promise<RunRecord[]>;
  /** All of them or none. @throws `runs.unknown`, `runs.bad-tag` */
  editRuns(runIds: readonly string[], edit: RunEdit): Promise<void>;
  /** All runs that fit, a row each, with all parameters and metrics. */
  runsCsv(query: RunQuery): Promise<Blob>;
  /** Runs with the models they published, as a ZIP archive of an MLflow tracking folder. @throws `runs.unknown` */
  exportMlflow(runIds: readonly string[]): Promise<Blob>;
  /**
   * Keep the runs of an MLflow folder: its files, or one ZIP archive of it. Runs known already stay as they are.
   * @throws `runs.no-mlflow-folder`, `document.*` of an archive
   */
  importMlflow(files: readonly PathFile[]): Promise<{ readonly found: number; readonly added: number }>;
}

/** What the browser lets us keep. */
export interface StorageStatus {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly persisted: boolean;
}
