import { FREQUENCIES, USUAL_SEASON } from "../domain/period.ts";
import { forecastTable, type ForecastTable } from "../workflows/forecast-table.ts";
import { PRESET_NAMES } from "../domain/shop-training-config.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { oneOf, quantileLevels, seconds, wholeNumber } from "./options.ts";
import type { Command, CommandTools } from "./command.ts";
import { checkOutput, readTable, writeTable } from "./table-file.ts";

const FILLS = ["auto", "zero", "interpolate", "error"] as const;

const text: CommandText = {
  name: "forecast",
  summary: "forecast every series of a table",
  options: [
    {
      name: "--data",
      value: "FILE",
      required: true,
      example: "sales.csv",
      help: "history: CSV, TSV (also .gz), XLSX or Parquet, one row a series and time",
    },
    { name: "--id", value: "COL", required: true, example: "isbn", help: "column that names the series" },
    {
      name: "--time",
      value: "COL",
      required: true,
      example: "date",
      help: "column of dates, hours, months (2011-03), quarters (2011Q1), ISO weeks (2011-W05) or integers",
    },
    {
      name: "--target",
      value: "COL",
      required: true,
      example: "copies",
      help: "column of numbers to forecast",
    },
    {
      name: "--freq",
      value: "D|W|M|Q|Y|H",
      required: true,
      example: "D",
      help: "time from one row to the next: day, week, month, quarter, year, hour",
    },
    {
      name: "--horizon",
      value: "N",
      required: true,
      example: "28",
      help: "periods to forecast after the last one",
    },
    {
      name: "--season",
      value: "N",
      required: false,
      example: "7",
      help: "periods in a season; default 24 for H, 7 D, 52 W, 12 M, 4 Q, 1 Y; 1 for none",
    },
    {
      name: "--price",
      value: "COL",
      required: false,
      example: "price",
      help: "column of prices; checked, and not used: this release forecasts from the target alone",
    },
    {
      name: "--preset",
      value: "fast|balanced|best",
      required: false,
      example: "fast",
      help: "how much to try; default balanced",
    },
    {
      name: "--time-limit",
      value: "SECONDS",
      required: false,
      example: "60",
      help: "stop trying after this time and forecast with what is known by then",
    },
    {
      name: "--quantiles",
      value: "LIST",
      required: false,
      example: "0.1,0.5,0.9",
      help: "levels of the quantile columns; default 0.1,0.5,0.9",
    },
    {
      name: "--seed",
      value: "N",
      required: false,
      example: "7",
      help: "seed of whatever is random; default 0; same seed, same numbers",
    },
    {
      name: "--fill",
      value: "auto|zero|interpolate|error",
      required: false,
      example: "zero",
      help: "what stands in a period without a row; default auto, see below",
    },
    {
      name: "--out",
      value: "FILE",
      required: true,
      example: "forecast.csv",
      help: "result, .csv or .parquet: columns id, time, mean and one a quantile (q0.1, …)",
    },
    { name: "--json", value: null, required: false, example: "", help: "print a summary as JSON on stdout" },
  ],
  notes: [
    "Times of the result continue those of the file and are written the same way. Rows may come in any order; rows of the same id and time are summed, with a notice.",
    "--fill auto: where every target is a whole number, hardly any below 0 (returns), and some series has periods without a row, a missing period means that nothing was sold: it counts as 0, and every series runs to the last time of the file. Otherwise missing periods are interpolated. error refuses a file with missing periods.",
    "The same data, options and --seed give the same bytes, whatever the number of cores; --time-limit can change that when it strikes.",
  ],
  examples: [
    "soma forecast --data sales.csv --id isbn --time date --target copies --freq D --horizon 28 --out forecast.csv",
    "soma forecast --data loans.parquet --id book --time month --target loans --freq M --horizon 12 --preset best --out forecast.parquet",
    "soma forecast --data till.csv.gz --id sku --time week --target units --freq W --horizon 8 --quantiles 0.5,0.9,0.975 --out forecast.csv --json",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const value = (name: string): string => given.get(name) ?? "";
  const optional = (name: string, fallback: string): string => given.get(name) ?? fallback;
  const frequency = oneOf("--freq", value("--freq"), FREQUENCIES);
  const horizon = wholeNumber("--horizon", value("--horizon"), 1, 10_000);
  const usualSeason = String(USUAL_SEASON[frequency]);
  const seasonLength = wholeNumber("--season", optional("--season", usualSeason), 1, 10_000);
  const preset = oneOf("--preset", optional("--preset", "balanced"), PRESET_NAMES);
  const levels = quantileLevels("--quantiles", optional("--quantiles", "0.1,0.5,0.9"));
  const seed = wholeNumber("--seed", optional("--seed", "0"), 0, 4_294_967_295);
  const fill = oneOf("--fill", optional("--fill", "auto"), FILLS);
  const limit = given.get("--time-limit");
  const out = value("--out");
  checkOutput("--out", out, { "--data": value("--data") });

  const startedMs = tools.clock.monotonicMs();
  const table = await readTable("--data", value("--data"), tools.progress);
  const forecast = await forecastTable(
    table,
    {
      columns: {
        id: value("--id"),
        time: value("--time"),
        target: value("--target"),
        price: given.get("--price"),
        frequency,
        fill,
      },
      horizon,
      seasonLength,
      preset,
      levels,
      seed,
      timeLimitMs: limit === undefined ? undefined : seconds("--time-limit", limit) * 1000,
    },
    tools,
  );
  tools.clearProgress();
  for (const notice of forecast.notices) tools.err(`${notice}\n`);
  await writeTable(out, columnsOf(forecast));
  const took = (tools.clock.monotonicMs() - startedMs) / 1000;
  tools.err(`Forecast ${forecast.series} series, ${horizon} periods each, in ${took.toFixed(1)} s: ${out}\n`);
  if (!given.has("--json")) return;
  tools.out(
    `${JSON.stringify({
      command: "forecast",
      out,
      series: forecast.series,
      rows: forecast.ids.length,
      horizon,
      season: seasonLength,
      frequency,
      preset,
      quantiles: levels,
      seed,
      models: forecast.models,
      notices: forecast.notices,
      seconds: Number(took.toFixed(3)),
    })}\n`,
  );
}

function columnsOf(forecast: ForecastTable): Parameters<typeof writeTable>[1] {
  return [
    { name: "id", type: "text", data: forecast.ids },
    { name: "time", type: forecast.integerTimes ? "integer" : "text", data: forecast.times },
    { name: "mean", type: "number", data: forecast.mean },
    ...forecast.levels.map((level, l) => ({
      name: `q${level}`,
      type: "number" as const,
      data: forecast.quantiles[l]!,
    })),
  ];
}

export const forecastCommand: Command = { text, run };
