import { basename } from "node:path";
import { DEMAND_PRESETS } from "../training/candidates.ts";
import { fileTableReader } from "../platform/files/table-reader.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { fileSource } from "../platform/node/file-source.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import type { Database, Locks } from "../core/ports.ts";
import type { DatasetRecord } from "../domain/dataset.ts";
import type { ImportPlan } from "../domain/import-plan.ts";
import type { Preset } from "../domain/training.ts";
import { createDataset, listDatasets } from "../workflows/datasets.ts";
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
    "The same workflows as in the browser: the result is FOLDER/artifacts/models/demand_forecasting/VERSION/ with model.bin, metadata.json and features.json, and FOLDER/artifacts/models/recommendation_engine/VERSION/, whose user_item_matrix.bin holds the customers and is not to be passed on. A training that was stopped goes on where it was when the same command is given again.",
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
  makeFolder("--folder", folder, "shop");
  const context = {
    ...tools,
    database: await nodeDatabase(folder),
    locks: nodeLocks(folder),
    tables: fileTableReader(),
  };
  const dataset = await datasetNamed(context, shop);
  const source = await fileSource(path);
  const preview = await inspectFile(context.tables, source);
  const { record } = await importFile(context, dataset.id, source, preview.plan);
  tools.clearProgress();
  for (const doubt of preview.doubts) tools.err(`${doubt}\n`);
  tools.err(
    `${basename(path)}: ${columnsRead(preview.columns, preview.plan)}; ${record.rows} rows, ${record.added} new, ` +
      `${record.alreadyKnown} already known, ${record.rejected} rejected\n`,
  );
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
  if (given.has("--json")) {
    const summary = { command: "train", folder, shop, import: record, training: report, recommender };
    tools.out(`${JSON.stringify(summary)}\n`);
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
