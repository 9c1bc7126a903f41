import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Database, Locks } from "../core/ports.ts";
import { filterName, lastMetric, runParams, type RunEdit, type RunRecord } from "../domain/run.ts";
import { nodeDatabase } from "../platform/node/database.ts";
import { nodeLocks } from "../platform/node/locks.ts";
import { parseRunFilter } from "../registry/run-filter.ts";
import { readRuns, runNamed } from "../registry/runs.ts";
import { editRuns, exportRuns, importRuns, queriedRuns } from "../workflows/runs.ts";
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
        name: "--filter",
        value: "FILTER",
        required: false,
        example: "metrics.rmse < 5 and params.method = 'boosted-trees'",
        help: "only runs that fit, as in MLflow's search: metrics.NAME, params.NAME, tags.NAME, status, run_name, start_time, duration_ms, model, device, ...; =, !=, <, <=, >, >=, LIKE, ILIKE, IN, IS NULL, joined by and",
      },
      {
        name: "--order-by",
        value: "KEYS",
        required: false,
        example: "metrics.rmse ASC, start_time DESC",
        help: "by these values; runs without one come last. Default the newest first",
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
    notes: [
      'Names with other signs than letters, digits and _-./ stand in double quotes: metrics."trial loss". Of a metric the last value counts. Without --search and --filter all are listed.',
    ],
    examples: [
      "soma runs list --folder shop",
      "soma runs list --folder shop --search demand --sort mae",
      `soma runs list --filter "metrics.rmse < 5 and params.method = 'boosted-trees'" --order-by "metrics.rmse ASC"`,
    ],
  },
  run: async (given, tools) => {
    const metric = given.get("--sort");
    const filter = given.get("--filter");
    const context = await contextOf(given);
    const found = await queriedRuns(context, {
      search: given.get("--search") ?? "",
      experiment: null,
      status: null,
      model: null,
      deleted: given.has("--deleted"),
      orderBy: given.get("--order-by") ?? (metric === undefined ? "" : filterName("metrics", metric)),
    });
    const runs = filter === undefined ? found : found.filter(parseRunFilter(filter));
    print(given, tools, runs, () => [
      ["run", "name", "started", "seconds", "status", ...(metric === undefined ? [] : [metric])],
      ...runs.map((run) => [
        run.run_id.slice(0, 8),
        run.name,
        run.started_at,
        (run.duration_ms / 1000).toFixed(1),
        run.status,
        ...(metric === undefined ? [] : [figure(lastMetric(run, metric))]),
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

const runsOption: OptionText = {
  ...runOption,
  repeats: true,
  help: "a run, by the beginning of its id; may be given several times",
};

/** Change the named runs, and say which. */
async function editNamed(
  given: GivenOptions,
  tools: CommandTools,
  done: string,
  edit: RunEdit,
): Promise<void> {
  const context = await contextOf(given);
  const all = await readRuns(context.database);
  const runs = valuesOf(given, "--run").map((name) => runNamed(all, name));
  await editRuns(
    context,
    runs.map(({ run_id }) => run_id),
    edit,
  );
  for (const { run_id, name } of runs) tools.err(`${done} ${run_id.slice(0, 8)} ${name}\n`);
}

const remove: Command = {
  text: {
    name: "runs delete",
    summary: "take trainings off the list",
    options: [runsOption, folderOption],
    notes: [
      "Their records stay, marked as deleted, and runs restore puts them back; models are not touched.",
    ],
    examples: ["soma runs delete --folder shop --run 3f2a91"],
  },
  run: (given, tools) => editNamed(given, tools, "Deleted", { deleted: true }),
};

const restore: Command = {
  text: {
    name: "runs restore",
    summary: "put trainings that were deleted back on the list",
    options: [runsOption, folderOption],
    notes: ["runs list --deleted shows them."],
    examples: ["soma runs restore --folder shop --run 3f2a91"],
  },
  run: (given, tools) => editNamed(given, tools, "Restored", { deleted: false }),
};

const tag: Command = {
  text: {
    name: "runs tag",
    summary: "set or remove tags of trainings",
    options: [
      runsOption,
      {
        name: "--tag",
        value: "NAME=VALUE",
        required: true,
        repeats: true,
        example: "team=shop",
        help: "a tag to set; NAME= alone removes it. May be given several times",
      },
      folderOption,
    ],
    notes: [],
    examples: ["soma runs tag --folder shop --run 3f2a91 --tag team=shop --tag keep=yes"],
  },
  run: (given, tools) => {
    const tags = valuesOf(given, "--tag").map((text) => {
      const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name !== "") return [name.trim(), value === "" ? null : value] as const;
      const expected = "NAME=VALUE";
      throw cliError("cli.bad-value", { option: "--tag", found: text, expected, example: "team=shop" });
    });
    return editNamed(given, tools, "Tagged", { tags: Object.fromEntries(tags) });
  },
};

const note: Command = {
  text: {
    name: "runs note",
    summary: "write a note to trainings",
    options: [
      runsOption,
      {
        name: "--note",
        value: "TEXT",
        required: true,
        example: "fewer trees, as good",
        help: "what to remember of them, in place of the note before; an empty text removes it",
      },
      folderOption,
    ],
    notes: [],
    examples: ['soma runs note --folder shop --run 3f2a91 --note "fewer trees, as good"'],
  },
  run: (given, tools) => editNamed(given, tools, "Noted", { note: given.get("--note") ?? "" }),
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
export const runsCommands: readonly Command[] = [
  list,
  show,
  compare,
  tag,
  note,
  remove,
  restore,
  exportCommand,
  importCommand,
];

async function contextOf(
  given: GivenOptions,
): Promise<{ readonly database: Database; readonly locks: Locks }> {
  const folder = given.get("--folder") ?? ".";
  makeFolder("--folder", folder, "shop");
  return { database: await nodeDatabase(folder), locks: nodeLocks(folder) };
}

const databaseOf = async (given: GivenOptions): Promise<Database> => (await contextOf(given)).database;

/** Its last value, and of how many steps. */
function metricText(run: RunRecord, name: string): string {
  const steps = run.metrics[name]?.length ?? 0;
  return `${figure(lastMetric(run, name))}${steps > 1 ? ` (the last of ${steps} steps)` : ""}`;
}

function factsOf(run: RunRecord): (readonly [string, string])[] {
  return [
    ["run", run.run_id],
    ["name", run.name],
    ["experiment", run.experiment],
    ["status", run.status],
    ["reason", run.reason ?? ""],
    ["started", run.started_at],
    ["seconds", (run.duration_ms / 1000).toFixed(1)],
    ["data", run.data_hash ?? ""],
    ["code", run.code_version ?? ""],
    ["device", run.device ?? ""],
    ["environment", run.environment ?? ""],
    ["note", run.note],
    ...Object.entries(run.tags).map(([name, value]) => [`tag ${name}`, value] as const),
    ...Object.entries(runParams(run)).map(([name, value]) => [`option ${name}`, value] as const),
    ...Object.keys(run.metrics).map((name) => [`metric ${name}`, metricText(run, name)] as const),
    ...run.artifacts.map(
      ({ name, bytes }) => [`file ${name}`, bytes === null ? "" : `${bytes} bytes`] as const,
    ),
  ];
}

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
