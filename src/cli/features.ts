import { featureSql } from "../features/store/sql.ts";
import type { ListedFeature } from "../domain/feature-view.ts";
import { featureTable, listFeatures } from "../workflows/feature-table.ts";
import type { Command, CommandTools } from "./command.ts";
import { askedFeatures, FEATURE_OPTIONS, featureInput, need, rowsGiven } from "./feature-options.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { checkOutput, writeTable } from "./table-file.ts";

const text: CommandText = {
  name: "features",
  summary: "compute the features of a till file, list them, or print them as SQL",
  options: [
    ...FEATURE_OPTIONS,
    {
      name: "--out",
      value: "FILE",
      required: false,
      example: "features.parquet",
      help: "result, .csv or .parquet: columns id, date and one a feature",
    },
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
      help: "with --list: the definitions as JSON",
    },
  ],
  notes: [
    "A row's features are made from days before its own: what is sold on the day, or later, never changes them. Windows count days, not rows. A line of -n copies takes back one of n copies of the same title, day and price; other returns are left out. A missing value is an empty cell in SQL and NaN in files.",
    "The SQL is DuckDB's. Calendars, lags, counts, sums, extremes, prices, means, standard deviations, effects and what the catalogue says are equal to the bit; quantiles within 1e-12 and decayed sums within 1e-9, relatively. Vectors of texts have no SQL.",
  ],
  examples: [
    "soma features --data till.csv --out features.parquet",
    "soma features --data till.csv --only weekday,units_lag_7,units_mean_28 --as-of 2026-03-14 --out today.csv",
    "soma features --data till.csv --catalogue catalogue.csv --config weekly.json --out weekly.parquet",
    "soma features --sql",
    "soma features --list",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const asked = askedFeatures(text.name, given);
  if (given.has("--list")) {
    const shown = await listFeatures(asked.definitions);
    tools.out(given.has("--json") ? `${JSON.stringify(shown)}\n` : listText(shown));
    return;
  }
  if (given.has("--sql")) {
    tools.out(featureSql(asked.definitions));
    return;
  }
  need(text.name, given, ["--data", "--out"], text.examples[0]!);
  const rows = rowsGiven(text.name, given);
  const out = given.get("--out")!;
  checkOutput("--out", out, { "--data": given.get("--data"), "--catalogue": given.get("--catalogue") });
  const { history, definitions } = await featureInput(text.name, asked, given, tools);
  const table = await featureTable(history, definitions, rows, tools.threads);
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

function listText(shown: readonly ListedFeature[]): string {
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
