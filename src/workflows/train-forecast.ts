import type { Database, StoreChange, WorkflowContext } from "../core/ports.ts";
import type { DemandTable } from "../domain/dataset.ts";
import { serviceLines } from "../domain/service-line.ts";
import type { PendingTraining, TrainReport, TrainRequest } from "../domain/training.ts";
import { freezeSnapshot, type DemandSnapshot } from "../features/snapshot.ts";
import { loadForecastingModels } from "../models/catalog.ts";
import { encodeArtifact, type Json } from "../registry/artifact.ts";
import { jsonBytes } from "../registry/index-file.ts";
import { recordedRun, type RunStart } from "../registry/open-run.ts";
import { publishModel } from "../registry/publish.ts";
import type { ForecastBatchResult } from "../training/forecast-batch.ts";
import { batchSizes, trainDemandForecast, type ForecastTraining } from "../training/forecast-pipeline.ts";
import {
  DEMAND_FORECAST_FORMAT,
  DEMAND_FORECASTING,
  demandForecastParts,
} from "../training/forecast-state.ts";
import { trainingError } from "../training/errors.ts";
import { readDataset } from "./datasets.ts";

const DEFAULT_HORIZON_DAYS = 28;
const SEED = 1;

/** What a training in progress leaves behind for whoever goes on with it. */
interface TrainingJob {
  readonly jobId: string;
  readonly request: TrainRequest;
  readonly demandRevision: number;
  /** Titles of each part. */
  readonly batches: readonly number[];
}

/**
 * Train the demand forecast of a dataset and publish it as the dataset's champion.
 *
 * Every finished batch of titles is kept in store `checkpoints`; a training of the same sales and request that was cut
 * off goes on there. Data or request changed: the old parts are dropped. The published `model.bin` and `features.json`
 * are the same bytes however often it was cut off and on however many threads it ran.
 *
 * @throws `storage.busy` while another tab trains this dataset; `training.no-demand`, `training.bad-horizon`,
 *   `import.unknown-dataset`, `core.aborted`, and what the database throws
 */
export async function trainForecast(request: TrainRequest, context: WorkflowContext): Promise<TrainReport> {
  const start: RunStart = {
    experiment: DEMAND_FORECASTING,
    config: { preset: request.preset, horizon: request.horizonDays ?? DEFAULT_HORIZON_DAYS, seed: SEED },
    tags: { model_type: "forecasting", dataset_id: request.datasetId },
    device: `cpu, ${context.threads.count === 1 ? "1 thread" : `${context.threads.count} threads`}`,
  };
  return context.locks.hold(trainingLock(request.datasetId), { wait: false }, async () =>
    recordedRun(context, start, async (context) => {
      const start = context.clock.monotonicMs();
      const { database } = context;
      await readDataset(database, request.datasetId);
      const training = await trainingOf(database, request);
      const snapshot = await freezeSnapshot(training.demand, {
        horizon: training.horizon,
        preset: training.preset,
        seed: training.seed,
      });
      const job = await openJob(database, request, training, snapshot);

      const trained = await trainDemandForecast(training, {
        ...context,
        checkpoint: {
          read: (part) => database.read("checkpoints", partKey(job, part)),
          write: (part, result: ForecastBatchResult) =>
            database.write([{ store: "checkpoints", key: partKey(job, part), value: result }]),
        },
      });

      context.progress({ phase: "Publishing", done: 0, total: null, unit: "titles", remainingMs: null });
      const durationMs = context.clock.monotonicMs() - start;
      const { data, arrays } = demandForecastParts(trained.forecast);
      const metadata = await publishModel(context, {
        modelName: DEMAND_FORECASTING,
        modelType: "forecasting",
        files: {
          "model.bin": encodeArtifact({ ...DEMAND_FORECAST_FORMAT, data: data, arrays }),
          "features.json": jsonBytes({
            columns: snapshot.columns as unknown as Json,
            snapshot: snapshot.hash,
          }),
        },
        featureColumns: snapshot.columns.map((column) => column.name),
        hyperparameters: {
          ...snapshot.config,
          methods: [...trained.forecast.methods],
          winners: { ...trained.winners },
        },
        metrics: trained.metrics,
        lineage: {
          dataset_id: request.datasetId,
          demand_revision: training.demand.revision,
          snapshot: snapshot.hash,
        },
        trainingDurationMs: durationMs,
      });
      await database.write(await checkpointRemoval(database, request.datasetId));
      return {
        version: metadata.version,
        titles: trained.forecast.itemId.length,
        lowConfidence: trained.lowConfidence,
        durationMs,
        metrics: trained.metrics,
        winners: trained.winners,
      };
    }),
  );
}

