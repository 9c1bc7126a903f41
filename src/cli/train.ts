import { basename } from "node:path";
import { DEMAND_PRESETS } from "../training/candidates.ts";
import { fileTableReader } from "../platform/files/table-reader.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { nodeEmbedder } from "../platform/node/embedder.ts";
import { fileSource } from "../platform/node/file-source.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import type { Database, Locks, TableReader } from "../core/ports.ts";
import type { DatasetRecord } from "../domain/dataset.ts";
import type { ImportPlan, ImportReport } from "../domain/import-plan.ts";
import type { Preset } from "../domain/training.ts";
import { carriedModel } from "../workflows/answer-model.ts";
import { askIndexStatus } from "../workflows/ask-status.ts";
import { createDataset, listDatasets } from "../workflows/datasets.ts";
import { embedPassages } from "../workflows/embed-passages.ts";
import { forecastDataCache } from "../workflows/forecast-data.ts";
import { importFile, inspectFile } from "../workflows/import-file.ts";
import { trainForecast } from "../workflows/train-forecast.ts";
import { trainRecommender } from "../workflows/train-recommender.ts";
import type { Command, CommandTools } from "./command.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { oneOf, wholeNumber } from "./options.ts";
import { checkFile, makeFolder } from "./table-file.ts";

const PRESETS = Object.keys(DEMAND_PRESETS) as Preset[];

const text: CommandText = {
  name: "train",
  summary: "import a till file and train the shop's demand forecast and recommender",
  options: [
    {
      name: "--data",
      value: "FILE",
      required: true,
      example: "till.csv",
      help: "till lines: CSV, TSV (also .gz), XLSX or Parquet; columns are guessed as on the import screen",
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
    "The same workflows as in the browser: the result is FOLDER/artifacts/models/demand_forecasting/VERSION/ with model.bin, metadata.json and features.json, and FOLDER/artifacts/models/recommendation_engine/VERSION/, whose user_item_matrix.bin holds the customers and is not to be passed on; with --catalogue, FOLDER/artifacts/models/rag_system/VERSION/ with the vectors of its texts. A training that was stopped goes on where it was when the same command is given again.",
  ],
  examples: [
    "soma train --data till.csv.gz",
    "soma train --data june.xlsx --shop Corner --folder data --preset best --json",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const path = given.get("--data") ?? "";
  const folder = given.get("--folder") ?? ".";
  const shop = given.get("--shop") ?? "Shop";
  const preset = oneOf("--preset", given.get("--preset") ?? "fast", PRESETS);
  const horizonDays = wholeNumber("--horizon", given.get("--horizon") ?? "28", 7, 182);
  const wanted = oneOf("--recommender", given.get("--recommender") ?? "true", ["true", "false"]);
  checkFile("--data", path);
  const catalogue = given.get("--catalogue");
  if (catalogue !== undefined) checkFile("--catalogue", catalogue);
  makeFolder("--folder", folder, "shop");
  const context = {
    ...tools,
    database: await nodeDatabase(folder),
    locks: nodeLocks(folder),
    tables: fileTableReader(),
  };
  const dataset = await datasetNamed(context, shop);
  const record = await importInto(context, dataset.id, path, {});
  if (catalogue !== undefined) await importInto(context, dataset.id, catalogue, { kind: "catalogue" });
  const report = await trainForecast({ datasetId: dataset.id, preset, horizonDays }, context);
  tools.clearProgress();
  tools.err(
    `Trained version ${report.version} on ${report.titles} titles in ${(report.durationMs / 1000).toFixed(1)} s\n`,
  );
  const customers = (await context.database.read("sales", `${dataset.id}/customers`)) as string[] | undefined;
  const recommends = wanted === "true" && (customers?.length ?? 0) > 0;
  const recommender = recommends ? await trainRecommender({ datasetId: dataset.id, preset }, context) : null;
  tools.clearProgress();
  if (recommender !== null) {
    const { version, readers, titles, method, durationMs } = recommender;
    tools.err(
      `Trained recommender ${version} (${method}) on ${readers} customers and ${titles} titles in ${(durationMs / 1000).toFixed(1)} s\n`,
    );
  }
  const passages = catalogue === undefined ? null : await indexTexts(context, dataset.id);
  if (given.has("--json")) {
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
