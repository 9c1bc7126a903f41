import { basename } from "node:path";
import { DEMAND_PRESETS } from "../training/candidates.ts";
import { fileTableReader } from "../platform/files/table-reader.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { nodeEmbedder } from "../platform/node/embedder.ts";
import { fileSource } from "../platform/node/file-source.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import type { Database, Locks, TableReader } from "../core/ports.ts";
import { asAppError } from "../core/errors.ts";
import type { DatasetRecord } from "../domain/dataset.ts";
import type { DemoNote, DemoTitle } from "../domain/demo-records.ts";
import type { ImportPlan, ImportReport } from "../domain/import-plan.ts";
import type { Preset } from "../domain/training.ts";
import { DEMAND_FORECASTING } from "../training/forecast-state.ts";
import { RECOMMENDATION_ENGINE } from "../training/recommender-state.ts";
import { RAG_SYSTEM } from "../workflows/rag-artifact.ts";
import { carriedModel } from "../workflows/answer-model.ts";
import { askIndexStatus } from "../workflows/ask-status.ts";
import { createDataset, listDatasets } from "../workflows/datasets.ts";
import { embedPassages } from "../workflows/embed-passages.ts";
import { forecastDataCache } from "../workflows/forecast-data.ts";
import { importFile, inspectFile } from "../workflows/import-file.ts";
import { openDemoShop } from "../workflows/open-demo-shop.ts";
import { trainForecast } from "../workflows/train-forecast.ts";
import { trainRecommender } from "../workflows/train-recommender.ts";
import { trainingLog } from "../workflows/training-log.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { oneOf, wholeNumber } from "./options.ts";
import { checkFile, makeFolder } from "./table-file.ts";

const PRESETS = Object.keys(DEMAND_PRESETS) as Preset[];

