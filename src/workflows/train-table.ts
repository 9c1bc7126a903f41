import type { WorkflowContext } from "../core/ports.ts";
import type { TrainingConfig } from "../domain/training-config.ts";
import type { Json } from "../registry/artifact.ts";
import { jsonBytes, sha256 } from "../registry/index-file.ts";
import { publishModel } from "../registry/publish.ts";
import { reportPage } from "../training/tabular/report-page.ts";
import type { TableReport } from "../training/tabular/table-report.ts";
import type { TableTask } from "../training/tabular/table-task.ts";
import { trainTable } from "../training/tabular/train-table.ts";
import { encodeTableModel, MODEL_FILE } from "./table-model.ts";
import { columnNamed, type TextTable } from "./text-table.ts";

/** What was published. */
export interface TableTrainingResult {
  readonly model: string;
  readonly version: string;
  readonly durationMs: number;
  readonly report: TableReport;
}

/**
 * Train a model of a table's column and publish it with its report as the champion of its name. The same table,
 * configuration and code give the same model.bin and features.json, where no time limit ends the search of options.
 *
 * @throws `table.no-column`, and as `trainTable` and `publishModel`; nothing is published then
 */
export async function trainTableModel(
  task: TableTask,
  table: TextTable,
  target: string,
  config: TrainingConfig,
  context: Omit<WorkflowContext, "threads">,
  timeLimitMs = Infinity,
): Promise<TableTrainingResult> {
  const started = context.clock.monotonicMs();
  const isOver = (): boolean => context.clock.monotonicMs() - started > timeLimitMs;
  columnNamed(table, target, "--target");
  const { trained, report } = await trainTable(task, table, target, config, { ...context, isOver });
  const features = trained.schema.map((column) => ({ ...column }));
  const durationMs = context.clock.monotonicMs() - started;
  const tableText = JSON.stringify([table.columns, table.cells]);
  const { version } = await publishModel(context, {
    modelName: config.model_name,
    modelType: task,
    files: {
      [MODEL_FILE]: encodeTableModel(trained),
      "features.json": jsonBytes({ target, classes: trained.classes, features } as unknown as Json),
      "evaluation.json": jsonBytes(finite(report)),
      "report.html": new TextEncoder().encode(reportPage(report)),
    },
    featureColumns: trained.schema.filter(({ kind }) => kind !== "ignore").map(({ name }) => name),
    hyperparameters: { method: trained.method.id, ...(trained.method.options as Record<string, Json>) },
    metrics: report.model_performance.test,
    lineage: {
      dataset_id: config.model_name,
      data_source: config.data_source,
      data_sha256: await sha256(new TextEncoder().encode(tableText)),
      target,
      config: config as unknown as Json,
    },
    trainingDurationMs: durationMs,
  });
  return { model: config.model_name, version, durationMs, report };
}

/** JSON has no NaN: an area that is not defined is null. */
function finite(report: TableReport): Json {
  return JSON.parse(JSON.stringify(report)) as Json;
}
