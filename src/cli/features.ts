import { dayOf, readDateTime } from "../domain/date-text.ts";
import { featureSql } from "../features/store/sql.ts";
import { featuresNamed, featureTable, listFeatures } from "../workflows/feature-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { checkOutput, readTable, writeTable } from "./table-file.ts";

const column = (name: string, example: string, what: string) => ({
  name,
  value: "COL",
  required: false,
  example,
  help: `column of ${what}; guessed by its name`,
});

const text: CommandText = {
  name: "features",
  summary: "compute the features of a till file, list them, or print them as SQL",
  options: [
    {
      name: "--data",
      value: "FILE",
      required: false,
      example: "till.csv",
      help: "sales: CSV, TSV (also .gz), XLSX or Parquet, one row a sale",
    },
    {
      name: "--out",
      value: "FILE",
      required: false,
      example: "features.parquet",
      help: "result, .csv or .parquet: columns id, date and one a feature",
    },
    {
      name: "--only",
      value: "LIST",
      required: false,
      example: "weekday,units_lag_7",
      help: "features by name, separated by commas; default all",
    },
    {
      name: "--as-of",
      value: "DATE",
      required: false,
      example: "2026-03-14",
      help: "one row a title, as known when that day began; default one row a title and selling day",
    },
    column("--id", "isbn", "titles"),
    column("--time", "date", "dates"),
    column("--target", "copies", "copies sold"),
    column("--price", "price", "prices"),
    {
      name: "--list",
      value: null,
      required: false,
      example: "",
      help: "show the definitions: name, unit, description, sources, hash",
    },
    {
      name: "--sql",
      value: null,
      required: false,
      example: "",
      help: "print the features as SQL over a table sales(title, sale_date, units, price_cents)",
    },
    {
      name: "--json",
      value: null,
      required: false,
      example: "",
      help: "with --list: whole definitions as JSON",
    },
  ],
  notes: [
    "A row's features are made from days before its own: what is sold on the day, or later, never changes them. Windows count days, not rows. Returns and lines without copies are left out. A missing value is an empty cell in SQL and NaN in files.",
    "The SQL is DuckDB's. Calendars, lags, counts, sums, extremes, prices, means and standard deviations are equal to the bit; quantiles within 1e-12 and decayed sums within 1e-9, relatively.",
  ],
  examples: [
    "soma features --data till.csv --out features.parquet",
    "soma features --data till.csv --only weekday,units_lag_7,units_mean_28 --as-of 2026-03-14 --out today.csv",
    "soma features --sql",
    "soma features --list",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const listed = await listFeatures();
  const only = given
    .get("--only")
    ?.split(",")
    .map((name) => name.trim());
  const definitions = only === undefined ? listed : featuresNamed(only);
  if (given.has("--list")) {
    const names = new Set(definitions.map(({ name }) => name));
    const shown = listed.filter(({ name }) => names.has(name));
    tools.out(given.has("--json") ? `${JSON.stringify(shown)}\n` : listText(shown));
    return;
  }
  if (given.has("--sql")) {
    tools.out(featureSql(definitions));
    return;
  }
  const missing = ["--data", "--out"].filter((name) => !given.has(name));
  if (missing.length > 0) {
    throw cliError("cli.missing", {
      command: "features",
      missing: missing.map((name) => `${name} FILE`).join(", "),
      example: text.examples[0]!,
    });
  }
  const data = given.get("--data") ?? "";
  const out = given.get("--out") ?? "";
  checkOutput("--out", out, { "--data": data });
  const asOf = dayGiven(given.get("--as-of"));
  const columns = {
    item: given.get("--id"),
    date: given.get("--time"),
    quantity: given.get("--target"),
    price: given.get("--price"),
  };
  const till = await readTable("--data", data, tools.progress);
  const table = await featureTable(till, columns, definitions, asOf, tools.threads);
  tools.clearProgress();
  await writeTable(out, [
    { name: "id", type: "text", data: table.ids },
    { name: "date", type: "text", data: table.dates },
    ...table.features.map((f) => ({ name: f.definition.name, type: "number" as const, data: f.data })),
  ]);
  tools.err(
    `${table.features.length} features of ${table.titles} titles, ${table.ids.length} rows: ${out}\n`,
  );
}

function dayGiven(found: string | undefined): number | null {
  if (found === undefined) return null;
  const packed = readDateTime(found, "YMD");
  if (!Number.isNaN(packed)) return dayOf(packed);
  throw cliError("cli.bad-value", { option: "--as-of", found, expected: "a date", example: "2026-03-14" });
}

function listText(shown: Awaited<ReturnType<typeof listFeatures>>): string {
  return shown
    .map(
      ({ name, type, unit, description, sources, tolerance, owner, hash }) =>
        `${name}  ${type}, ${unit}\n  ${description}\n  from ${sources.join(", ")}; ${
          tolerance === 0 ? "exact" : `within ${tolerance}`
        }; ${owner}; ${hash}\n`,
    )
    .join("");
}

export const featuresCommand: Command = { text, run };
