import { basename } from "node:path";
import type { SnapshotRecord } from "../domain/feature-view.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import { readSnapshots, snapshotValues } from "../registry/feature-snapshots.ts";
import { freezeFeatures } from "../workflows/feature-snapshots.ts";
import type { Command } from "./command.ts";
import { cliError } from "./errors.ts";
import { askedFeatures, FEATURE_OPTIONS, featureInput, need, rowsGiven } from "./feature-options.ts";
import { wholeNumber, type OptionText } from "./options.ts";
import { makeFolder } from "./table-file.ts";

const folderOption: OptionText = {
  name: "--folder",
  value: "FOLDER",
  required: false,
  example: "shop",
  help: "where artifacts/ is kept; default this folder",
};
const jsonOption: OptionText = {
  name: "--json",
  value: null,
  required: false,
  example: "",
  help: "print the records as JSON on stdout",
};

const freeze: Command = {
  text: {
    name: "features freeze",
    summary: "compute features and keep them under the hash of all they are made of",
    options: [
      ...FEATURE_OPTIONS,
      {
        name: "--name",
        value: "NAME",
        required: false,
        example: "weekly",
        help: "name of the snapshot: small letters, digits, underscores; default the feature set's",
      },
      {
        name: "--horizon",
        value: "DAYS",
        required: false,
        example: "7",
        help: "add the target units_next_DAYS: copies sold on the row's day and those after",
      },
      folderOption,
      jsonOption,
    ],
    notes: [
      'The hash is made of definitions, rows, target, sales, catalogue and values: equal content has an equal hash, on any machine. Train from it with "data_source": "snapshot:NAME@HASH" in a configuration, or --data snapshot:NAME@HASH.',
    ],
    examples: [
      "soma features freeze --data till.csv --config weekly.json --every-day --horizon 7 --folder shop",
      "soma train regression --data snapshot:weekly@1f3a9c --target units_next_7 --out shop",
    ],
  },
  run: async (given, tools) => {
    const command = "features freeze";
    const asked = askedFeatures(command, given);
    const name = given.get("--name") ?? asked.setName;
    need(command, given, name === null ? ["--data", "--name"] : ["--data"], freeze.text.examples[0]!);
    if (!/^[a-z][a-z0-9_]{0,62}$/.test(name!)) {
      const expected = "small letters, digits and underscores";
      throw cliError("cli.bad-value", { option: "--name", found: name!, expected, example: "weekly" });
    }
    const rows = rowsGiven(command, given);
    const horizon = given.get("--horizon");
    const targetDays = horizon === undefined ? null : wholeNumber("--horizon", horizon, 1, 365);
    const folder = given.get("--folder") ?? ".";
    const { history, definitions } = await featureInput(command, asked, given, tools);
    makeFolder("--folder", folder, "shop");
    const context = { ...tools, database: await nodeDatabase(folder), locks: nodeLocks(folder) };
    const source = basename(given.get("--data")!);
    const record = await freezeFeatures(
      { name: name!, source, history, definitions, rows, targetDays },
      context,
    );
    tools.clearProgress();
    tools.err(`Frozen as snapshot:${shortName(record)}: ${sentence(record)}\n`);
    if (given.has("--json")) tools.out(`${JSON.stringify(record)}\n`);
  },
};

const snapshots: Command = {
  text: {
    name: "features snapshots",
    summary: "list the frozen features, and check that none was changed",
    options: [
      folderOption,
      {
        name: "--verify",
        value: null,
        required: false,
        example: "",
        help: "read every value and compare all hashes; ends with 1 where one was changed",
      },
      jsonOption,
    ],
    notes: [],
    examples: ["soma features snapshots --folder shop --verify"],
  },
  run: async (given, tools) => {
    const database = await nodeDatabase(given.get("--folder") ?? ".");
    const records = await readSnapshots(database);
    if (given.has("--json")) tools.out(`${JSON.stringify(records)}\n`);
    else tools.out(records.map((record) => `${shortName(record)}  ${sentence(record)}\n`).join(""));
    if (!given.has("--verify")) return;
    for (const record of records) await snapshotValues(database, record);
    tools.err(`${records.length} ${records.length === 1 ? "snapshot is" : "snapshots are"} as frozen.\n`);
  },
};

const shortName = ({ name, hash }: SnapshotRecord): string => `${name}@${hash.slice(0, 16)}`;

function sentence(record: SnapshotRecord): string {
  const { features, titles, rows, kept_rows, first_day, last_day, source, created_at, target_days } = record;
  const target = target_days === null ? "" : `, target units_next_${target_days}`;
  return `${features.length} features of ${titles} titles, ${rows} rows (${kept_rows}, ${first_day} to ${last_day})${target}, from ${source}, ${created_at}`;
}

export const featureSnapshotCommands: readonly Command[] = [freeze, snapshots];
