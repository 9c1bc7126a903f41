import { basename } from "node:path";
import { fileTableReader } from "../platform/files/table-reader.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { nodeEmbedder } from "../platform/node/embedder.ts";
import { fileSource } from "../platform/node/file-source.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import { embedderSlots } from "../workflows/embedder-slot.ts";
import { embedderOf } from "../workflows/model-store.ts";
import type { PredictOptions } from "../workflows/open-predictor.ts";
import { predictRows, type PredictRowsSummary } from "../workflows/predict-rows.ts";
import type { PredictionColumn } from "../workflows/predict-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { oneOf, quantileLevels, wholeNumber, type CommandText, type GivenOptions } from "./options.ts";
import { checkFile, checkOutput } from "./table-file.ts";
import { tableWriter, type OutputColumn } from "./table-writer.ts";
import { artifactRoot } from "./train-table.ts";

const ENDINGS = [".csv", ".parquet", ".jsonl"];
const SPANS = ["day", "week", "total"] as const;

const text: CommandText = {
  name: "predict",
  summary: "predict from a file with a trained model of any type",
  options: [
    {
      name: "--model",
      value: "NAME[@VERSION]",
      required: true,
      example: "churn@1.0.0",
      help: "a model that soma train has published: a table's by its name, or demand_forecasting, recommendation_engine, rag_system; without a version its champion",
    },
    {
      name: "--data",
      value: "FILE",
      required: true,
      example: "new.csv",
      help: "what to predict from, see below: CSV, TSV (also .gz), XLSX or Parquet",
    },
    {
      name: "--out",
      value: "FILE",
      required: true,
      example: "predictions.csv",
      help: "where predictions go, in the order of --data: .csv, .parquet or .jsonl",
    },
    {
      name: "--folder",
      value: "FOLDER",
      required: false,
      example: "shop",
      help: "where artifacts/ lies; default this folder",
    },
    {
      name: "--shop",
      value: "NAME",
      required: false,
      example: "Corner",
      help: "whose model is meant, where several shops have one",
    },
    {
      name: "--keep",
      value: "COLUMNS",
      required: false,
      example: "id,name",
      help: 'tables: columns of --data to write beside the predictions; "*" for all',
    },
    {
      name: "--id",
      value: "COL",
      required: false,
      example: "isbn",
      help: "demand: column of titles, by code or by name; guessed by its name",
    },
    {
      name: "--horizon",
      value: "DAYS",
      required: false,
      example: "14",
      help: 'demand: days ahead; default as far as the model looks. A column "horizon" says it for each title',
    },
    {
      name: "--span",
      value: SPANS.join("|"),
      required: false,
      example: "week",
      help: "demand: what a row stands for, a day, a week or the whole horizon; default day",
    },
    {
      name: "--quantiles",
      value: "LIST",
      required: false,
      example: "0.1,0.5,0.9",
      help: "demand: levels of the quantile columns; default 0.1,0.5,0.9",
    },
    {
      name: "--user",
      value: "COL",
      required: false,
      example: "customer",
      help: "recommendations: column of readers or baskets; guessed by its name",
    },
    {
      name: "--item",
      value: "COL",
      required: false,
      example: "isbn",
      help: "recommendations: column of titles, one a cell or several with ; between; guessed by its name",
    },
    {
      name: "--exclude-seen",
      value: "true|false",
      required: false,
      example: "false",
      help: "recommendations: leave out what the reader has; default true",
    },
    {
      name: "--k",
      value: "N",
      required: false,
      example: "10",
      help: "titles of a list, or passages ranked beside an answer; default 10",
    },
    {
      name: "--question",
      value: "COL",
      required: false,
      example: "question",
      help: 'answers: column of questions; default "question". A .txt file has one a line',
    },
    {
      name: "--strict",
      value: null,
      required: false,
      example: "",
      help: "stop at the first word, title or reader that the model does not know; otherwise they are counted",
    },
    {
      name: "--no-cache",
      value: null,
      required: false,
      example: "",
      help: "predict all anew, and keep nothing for the next time",
    },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "Classification and regression: rows with the columns of the training; others are passed over. Classes come with the probability of each (probability_CLASS), numbers with a 90 % interval (TARGET_low, TARGET_high).",
    "Demand: a title a row, by ISBN, SKU or name. The result is a row a title and day with mean and quantiles (id, time, mean, q0.1, …); unknown titles have none.",
    "Recommendations: a column of readers alone asks for the shop's own customers; with a column of titles each reader, or each row, is a basket. The result is a row a title: user, item, rank, score.",
    "Answers: a question a row, asked of the shop's fields and texts as on the Ask screen. The result is a row a question: question, answer, abstained, confidence, certainty, way, citations, ranked; ids are those of passages, or of titles where way is fields.",
    "The file is read, predicted and written in batches, so that its length does not matter. What was predicted before from the same input by the same version is taken from FOLDER/.soma, where 64 MB of it are kept.",
  ],
  examples: [
    "soma predict --model churn --data new.csv --out predictions.csv",
    "soma predict --model demand_forecasting --data titles.csv --span week --out weeks.csv",
    "soma predict --model recommendation_engine --data baskets.csv --k 5 --out lists.parquet",
    "soma predict --model rag_system --data questions.txt --out answers.jsonl",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const data = given.get("--data") ?? "";
  const out = given.get("--out") ?? "";
  const folder = artifactRoot(given.get("--folder") ?? ".");
  checkFile("--data", data);
  checkOutput("--out", out, { "--data": data }, ENDINGS);
  const options = optionsOf(given);
  const database = await nodeDatabase(folder);
  const writer = tableWriter(out);
  try {
    const summary = await predictRows(
      {
        model: given.get("--model") ?? "",
        options,
        strict: given.has("--strict"),
        cached: !given.has("--no-cache"),
      },
      fileTableReader(),
      await fileSource(data),
      {
        ...tools,
        database,
        locks: nodeLocks(folder),
        embedders: embedderSlots((model) => nodeEmbedder(embedderOf(database, model))),
      },
      (columns) => writer.add(columns.map(outputColumn)),
    );
    await writer.finish();
    tools.clearProgress();
    for (const sentence of sentences(summary, data, out)) tools.err(`${sentence}\n`);
    if (given.has("--json")) tools.out(`${JSON.stringify({ command: "predict", out, ...summary })}\n`);
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** @throws `cli.bad-value` */
function optionsOf(given: GivenOptions): PredictOptions {
  const within = (name: string, most: number): number | undefined =>
    given.has(name) ? wholeNumber(name, given.get(name)!, 1, most) : undefined;
  const quantiles = given.get("--quantiles");
  const span = given.get("--span");
  const keep = given.get("--keep");
  const excludeSeen = given.get("--exclude-seen");
  return {
    shop: given.get("--shop"),
    keep: keep === "*" ? keep : keep?.split(",").map((name) => name.trim()),
    id: given.get("--id"),
    horizon: within("--horizon", 10_000),
    span: span === undefined ? undefined : oneOf("--span", span, SPANS),
    quantiles: quantiles === undefined ? undefined : quantileLevels("--quantiles", quantiles),
    user: given.get("--user"),
    item: given.get("--item"),
    excludeSeen:
      excludeSeen === undefined
        ? undefined
        : oneOf("--exclude-seen", excludeSeen, ["true", "false"]) === "true",
    k: within("--k", 1000),
    question: given.get("--question"),
  };
}

function outputColumn({ name, values, type }: PredictionColumn): OutputColumn {
  if (!(values instanceof Float64Array))
    return { name, type: type === "json" ? "json" : "text", data: values };
  if (type === "integer") return { name, type: "integer", data: Array.from(values, String) };
  return { name, type: "number", data: values };
}

function sentences(summary: PredictRowsSummary, data: string, out: string): string[] {
  const { model, version, rows, predictions, rowsFromCache, unknown, notices } = summary;
  const count = predictions === rows ? "" : `, ${predictions} predictions`;
  const kept =
    rowsFromCache === 0
      ? ""
      : `; ${rowsFromCache === rows ? "all" : rowsFromCache} of them were kept from before`;
  return [
    ...notices,
    ...unknown.map(
      ({ column, count: cells, row, found, nearest }) =>
        `${basename(data)}, column "${column}": the model does not know ${cells} cell${cells === 1 ? "" : "s"}, the first "${found}" in row ${row}${nearest === "" ? "" : ` (did you mean "${nearest}"?)`}`,
    ),
    `Predicted ${rows} rows with ${model} ${version}${count}${kept}: ${out}`,
  ];
}

export const predictCommand: Command = { text, run };
