import { asAppError } from "../core/errors.ts";
import type { Database, MetricSink, WorkflowContext } from "../core/ports.ts";
import type { TrainingConfig } from "../domain/training-config.ts";
import type { Json } from "../registry/artifact.ts";
import { jsonBytes } from "../registry/index-file.ts";
import { recordedRun, type OpenRun, type RunStart } from "../registry/open-run.ts";
import { publishModel } from "../registry/publish.ts";
import { reportPage } from "../training/tabular/report-page.ts";
import type { TableReport } from "../training/tabular/table-report.ts";
import type { TableTask } from "../training/tabular/table-task.ts";
import { trainTable } from "../training/tabular/train-table.ts";
import {
  jobPieces,
  jobTable,
  openTableJob,
  tableJobRemoval,
  tableJobs,
  tableTrainingLock,
  type TableJob,
  type TableTrainingRequest,
} from "./table-checkpoints.ts";
import { encodeTableModel, MODEL_FILE } from "./table-model.ts";
import { tableModelError } from "./table-model-errors.ts";
import { encodeTestPredictions, TEST_PREDICTIONS_FILE } from "./test-predictions-file.ts";
import { columnNamed, type TextTable } from "./text-table.ts";
import { trainingLog, type TrainingLog } from "./training-log.ts";

