import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Database } from "../core/ports.ts";
import type { RunRecord } from "../domain/run.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { readRuns, runChange, runNamed } from "../registry/runs.ts";
import { exportRuns, importRuns } from "../workflows/runs.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import { valuesOf, type GivenOptions, type OptionText } from "./options.ts";
import { makeFolder, replaceFile } from "./table-file.ts";

const folderOption: OptionText = {
  name: "--folder",
  value: "FOLDER",
  required: false,
  example: "shop",
  help: "where the shop's data and artifacts/ are kept; default this folder",
};
const jsonOption: OptionText = {
  name: "--json",
  value: null,
  required: false,
  example: "",
  help: "print as JSON on stdout",
};
const runOption: OptionText = {
  name: "--run",
  value: "ID",
  required: true,
  example: "3f2a91",
  help: "the run, by the beginning of its id",
};
const mlflowOption: OptionText = {
  name: "--mlflow",
  value: "FOLDER",
  required: true,
  example: "mlruns",
  help: "the folder that MLflow tracks into",
};

const list: Command = {
  text: {
    name: "runs list",
    summary: "list the trainings kept, the newest first",
    options: [
      folderOption,
      {
        name: "--search",
        value: "TEXT",
        required: false,
        example: "forecasting",
        help: "only runs whose name, experiment, tags or note hold this",
      },
      {
        name: "--sort",
        value: "METRIC",
        required: false,
        example: "mae",
        help: "smallest last value of this metric first",
      },
      {
        name: "--deleted",
        value: null,
        required: false,
        example: "",
        help: "those that were deleted, instead",
      },
      jsonOption,
    ],
    notes: [],
    examples: ["soma runs list --folder shop", "soma runs list --folder shop --search demand --sort mae"],
  },
  run: async (given, tools) => {
    const wanted = given.get("--search")?.toLowerCase() ?? "";
    const metric = given.get("--sort");
    const runs = [...(await readRuns(await databaseOf(given)))]
      .filter((run) => run.deleted === given.has("--deleted"))
      .filter((run) =>
        [run.name, run.experiment, run.note, ...Object.entries(run.tags).flat()].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
      );
    if (metric !== undefined) runs.sort((a, b) => orderOf(a, metric) - orderOf(b, metric));
    print(given, tools, runs, () => [
      ["run", "name", "started", "seconds", "status", ...(metric === undefined ? [] : [metric])],
      ...runs.map((run) => [
        run.run_id.slice(0, 8),
        run.name,
        run.started_at,
        (run.duration_ms / 1000).toFixed(1),
        run.status,
        ...(metric === undefined ? [] : [figure(lastValue(run, metric))]),
      ]),
    ]);
  },
};

const show: Command = {
  text: {
    name: "runs show",
    summary: "show all that is kept of a training",
    options: [runOption, folderOption, jsonOption],
    notes: [],
    examples: ["soma runs show --folder shop --run 3f2a91"],
  },
  run: async (given, tools) => {
    const run = runNamed(await readRuns(await databaseOf(given)), given.get("--run") ?? "");
    print(given, tools, run, () => factsOf(run).map(([name, value]) => [name, value]));
  },
};

const compare: Command = {
  text: {
    name: "runs compare",
    summary: "put trainings side by side: what differs in them, and their metrics",
    options: [
      { ...runOption, repeats: true, help: "a run, by the beginning of its id; give two or more" },
      folderOption,
      jsonOption,
    ],
    notes: [],
    examples: ["soma runs compare --folder shop --run 3f2a91 --run b07c44"],
  },
  run: async (given, tools) => {
    const names = valuesOf(given, "--run");
    if (names.length < 2) {
      throw cliError("cli.bad-value", {
        option: "--run",
        found: names.join(", "),
        expected: "two runs or more",
        example: "3f2a91 --run b07c44",
      });
    }
    const all = await readRuns(await databaseOf(given));
    const runs = names.map((name) => runNamed(all, name));
    const facts = runs.map((run) => new Map(factsOf(run)));
    const rows = [...new Set(facts.flatMap((fact) => [...fact.keys()]))]
      .map((name) => [name, ...facts.map((fact) => fact.get(name) ?? "")])
      .filter(([, first, ...others]) => others.some((other) => other !== first));
    const differences = Object.fromEntries(rows.map(([name, ...values]) => [name, values]));
    print(given, tools, { runs: runs.map(({ run_id }) => run_id), differences }, () => rows);
  },
};

