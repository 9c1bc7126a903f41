import { nodeDatabase } from "../platform/node/database.ts";
import { compareTableModels, type TableComparison } from "../workflows/compare-table-models.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import { valuesOf, type CommandText, type GivenOptions } from "./options.ts";
import { readTable } from "./table-file.ts";
import { artifactRoot } from "./train-table.ts";

const text: CommandText = {
  name: "compare",
  summary: "put two trained models of a table side by side, and test whether one is really better",
  options: [
    {
      name: "--model",
      value: "NAME[@VERSION]",
      required: true,
      example: "churn@1.0.0 --model churn@1.1.0",
      help: "a model that soma train classification or regression has published; give two: a, then b",
      repeats: true,
    },
    {
      name: "--data",
      value: "FILE",
      required: false,
      example: "table.csv",
      help: "rows with their target, to measure both on; without it, those that both held back, where both were trained on the same table",
    },
    {
      name: "--folder",
      value: "FOLDER",
      required: false,
      example: "shop",
      help: "where artifacts/ lies; default this folder",
    },
    { name: "--json", value: null, required: false, example: "", help: "print as JSON on stdout" },
  ],
  notes: [
    "Of a table that a model was trained on, only the rows it held back for its test are looked at, as it predicted them then, so that neither is judged by what it knows. Each difference (b - a) comes with a 95 % interval from paired resamples (Efron and Tibshirani 1993); rows of one group, or of one time where no group is named in b's configuration, are drawn together. Beside it stand McNemar's test for classes and Wilcoxon's signed ranks.",
    "One is called better where the interval of the log loss, or of the root of the mean squared error, leaves 0 out.",
  ],
  examples: ["soma compare --data table.csv --model churn@1.0.0 --model churn@1.1.0"],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const requests = valuesOf(given, "--model");
  const [a, b] = requests;
  if (a === undefined || b === undefined || requests.length > 2) {
    throw cliError("cli.bad-value", {
      option: "--model",
      found: requests.join(", "),
      expected: "two models",
      example: "churn@1.0.0 --model churn@1.1.0",
    });
  }
  const path = given.get("--data");
  const table = path === undefined ? null : await readTable("--data", path, tools.progress);
  const database = await nodeDatabase(artifactRoot(given.get("--folder") ?? "."));
  const comparison = await compareTableModels(database, [a, b], table, tools.signal);
  tools.clearProgress();
  tools.err(`${verdict(comparison)}\n`);
  if (given.has("--json")) tools.out(`${JSON.stringify({ command: "compare", ...comparison })}\n`);
  else for (const line of lines(comparison)) tools.out(`${line}\n`);
}

function verdict({ a, b, measured }: TableComparison): string {
  const names = { a: `${a.name} ${a.version}`, b: `${b.name} ${b.version}` };
  if (measured === null)
    return `Compared ${names.a} with ${names.b} by what was kept of their trainings, which were of different tables; give --data to test the difference`;
  const { better, rows, units, unit, loss, chosen } = measured;
  const found = measured.metrics.find(({ metric }) => metric === loss)!;
  const interval =
    found.low === null || found.high === null
      ? `too few to test (${units} of "${unit}")`
      : `95 % from ${figure(found.low)} to ${figure(found.high)}`;
  const says =
    better === null
      ? "No difference can be told"
      : `${names[better]} is better than ${names[better === "a" ? "b" : "a"]}`;
  return `${says} on ${rows} rows (${chosen}): ${loss} differs by ${figure(found.difference)}, ${interval}`;
}

/** Columns as wide as their widest cell; a line of one cell takes no part in that. */
function lines(comparison: TableComparison): string[] {
  const rows = tableRows(comparison);
  const columns = rows.filter(({ length }) => length > 1);
  const widths = Array.from({ length: 4 }, (_, c) => Math.max(...columns.map((row) => row[c]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, c) => (row.length > 1 ? cell.padEnd(widths[c]!) : cell))
      .join("  ")
      .trimEnd(),
  );
}

function tableRows({ differences, feature_importance, measured, a, b }: TableComparison): string[][] {
  const own = Object.keys(a.test_metrics).map((metric) => [
    `own test ${metric}`,
    figure(a.test_metrics[metric]),
    figure(b.test_metrics[metric]),
  ]);
  const metrics = measured?.metrics.map((each) => {
    const interval = each.low === null ? "" : ` [${figure(each.low)}, ${figure(each.high)}]`;
    return [each.metric, figure(each.a), figure(each.b), `${figure(each.difference)}${interval}`];
  });
  return [
    ["", `a: ${a.name} ${a.version}`, `b: ${b.name} ${b.version}`],
    ...differences.map((each) => [each.name, shown(each.a), shown(each.b)]),
    ...(metrics ?? own),
    ...feature_importance.map((each) => [`importance ${each.feature}`, figure(each.a), figure(each.b)]),
    ...(measured?.tests ?? []).map((each) => [`${each.test}, ${each.of}: p = ${figure(each.p_value)}`]),
  ];
}

const shown = (value: unknown): string => {
  const written = typeof value === "string" ? value : JSON.stringify(value);
  return written.length > 24 ? `${written.slice(0, 23)}…` : written;
};
const figure = (value: number | null | undefined): string =>
  value == null || Number.isNaN(value) ? "–" : String(Number(value.toPrecision(4)));

export const compareCommand: Command = { text, run };
