import { nodeDatabase } from "../platform/node/database.ts";
import { openTableModel, predictTable } from "../workflows/predict-table.ts";
import type { Command, CommandTools } from "./command.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { checkOutput, readTable, writeTable, type OutputColumn } from "./table-file.ts";
import { artifactRoot } from "./train-table.ts";

const text: CommandText = {
  name: "predict",
  summary: "predict the rows of a table with a trained model",
  options: [
    {
      name: "--model",
      value: "NAME[@VERSION]",
      required: true,
      example: "churn@1.0.0",
      help: "a model that soma train classification or regression has published; without a version its champion",
    },
    {
      name: "--data",
      value: "FILE",
      required: true,
      example: "new.csv",
      help: "rows with the columns that the model was trained with; others are passed over",
    },
    {
      name: "--out",
      value: "FILE",
      required: true,
      example: "predictions.csv",
      help: "where predictions go, one row each in the order of --data: .csv or .parquet",
    },
    {
      name: "--folder",
      value: "FOLDER",
      required: false,
      example: "shop",
      help: "where artifacts/ lies; default this folder",
    },
  ],
  notes: [
    "Classes come with the probability of each (probability_CLASS), numbers with a 90 % interval (TARGET_low, TARGET_high). Words that training has not seen count as unknown.",
  ],
  examples: ["soma predict --model churn --data new.csv --out predictions.csv"],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const path = given.get("--data") ?? "";
  const out = given.get("--out") ?? "";
  checkOutput("--out", out, { "--data": path });
  const model = await openTableModel(
    await nodeDatabase(artifactRoot(given.get("--folder") ?? ".")),
    given.get("--model") ?? "",
  );
  const table = await readTable("--data", path, tools.progress);
  const columns = predictTable(model, table, tools.signal);
  const written = columns.map(({ name, values }): OutputColumn =>
    values instanceof Float64Array
      ? { name, type: "number", data: values }
      : { name, type: "text", data: values },
  );
  await writeTable(out, written);
  tools.clearProgress();
  tools.err(`Predicted ${table.cells[0]?.length ?? 0} rows with ${model.name} ${model.version}\n`);
}

export const predictCommand: Command = { text, run };