const remove: Command = {
  text: {
    name: "runs delete",
    summary: "take a training off the list, or put it back",
    options: [
      runOption,
      folderOption,
      { name: "--undo", value: null, required: false, example: "", help: "put it back" },
    ],
    notes: ["Its record stays, marked as deleted; its model is not touched."],
    examples: ["soma runs delete --folder shop --run 3f2a91", "soma runs delete --run 3f2a91 --undo"],
  },
  run: async (given, tools) => {
    const database = await databaseOf(given);
    const run = runNamed(await readRuns(database), given.get("--run") ?? "");
    const deleted = !given.has("--undo");
    await database.write([runChange({ ...run, deleted })]);
    tools.err(`${deleted ? "Deleted" : "Put back"} ${run.run_id.slice(0, 8)} ${run.name}\n`);
  },
};

const exportCommand: Command = {
  text: {
    name: "runs export",
    summary: "write the trainings kept, and their models, as a folder that MLflow opens",
    options: [mlflowOption, folderOption],
    notes: [
      "MLflow 3 opens it with MLFLOW_ALLOW_FILE_STORE=true: mlflow ui --backend-store-uri FOLDER. It holds the folder's place; export again rather than move it. Files that must not leave the device, such as the customers' of a recommender, are not written.",
    ],
    examples: ["soma runs export --folder shop --mlflow mlruns"],
  },
  run: async (given, tools) => {
    const root = given.get("--mlflow") ?? "";
    const database = await databaseOf(given);
    makeFolder("--mlflow", root, "mlruns");
    const files = await exportRuns(database, await readRuns(database), pathToFileURL(resolve(root)).href);
    for (const { path, content } of files) {
      const file = join(root, ...path.split("/"));
      mkdirSync(dirname(file), { recursive: true });
      replaceFile(file, content);
    }
    const runs = files.filter(({ path }) => /^\d+\/[0-9a-f]{32}\/meta\.yaml$/.test(path)).length;
    tools.err(`Wrote ${runs} runs to ${root}\n`);
  },
};

const importCommand: Command = {
  text: {
    name: "runs import",
    summary: "take in the runs of an MLflow folder",
    options: [mlflowOption, folderOption],
    notes: ["Parameters, metrics, tags and notes are read; runs known already stay as they are."],
    examples: ["soma runs import --folder shop --mlflow mlruns"],
  },
  run: async (given, tools) => {
    const root = given.get("--mlflow") ?? "";
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
      const expected = "a folder that MLflow tracks into";
      throw cliError("cli.bad-value", { option: "--mlflow", found: root, expected, example: "mlruns" });
    }
    const paths = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
    const read = (path: string): string => readFileSync(join(root, ...path.split("/")), "utf8");
    const { found, added } = await importRuns(await databaseOf(given), root, paths, read);
    tools.err(`${root}: ${found} runs, ${added} new\n`);
  },
};

/** `soma runs …`, in the order of the help. */
export const runsCommands: readonly Command[] = [list, show, compare, remove, exportCommand, importCommand];

async function databaseOf(given: GivenOptions): Promise<Database> {
  const folder = given.get("--folder") ?? ".";
  makeFolder("--folder", folder, "shop");
  return nodeDatabase(folder);
}

function factsOf(run: RunRecord): (readonly [string, string])[] {
  return [
    ["run", run.run_id],
    ["name", run.name],
    ["experiment", run.experiment],
    ["status", run.status],
    ["started", run.started_at],
    ["seconds", (run.duration_ms / 1000).toFixed(1)],
    ["data", run.data_hash ?? ""],
    ["code", run.code_version ?? ""],
    ["device", run.device ?? ""],
    ["note", run.note],
    ...Object.entries(run.tags).map(([name, value]) => [`tag ${name}`, value] as const),
    ...Object.entries(run.config).map(
      ([name, value]) =>
        [`option ${name}`, typeof value === "string" ? value : JSON.stringify(value)] as const,
    ),
    ...Object.keys(run.metrics).map((name) => [`metric ${name}`, figure(lastValue(run, name))] as const),
  ];
}

const lastValue = (run: RunRecord, metric: string): number => run.metrics[metric]?.at(-1)?.value ?? NaN;
/** Runs without the metric come last. */
const orderOf = (run: RunRecord, metric: string): number => {
  const value = lastValue(run, metric);
  return Number.isNaN(value) ? Number.MAX_VALUE : value;
};
const figure = (value: number): string => (Number.isNaN(value) ? "" : String(Number(value.toPrecision(6))));

function print(
  given: GivenOptions,
  tools: CommandTools,
  value: unknown,
  rows: () => readonly (readonly string[])[],
): void {
  if (given.has("--json")) {
    tools.out(`${JSON.stringify(value)}\n`);
    return;
  }
  const table = rows();
  const widths = (table[0] ?? []).map((_, c) => Math.max(...table.map((row) => row[c]?.length ?? 0)));
  for (const row of table) {
    tools.out(
      `${row
        .map((cell, c) => cell.padEnd(widths[c] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
  }
}