interface TableTrainingTools extends Omit<WorkflowContext, "threads"> {
  /** Called with each line of the log as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** What was published. */
export interface TableTrainingResult {
  readonly model: string;
  readonly version: string;
  readonly durationMs: number;
  readonly report: TableReport;
}

/** A training that was cut off, or that another tab or process is at. */
export interface PendingTableTraining extends Pick<
  TableJob,
  "task" | "target" | "config" | "startedAt" | "timeLimitMs"
> {
  /** Fits that it need not do again. */
  readonly fits: number;
}

/**
 * Train a model of a table's column and publish it with its report as the champion of its name. The same table,
 * configuration and code give the same model.bin and features.json, where no time limit ends the search of options.
 *
 * Every finished fit is kept in store `checkpoints`; a training of the same table and configuration that was cut off
 * goes on there, and ends in the same bytes as one that was not. Another one of the same name drops what was kept.
 *
 * @param timeLimitMs after which no trial begins, the time before a cut counted
 * @throws `storage.busy` while a model of that name is trained elsewhere; `table.no-column`, and as `trainTable` and
 *   `publishModel`; nothing is published then
 */
export async function trainTableModel(
  task: TableTask,
  table: TextTable,
  target: string,
  config: TrainingConfig,
  context: TableTrainingTools,
  timeLimitMs = Infinity,
): Promise<TableTrainingResult> {
  columnNamed(table, target, "--target");
  const name = config.model_name;
  return context.locks.hold(tableTrainingLock(name), { wait: false }, async () => {
    const log = trainingLog(context.clock, `train-${name}`, context.progress, context.onLine);
    try {
      const request = { task, target, config };
      const result = await recordedRun(
        { ...context, progress: log.progress },
        runStart(request),
        (recorded) => trainAndPublish(request, table, recorded, log, timeLimitMs),
      );
      await log.published(context.database, name, name);
      return result;
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      log.note("failed", { code, message });
      throw thrown;
    } finally {
      await log.keep(context.database);
    }
  });
}

const runStart = ({ task, target, config }: TableTrainingRequest): RunStart => ({
  experiment: config.model_name,
  config: { target, ...(config as unknown as Record<string, Json>) },
  tags: { model_type: task, dataset_id: config.model_name },
  device: "cpu",
});

async function trainAndPublish(
  request: TableTrainingRequest,
  table: TextTable,
  context: TableTrainingTools & { readonly run: OpenRun; readonly metrics: MetricSink },
  log: TrainingLog,
  timeLimitMs: number,
): Promise<TableTrainingResult> {
  const { task, target, config } = request;
  const { clock, database } = context;
  const started = clock.monotonicMs();
  const job = await openTableJob(
    database,
    clock,
    table,
    request,
    Number.isFinite(timeLimitMs) ? timeLimitMs : null,
  );
  const { once, keptMs } = jobPieces(database, clock, job);
  const spentMs = (): number => clock.monotonicMs() - started + keptMs();
  const devices = new Set<string>();
  const tell = (where: string): void => {
    if (!devices.has(where)) log.note("net computes", { on: where });
    devices.add(where);
    context.nets?.tell?.(where);
  };
  let judged = 0;
  let best = Infinity;
  const { trained, tested, report } = await trainTable(task, table, target, config, {
    ...context,
    nets: { ...context.nets, tell },
    once,
    spentMs,
    timeLimitMs,
    onJudged: (what, loss) => {
      log.note("judged", { what, loss });
      best = Math.min(best, loss);
      context.metrics("cross_validation_loss", judged, loss);
      context.metrics("best_cross_validation_loss", judged++, best);
    },
  });
  const features = trained.schema.map((column) => ({ ...column }));
  const durationMs = spentMs();
  const { version } = await publishModel(context, {
    modelName: config.model_name,
    modelType: task,
    files: {
      [MODEL_FILE]: encodeTableModel(trained),
      "features.json": jsonBytes({ target, classes: trained.classes, features } as unknown as Json),
      "evaluation.json": jsonBytes(finite(report)),
      "report.html": new TextEncoder().encode(reportPage(report)),
      [TEST_PREDICTIONS_FILE]: encodeTestPredictions(tested),
    },
    localFiles: [TEST_PREDICTIONS_FILE],
    featureColumns: trained.schema.filter(({ kind }) => kind !== "ignore").map((column) => column.name),
    hyperparameters: { method: trained.method.id, ...(trained.method.options as Record<string, Json>) },
    metrics: report.model_performance.test,
    lineage: {
      dataset_id: config.model_name,
      data_source: config.data_source,
      data_sha256: job.dataSha256,
      target,
      config: config as unknown as Json,
      ...(devices.size > 0 && { nets_computed_on: [...devices] }),
    },
    trainingDurationMs: durationMs,
  });
  await database.write(await tableJobRemoval(database, config.model_name));
  return { model: config.model_name, version, durationMs, report };
}

/** The trainings of tables that were cut off, or are going on elsewhere, by the names of their models. */
export async function pendingTableTrainings(database: Database): Promise<readonly PendingTableTraining[]> {
  return (await tableJobs(database)).map(({ job, fits }) => {
    const { task, target, config, startedAt, timeLimitMs } = job;
    return { task, target, config, startedAt, timeLimitMs, fits };
  });
}

/**
 * Go on with a training that was cut off.
 *
 * @param timeLimitMs by default the one it was begun with
 * @throws `table-model.none-pending`, and as `trainTableModel`
 */
export async function resumeTableTraining(
  model: string,
  context: TableTrainingTools,
  timeLimitMs?: number,
): Promise<TableTrainingResult> {
  const pending = (await pendingTableTrainings(context.database)).find(
    ({ config }) => config.model_name === model,
  );
  const table = await jobTable(context.database, model);
  if (pending === undefined || table === undefined)
    throw tableModelError("table-model.none-pending", { name: model });
  const limit = timeLimitMs ?? pending.timeLimitMs ?? Infinity;
  return trainTableModel(pending.task, table, pending.target, pending.config, context, limit);
}

/** Drop what a cut-off training has finished. @throws `storage.busy` while it goes on elsewhere */
export async function discardPendingTableTraining(
  context: Pick<WorkflowContext, "database" | "locks">,
  model: string,
): Promise<void> {
  await context.locks.hold(tableTrainingLock(model), { wait: false }, async () => {
    await context.database.write(await tableJobRemoval(context.database, model));
  });
}

/** JSON has no NaN: an area that is not defined is null. */
function finite(report: TableReport): Json {
  return JSON.parse(JSON.stringify(report)) as Json;
}
