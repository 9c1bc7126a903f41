import { dayOf, readDateTime } from "../domain/date-text.ts";
import { featureSql } from "../features/store/sql.ts";
import type { FeatureDefinition } from "../features/store/definition.ts";
import { featuresNamed, featureTable, listFeatures, type FeatureRows } from "../workflows/feature-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { cliError } from "./errors.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { readCatalogueFile } from "./pair-file.ts";
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
    {
      name: "--every-day",
      value: null,
      required: false,
      example: "",
      help: "one row a title and day since its first sale, days without a sale included",
    },
    {
      name: "--catalogue",
      value: "FILE",
      required: false,
      example: "catalogue.csv",
      help: "genre, authors, series and the like of the titles, for the features made of them",
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
      help: "print the features as SQL over tables sales(title, sale_date, units, price_cents) and catalogue(title, genre, author, series, format, language, publisher)",
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
    "A row's features are made from days before its own: what is sold on the day, or later, never changes them. Windows count days, not rows. A line of -n copies takes back one of n copies of the same title, day and price; other returns are left out. A missing value is an empty cell in SQL and NaN in files.",
    "The SQL is DuckDB's. Calendars, lags, counts, sums, extremes, prices, means and standard deviations are equal to the bit; so are effects, relative prices and what the catalogue says; quantiles agree within 1e-12 and decayed sums within 1e-9, relatively.",
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
  const cataloguePath = given.get("--catalogue");
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
  checkOutput("--out", out, { "--data": data, "--catalogue": cataloguePath });
  const rows = rowsGiven(given);
  const columns = {
    item: given.get("--id"),
    date: given.get("--time"),
    quantity: given.get("--target"),
    price: given.get("--price"),
  };
  const till = await readTable("--data", data, tools.progress);
  const catalogue =
    cataloguePath === undefined
      ? null
      : await readCatalogueFile("--catalogue", cataloguePath, columns.item ?? "", tools.progress);
  const computed = computable(definitions, only !== undefined, catalogue !== null);
  const table = await featureTable(till, columns, computed, rows, tools.threads, catalogue?.titles);
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

/** Without a catalogue, what is made of one is left out, or refused where it was named. */
function computable(
  definitions: readonly FeatureDefinition[],
  named: boolean,
  hasCatalogue: boolean,
): readonly FeatureDefinition[] {
  if (hasCatalogue) return definitions;
  const needing = definitions.filter(({ sources }) =>
    sources.some((source) => source.startsWith("catalogue.")),
  );
  if (named && needing.length > 0) {
    throw cliError("cli.missing", {
      command: "features",
      missing: "--catalogue FILE",
      example: `soma features --data till.csv --catalogue catalogue.csv --only ${needing[0]!.name} --out features.csv`,
    });
  }
  return definitions.filter((definition) => !needing.includes(definition));
}

function rowsGiven(given: GivenOptions): FeatureRows {
  const found = given.get("--as-of");
  if (found === undefined) return given.has("--every-day") ? "every-day" : "selling-days";
  if (given.has("--every-day")) {
    throw cliError("cli.bad-value", {
      option: "--every-day",
      found: "with --as-of",
      expected: "one of the two",
      example: "--every-day",
    });
  }
  const packed = readDateTime(found, "YMD");
  if (!Number.isNaN(packed)) return { asOf: dayOf(packed) };
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