/** The training of this dataset that was cut off, or null: none, or its sales have changed since. */
export async function pendingTraining(
  database: Database,
  datasetId: string,
): Promise<PendingTraining | null> {
  const job = (await database.read("checkpoints", jobKey(datasetId))) as TrainingJob | undefined;
  if (!job) return null;
  const demand = (await database.read("sales", `${datasetId}/demand`)) as DemandTable | undefined;
  if (demand?.revision !== job.demandRevision) return null;
  const prefix = partPrefix(job);
  const parts = await database.keys("checkpoints", prefix);
  const done = parts.reduce((sum, key) => sum + (job.batches[Number(key.slice(prefix.length))] ?? 0), 0);
  return { request: job.request, done, total: job.batches.reduce((sum, titles) => sum + titles, 0) };
}

/** Drop what a cut-off training has finished. @throws `storage.busy` while it runs in another tab */
export async function discardPendingTraining(
  context: Pick<WorkflowContext, "database" | "locks">,
  datasetId: string,
): Promise<void> {
  await context.locks.hold(trainingLock(datasetId), { wait: false }, async () => {
    await context.database.write(await checkpointRemoval(context.database, datasetId));
  });
}

/** The changes that remove a dataset's checkpoints, for the write that deletes the dataset. */
export async function checkpointRemoval(database: Database, datasetId: string): Promise<StoreChange[]> {
  const keys = await database.keys("checkpoints", `training/${datasetId}/`);
  return keys.map((key) => ({ store: "checkpoints", key }));
}

async function trainingOf(database: Database, request: TrainRequest): Promise<ForecastTraining> {
  const demand = (await database.read("sales", `${request.datasetId}/demand`)) as DemandTable | undefined;
  if (!demand) throw trainingError("training.no-demand", { titles: 0 });
  const models = await loadForecastingModels();
  const service = serviceLines(demand.itemId);
  return {
    demand,
    titles: demand.itemId.map((_, i) => i).filter((i) => service[i] === 0),
    preset: request.preset,
    horizon: request.horizonDays ?? DEFAULT_HORIZON_DAYS,
    seed: SEED,
    labelOf: (id) => models.get(id)?.label ?? id,
  };
}

/** The job of this snapshot: found, or begun after dropping the parts of any other. */
async function openJob(
  database: Database,
  request: TrainRequest,
  training: ForecastTraining,
  snapshot: DemandSnapshot,
): Promise<TrainingJob> {
  const known = (await database.read("checkpoints", jobKey(request.datasetId))) as TrainingJob | undefined;
  if (known?.jobId === snapshot.hash) return known;
  const job: TrainingJob = {
    jobId: snapshot.hash,
    request,
    demandRevision: training.demand.revision,
    batches: batchSizes(training),
  };
  await database.write([
    ...(await checkpointRemoval(database, request.datasetId)),
    { store: "checkpoints", key: jobKey(request.datasetId), value: job },
  ]);
  return job;
}

/** Name of the lock under which a dataset is trained. */
export const trainingLock = (datasetId: string): string => `training/${datasetId}`;
/** Its recommender has a lock of its own: a closed tab's last seconds of it must not keep the next from a forecast. */
export const recommenderLock = (datasetId: string): string => `training/${datasetId}/recommender`;
const jobKey = (datasetId: string): string => `training/${datasetId}/job`;
const partPrefix = (job: TrainingJob): string => `training/${job.request.datasetId}/parts/${job.jobId}/`;
const partKey = (job: TrainingJob, part: number): string => `${partPrefix(job)}${part}`;
