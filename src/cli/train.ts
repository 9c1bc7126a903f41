import { readFileSync } from "node:fs";
import {
  PRESET_NAMES,
  readShopTrainingConfig,
  type ShopTrainingConfig,
} from "../domain/shop-training-config.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import { oneOf, wholeNumber, type CommandText, type GivenOptions, type OptionText } from "./options.ts";
import { checkFile, makeFolder } from "./table-file.ts";
import { artifactRoot } from "./train-table.ts";
import { trainShopModels, type ShopModels } from "./train-shop.ts";

const optional = (name: string, value: string | null, example: string, help: string): OptionText => ({
  name,
  value,
  required: false,
  example,
  help,
});

const FILES = [
  optional(
    "--data",
    "FILE",
    "till.csv",
    "till lines: CSV, TSV (also .gz), XLSX or Parquet; columns are guessed as on the import screen",
  ),
  optional(
    "--catalogue",
    "FILE",
    "catalogue.csv",
    "what is known of the titles; columns as on the import screen. Recommendations use it, and its texts are indexed for questions",
  ),
  optional(
    "--shop",
    "NAME",
    "Corner",
    "whose sales these are; default Shop; more files of one shop are joined, lines already known are left out",
  ),
  optional(
    "--config",
    "FILE",
    "shop.json",
    "the same as JSON: data_source, catalogue, shop, preset, horizon_days; what is given here goes before it",
  ),
];
const PRESET = optional("--preset", PRESET_NAMES.join("|"), "fast", "how much to try; default fast");
const HORIZON = optional("--horizon", "DAYS", "28", "days ahead, a multiple of 7; default 28");
const JSON_SWITCH = optional("--json", null, "", "print a summary as JSON on stdout");
const OUT = optional(
  "--out",
  "FOLDER",
  "shop/artifacts",
  "where the shop's data and artifacts/ are kept, or that artifacts folder; default this folder",
);

const shopText: CommandText = {
  name: "train",
  summary:
    "import a till file and train the shop's demand forecast and recommender; --all: every model of the shop",
  options: [
    ...FILES,
    optional(
      "--all",
      null,
      "",
      "train every model of the shop: demand forecast, recommender, question index; without --data of the shop as it is kept, or else of the demo shop",
    ),
    optional(
      "--folder",
      "FOLDER",
      "shop",
      "where the shop's data and artifacts/ are kept; default this folder",
    ),
    PRESET,
    HORIZON,
    optional(
      "--recommender",
      "true|false",
      "false",
      "train the recommender, too, where the till lines name customers; default true",
    ),
    JSON_SWITCH,
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

/** One model of a shop, trained alone. */
const oneModelText = (task: keyof ShopModels, what: string, options: readonly OptionText[]): CommandText => ({
  name: `train ${task}`,
  summary: `train ${what} alone, of a till file, of the shop as it is kept, or else of the demo shop`,
  options: [...FILES, OUT, ...options, JSON_SWITCH],
  notes: ["As `soma train`, whose help says what is written where."],
  examples: [`soma train ${task} --out shop`, `soma train ${task} --data till.csv --config shop.json`],
});

/** What the configuration and the options say together. @throws `cli.*`, `config.*` */
function configOf(given: GivenOptions): ShopTrainingConfig {
  const path = given.get("--config");
  if (path !== undefined) checkFile("--config", path);
  const read = readShopTrainingConfig(path === undefined ? "{}" : readFileSync(path, "utf8"));
  const config = {
    data_source: given.get("--data") ?? read.data_source,
    catalogue: given.get("--catalogue") ?? read.catalogue,
    shop: given.get("--shop") ?? read.shop,
    preset: oneOf("--preset", given.get("--preset") ?? read.preset, PRESET_NAMES),
    horizon_days: wholeNumber("--horizon", given.get("--horizon") ?? String(read.horizon_days), 7, 182),
  };
  if (config.data_source !== "") checkFile("--data", config.data_source);
  if (config.catalogue !== "") checkFile("--catalogue", config.catalogue);
  return config;
}

async function train(
  { name }: CommandText,
  models: ShopModels,
  folder: string,
  config: ShopTrainingConfig,
  tools: CommandTools & { readonly json: boolean },
): Promise<void> {
  makeFolder("--folder", folder, "shop");
  const summary = await trainShopModels(folder, config, models, tools);
  if (tools.json) tools.out(`${JSON.stringify({ command: name, ...summary })}\n`);
}

export const trainCommand: Command = {
  text: shopText,
  run: async (given, tools) => {
    const config = configOf(given);
    const all = given.has("--all");
    const recommends = oneOf("--recommender", given.get("--recommender") ?? "true", ["true", "false"]);
    if (config.data_source === "" && (!all || config.catalogue !== "" || given.has("--shop"))) {
      const [, example] = shopText.examples;
      throw cliError("cli.missing", { command: "train", missing: "--data FILE", example: example! });
    }
    const known = all ? true : "where-known";
    const models = { forecasting: true, recommendation: recommends === "true" && known, rag: known } as const;
    await train(shopText, models, given.get("--folder") ?? ".", config, {
      ...tools,
      json: given.has("--json"),
    });
  },
};

const NONE: ShopModels = { forecasting: false, recommendation: false, rag: false };

function oneModelCommand(task: keyof ShopModels, what: string, options: readonly OptionText[]): Command {
  const text = oneModelText(task, what, options);
  return {
    text,
    run: (given, tools) =>
      train(text, { ...NONE, [task]: true }, artifactRoot(given.get("--out") ?? "."), configOf(given), {
        ...tools,
        json: given.has("--json"),
      }),
  };
}

export const trainOneCommands: readonly Command[] = [
  oneModelCommand("forecasting", "the demand forecast", [PRESET, HORIZON]),
  oneModelCommand("recommendation", "the recommender", [PRESET]),
  oneModelCommand("rag", "the question index", []),
];
