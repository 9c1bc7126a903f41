import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { readTrainingConfig, TABLE_PRESETS, type TrainingConfig } from "../domain/training-config.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import { SNAPSHOT_SOURCE, snapshotTable } from "../workflows/feature-snapshots.ts";
import {
  discardPendingTableTraining,
  pendingTableTrainings,
  trainTableModel,
} from "../workflows/train-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import { oneOf, wholeNumber, type CommandText, type GivenOptions } from "./options.ts";
import { checkFile, makeFolder, readTable } from "./table-file.ts";

type TableTask = "classification" | "regression";

const about = (task: TableTask): CommandText => ({
  name: `train ${task}`,
  summary: `train a model that predicts a ${task === "classification" ? "class" : "number"} from the columns of any table`,
  options: [
    {
      name: "--data",
      value: "FILE",
      required: false,
      example: "table.csv",
      help: "the table: CSV, TSV (also .gz), XLSX or Parquet, names of columns in its first row; or frozen features, snapshot:NAME@HASH; default data_source of the configuration where that is a snapshot",
    },
    {
      name: "--target",
      value: "COLUMN",
      required: true,
      example: "species",
      help: "the column to predict; rows without a value in it are left out",
    },
    {
      name: "--config",
      value: "FILE",
      required: false,
      example: "config.json",
      help: "a TrainingConfig as JSON: model_name, test_size 0.2, validation_size 0.1, random_state 42, preset custom, refit false, hyperparameter_tuning true, tuning_method tpe, tuning_trials 20, cross_validation_folds 5, model, model_options, calibration, split, group_column, time_column, class_weights, category_encoding native, column_encodings, column_types",
    },
    {
      name: "--out",
      value: "FOLDER",
      required: false,
      example: "artifacts",
      help: "where artifacts/ is written; default this folder",
    },
    {
      name: "--trials",
      value: "N",
      required: false,
      example: "50",
      help: "trials of the search of options; default tuning_trials of the configuration",
    },
    {
      name: "--preset",
      value: TABLE_PRESETS.join("|"),
      required: false,
      example: "best",
      help: "fast, balanced and best judge a few, some or many methods and end in a weighted ensemble of those that help each other, fitted on all rows; default preset of the configuration, else custom",
    },
    {
      name: "--time-limit",
      value: "SECONDS",
      required: false,
      example: "60",
      help: "after so long nothing more is tried, and the best so far is taken; the result then depends on the machine. A preset leaves itself time for the final fits",
    },
    {
      name: "--fresh",
      value: null,
      required: false,
      example: "",
      help: "begin anew: drop what a stopped training of this model's name has finished",
    },
    { name: "--json", value: null, required: false, example: "", help: "print the report as JSON on stdout" },
  ],
  notes: [
    "Types of the columns are inferred: numbers, days (2024-03-31, taken apart into year, month, day, weekday), words that repeat; correct them under column_types. The result is artifacts/models/NAME/VERSION/ with model.bin, metadata.json, features.json, evaluation.json and report.html, one file to read anywhere. Rows of the test part are looked at once, at the end.",
    "Ctrl-C stops a training and keeps the fits it has finished: the same command goes on there and ends in the same model.",
  ],
  examples: [
    `soma train ${task} --data table.csv --target ${task === "classification" ? "species" : "price"}`,
  ],
});

async function run(task: TableTask, given: GivenOptions, tools: CommandTools): Promise<void> {
  const folder = artifactRoot(given.get("--out") ?? ".");
  const limit = given.get("--time-limit");
  const config = configOf(task, given);
  const limitMs = limit === undefined ? Infinity : 1000 * wholeNumber("--time-limit", limit, 1, 1_000_000);
  const data = dataOf(task, given, config);
  const file = data.startsWith(SNAPSHOT_SOURCE) ? null : await readTable("--data", data, tools.progress);
  makeFolder("--out", folder, "shop");
  const context = { ...tools, database: await nodeDatabase(folder), locks: nodeLocks(folder) };
  const table = file ?? (await snapshotTable(context.database, data));
  if (given.has("--fresh")) await discardPendingTableTraining(context, config.model_name);
  const pending = (await pendingTableTrainings(context.database)).find(
    (each) => each.config.model_name === config.model_name,
  );
  if (pending !== undefined) {
    tools.err(
      `A training of ${config.model_name} was stopped after ${pending.fits} fits; the same one goes on there.\n`,
    );
  }
  const result = await trainTableModel(task, table, given.get("--target") ?? "", config, context, limitMs);
  tools.clearProgress();
  const { report } = result;
  const metric = task === "classification" ? "log_loss" : "rmse";
  tools.err(
    `Trained ${result.model} ${result.version} (${report.method}) on ${report.rows.training + report.rows.validation} rows in ${(result.durationMs / 1000).toFixed(1)} s; ` +
      `test ${metric} ${report.model_performance.test[metric]!.toPrecision(4)}, baseline ${report.baseline[metric]!.toPrecision(4)}\n`,
  );
  if (given.has("--json")) tools.out(`${JSON.stringify({ command: `train ${task}`, ...result })}\n`);
}

/** Where the table is: `--data`, or the snapshot that the configuration names. @throws `cli.missing` */
function dataOf(task: TableTask, given: GivenOptions, { data_source }: TrainingConfig): string {
  const data = given.get("--data") ?? (data_source.startsWith(SNAPSHOT_SOURCE) ? data_source : undefined);
  if (data !== undefined) return data;
  const { name, examples } = about(task);
  throw cliError("cli.missing", { command: name, missing: "--data FILE", example: examples[0]! });
}

/** The configuration file, or the defaults, with what the options change. */
function configOf(task: TableTask, given: GivenOptions): TrainingConfig {
  const path = given.get("--config");
  if (path !== undefined) checkFile("--config", path);
  const defaults = { model_name: task, data_source: basename(given.get("--data") ?? "") };
  const read = readTrainingConfig(path === undefined ? "{}" : readFileSync(path, "utf8"), defaults);
  const trials = given.get("--trials");
  const preset = given.get("--preset");
  const changed = {
    ...read,
    ...(trials !== undefined && { tuning_trials: wholeNumber("--trials", trials, 0, 10_000) }),
    ...(preset !== undefined && { preset: oneOf("--preset", preset, TABLE_PRESETS) }),
  };
  return readTrainingConfig(JSON.stringify(changed), defaults);
}

/** "artifacts" itself stands for the folder it lies in. */
export function artifactRoot(out: string): string {
  return basename(resolve(out)) === "artifacts" ? dirname(resolve(out)) : out;
}

export const trainClassificationCommand: Command = {
  text: about("classification"),
  run: (given, tools) => run("classification", given, tools),
};
export const trainRegressionCommand: Command = {
  text: about("regression"),
  run: (given, tools) => run("regression", given, tools),
};
