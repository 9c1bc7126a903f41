import { basename } from "node:path";
import type { Database, Locks, TableReader } from "../core/ports.ts";
import { asAppError } from "../core/errors.ts";
import type { DatasetRecord } from "../domain/dataset.ts";
import type { DemoNote, DemoTitle } from "../domain/demo-records.ts";
import type { ImportPlan, ImportReport } from "../domain/import-plan.ts";
import type { ShopTrainingConfig } from "../domain/shop-training-config.ts";
import { fileTableReader } from "../platform/files/table-reader.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { nodeEmbedder } from "../platform/node/embedder.ts";
import { fileSource } from "../platform/node/file-source.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import { DEMAND_FORECASTING } from "../training/forecast-state.ts";
import { RECOMMENDATION_ENGINE } from "../training/recommender-state.ts";
import { carriedModel } from "../workflows/answer-model.ts";
import { askIndexStatus } from "../workflows/ask-status.ts";
import { createDataset, listDatasets } from "../workflows/datasets.ts";
import { embedPassages } from "../workflows/embed-passages.ts";
import { forecastDataCache } from "../workflows/forecast-data.ts";
import { importFile, inspectFile } from "../workflows/import-file.ts";
import { openDemoShop } from "../workflows/open-demo-shop.ts";
import { RAG_SYSTEM } from "../workflows/rag-artifact.ts";
import { trainForecast } from "../workflows/train-forecast.ts";
import { trainRecommender } from "../workflows/train-recommender.ts";
import { trainingLog } from "../workflows/training-log.ts";
import type { CommandTools } from "./command.ts";

/** Models of a shop; "where-known": where its till lines name customers, or a catalogue was given. */
export type ShopModels = Readonly<
  Record<"forecasting" | "recommendation" | "rag", true | false | "where-known">
>;

/** Import what the configuration names, train the models wanted, log the run; what came of it, as JSON. */
export async function trainShopModels(
  folder: string,
  config: ShopTrainingConfig,
  models: ShopModels,
  tools: CommandTools,
): Promise<Readonly<Record<string, unknown>>> {
  const log = trainingLog(tools.clock, "train", tools.progress);
  const context = {
    ...tools,
    progress: log.progress,
    database: await nodeDatabase(folder),
    locks: nodeLocks(folder),
    tables: fileTableReader(),
  };
  const { dataset, record } = await trainedShop(context, config);
  const datasetId = dataset.id;
  const { preset, horizon_days: horizonDays } = config;
  try {
    const training =
      models.forecasting === false ? null : await trainForecast({ datasetId, preset, horizonDays }, context);
    tools.clearProgress();
    if (training !== null) {
      await log.published(context.database, DEMAND_FORECASTING, datasetId);
      tools.err(
        `Trained version ${training.version} on ${training.titles} titles in ${(training.durationMs / 1000).toFixed(1)} s\n`,
      );
    }
    const recommends =
      models.recommendation === "where-known"
        ? await namesCustomers(context.database, datasetId)
        : models.recommendation;
    const recommender = recommends ? await trainRecommender({ datasetId, preset }, context) : null;
    tools.clearProgress();
    if (recommender !== null) {
      await log.published(context.database, RECOMMENDATION_ENGINE, datasetId);
      const { version, readers, titles, method, durationMs } = recommender;
      tools.err(
        `Trained recommender ${version} (${method}) on ${readers} customers and ${titles} titles in ${(durationMs / 1000).toFixed(1)} s\n`,
      );
    }
    const indexes = models.rag === "where-known" ? config.catalogue !== "" : models.rag;
    const passages = indexes ? await indexTexts(context, datasetId) : null;
    if (passages !== null) await log.published(context.database, RAG_SYSTEM, datasetId);
    return { folder, shop: dataset.name, import: record, training, recommender, passages };
  } catch (thrown) {
    const { code, message } = asAppError(thrown);
    log.note("failed", { code, message });
    throw thrown;
  } finally {
    await log.keep(context.database);
  }
}

/** The shop with the files of the configuration brought in; without any, as it is kept, else the demo shop. */
async function trainedShop(
  context: TrainContext,
  config: ShopTrainingConfig,
): Promise<{ readonly dataset: DatasetRecord; readonly record: ImportReport["record"] | null }> {
  const known = (await listDatasets(context.database)).find(({ name }) => name === config.shop.trim());
  if (config.data_source === "" && config.catalogue === "" && known === undefined) {
    return { dataset: await demoDataset(context), record: null };
  }
  const dataset = known ?? (await createDataset(context, config.shop));
  const record =
    config.data_source === "" ? null : await importInto(context, dataset.id, config.data_source, {});
  if (config.catalogue !== "") {
    await importInto(context, dataset.id, config.catalogue, { kind: "catalogue" });
  }
  return { dataset, record };
}

/** The demo shop, simulated and brought in through the shop's own imports. */
async function demoDataset(context: TrainContext): Promise<DatasetRecord> {
  const { default: titles } = await import("../../public/demo/catalogue.json", { with: { type: "json" } });
  const { default: notes } = await import("../../public/demo/notes.json", { with: { type: "json" } });
  const dataset = await openDemoShop(
    context,
    titles satisfies readonly DemoTitle[],
    notes as readonly DemoNote[],
  );
  context.clearProgress();
  context.err(`${dataset.name}: ${titles.length} titles with two simulated years of trade\n`);
  return dataset;
}

async function namesCustomers(database: Database, datasetId: string): Promise<boolean> {
  const customers = (await database.read("sales", `${datasetId}/customers`)) as string[] | undefined;
  return (customers?.length ?? 0) > 0;
}

type TrainContext = CommandTools & {
  readonly database: Database;
  readonly locks: Locks;
  readonly tables: TableReader;
};

/** Import a file as its columns are guessed, and say what each was taken for. */
async function importInto(
  context: TrainContext,
  datasetId: string,
  path: string,
  chosen: Partial<ImportPlan>,
): Promise<ImportReport["record"]> {
  const source = await fileSource(path);
  const preview = await inspectFile(context.tables, source, chosen);
  const { record } = await importFile(context, datasetId, source, preview.plan);
  context.clearProgress();
  for (const doubt of preview.doubts) context.err(`${doubt}\n`);
  context.err(
    `${basename(path)}: ${columnsRead(preview.columns, preview.plan)}; ${record.rows} rows, ${record.added} new, ` +
      `${record.alreadyKnown} already known, ${record.rejected} rejected\n`,
  );
  return record;
}

/** Publish vectors of what the catalogue says, so that questions are answered by meaning, too. @returns how many */
async function indexTexts(context: TrainContext, datasetId: string): Promise<number> {
  const { projection } = await carriedModel();
  const embedder = await nodeEmbedder();
  try {
    await embedPassages({ ...context, cache: forecastDataCache(), embedder, projection }, datasetId);
    const { embedded } = await askIndexStatus(context.database, datasetId, embedder.info, null);
    context.clearProgress();
    context.err(`Indexed ${embedded} passages of the catalogue for questions\n`);
    return embedded;
  } finally {
    await embedder.dispose();
  }
}

/** What each column was taken for, so that a wrong guess is seen. */
function columnsRead(columns: readonly string[], plan: ImportPlan): string {
  const roles = Object.entries(plan.mapping).map(
    ([role, column]) => `${role} from "${columns[column] ?? column}"`,
  );
  return `read ${roles.join(", ")}`;
}