const text: CommandText = {
  name: "train",
  summary:
    "import a till file and train the shop's demand forecast and recommender; --all: every model of the shop",
  options: [
    {
      name: "--data",
      value: "FILE",
      required: false,
      example: "till.csv",
      help: "till lines: CSV, TSV (also .gz), XLSX or Parquet; columns are guessed as on the import screen. With --all it may be left out: the demo shop is trained",
    },
    {
      name: "--all",
      value: null,
      required: false,
      example: "",
      help: "train every model of the shop: demand forecast, recommender, question index",
    },
    {
      name: "--folder",
      value: "FOLDER",
      required: false,
      example: "shop",
      help: "where the shop's data and artifacts/ are kept; default this folder",
    },
    {
      name: "--shop",
      value: "NAME",
      required: false,
      example: "Corner",
      help: "whose sales these are; default Shop; more files of one shop are joined, lines already known are left out",
    },
    {
      name: "--catalogue",
      value: "FILE",
      required: false,
      example: "catalogue.csv",
      help: "what is known of the titles; columns as on the import screen. Recommendations use it, and its texts are indexed for questions",
    },
    {
      name: "--preset",
      value: PRESETS.join("|"),
      required: false,
      example: "fast",
      help: "how much to try; default fast",
    },
    {
      name: "--horizon",
      value: "DAYS",
      required: false,
      example: "28",
      help: "days ahead, a multiple of 7; default 28",
    },
    {
      name: "--recommender",
      value: "true|false",
      required: false,
      example: "false",
      help: "train the recommender, too, where the till lines name customers; default true",
    },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "The same workflows as in the browser: the result is FOLDER/artifacts/models/demand_forecasting/VERSION/ with model.bin, metadata.json and features.json, and FOLDER/artifacts/models/recommendation_engine/VERSION/, whose user_item_matrix.bin holds the customers and is not to be passed on; with --catalogue, FOLDER/artifacts/models/rag_system/VERSION/ with the vectors of its texts. Each run leaves FOLDER/artifacts/logs/START-train.jsonl, what was done when, and FOLDER/artifacts/metrics/MODEL/VERSION.json. A training that was stopped goes on where it was when the same command is given again.",
  ],
  examples: [
    "soma train --all --folder demo",
    "soma train --data till.csv.gz",
    "soma train --data june.xlsx --shop Corner --folder data --preset best --json",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const path = given.get("--data");
  const folder = given.get("--folder") ?? ".";
  const all = given.has("--all");
  const preset = oneOf("--preset", given.get("--preset") ?? "fast", PRESETS);
  const horizonDays = wholeNumber("--horizon", given.get("--horizon") ?? "28", 7, 182);
  const wanted = oneOf("--recommender", given.get("--recommender") ?? "true", ["true", "false"]);
  const catalogue = given.get("--catalogue");
  if (path === undefined && (!all || catalogue !== undefined || given.has("--shop"))) {
    throw cliError("cli.missing", { command: text.name, missing: "--data FILE", example: text.examples[1]! });
  }
  if (path !== undefined) checkFile("--data", path);
  if (catalogue !== undefined) checkFile("--catalogue", catalogue);
  makeFolder("--folder", folder, "shop");
  const log = trainingLog(tools.clock, "train", tools.progress);
  const context = {
    ...tools,
    progress: log.progress,
    database: await nodeDatabase(folder),
    locks: nodeLocks(folder),
    tables: fileTableReader(),
  };
  const { dataset, record } =
    path === undefined
      ? { dataset: await demoDataset(context), record: null }
      : await ownDataset(context, given.get("--shop") ?? "Shop", path, catalogue);
  const datasetId = dataset.id;
  try {
    const report = await trainForecast({ datasetId, preset, horizonDays }, context);
    await log.published(context.database, DEMAND_FORECASTING, datasetId);
    tools.clearProgress();
    tools.err(
      `Trained version ${report.version} on ${report.titles} titles in ${(report.durationMs / 1000).toFixed(1)} s\n`,
    );
    const recommender =
      wanted === "true" && (all || (await namesCustomers(context.database, datasetId)))
        ? await trainRecommender({ datasetId, preset }, context)
        : null;
    tools.clearProgress();
    if (recommender !== null) {
      await log.published(context.database, RECOMMENDATION_ENGINE, datasetId);
      const { version, readers, titles, method, durationMs } = recommender;
      tools.err(
        `Trained recommender ${version} (${method}) on ${readers} customers and ${titles} titles in ${(durationMs / 1000).toFixed(1)} s\n`,
      );
    }
    const passages = all || catalogue !== undefined ? await indexTexts(context, datasetId) : null;
    if (passages !== null) await log.published(context.database, RAG_SYSTEM, datasetId);
    if (given.has("--json")) {
      const shop = dataset.name;
      const summary = {
        command: "train",
        folder,
        shop,
        import: record,
        training: report,
        recommender,
        passages,
      };
      tools.out(`${JSON.stringify(summary)}\n`);
    }
  } catch (thrown) {
    const { code, message } = asAppError(thrown);
    log.note("failed", { code, message });
    throw thrown;
  } finally {
    await log.keep(context.database);
  }
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

async function ownDataset(
  context: TrainContext,
  shop: string,
  path: string,
  catalogue: string | undefined,
): Promise<{ readonly dataset: DatasetRecord; readonly record: ImportReport["record"] }> {
  const dataset = await datasetNamed(context, shop);
  const record = await importInto(context, dataset.id, path, {});
  if (catalogue !== undefined) await importInto(context, dataset.id, catalogue, { kind: "catalogue" });
  return { dataset, record };
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

async function datasetNamed(
  context: CommandTools & { readonly database: Database; readonly locks: Locks },
  name: string,
): Promise<DatasetRecord> {
  const known = (await listDatasets(context.database)).find((dataset) => dataset.name === name.trim());
  return known ?? (await createDataset(context, name));
}

/** What each column was taken for, so that a wrong guess is seen. */
function columnsRead(columns: readonly string[], plan: ImportPlan): string {
  const roles = Object.entries(plan.mapping).map(
    ([role, column]) => `${role} from "${columns[column] ?? column}"`,
  );
  return `read ${roles.join(", ")}`;
}

export const trainCommand: Command = { text, run };
