import { FREQUENCIES } from "../domain/period.ts";
import { evaluateForecastTable, type Evaluation, type Scores } from "../workflows/evaluate-forecast.ts";
import type { Command, CommandTools } from "./command.ts";
import type { CommandText, GivenOptions } from "./options.ts";
import { oneOf, wholeNumber } from "./options.ts";
import { readTable } from "./table-file.ts";

const FILLS = ["auto", "zero", "interpolate", "error"] as const;

const text: CommandText = {
  name: "evaluate-forecast",
  summary: "compare a forecast with what happened",
  options: [
    {
      name: "--forecast",
      value: "FILE",
      required: true,
      example: "forecast.csv",
      help: "what soma forecast wrote: columns id, time, mean, q0.1, …",
    },
    {
      name: "--actual",
      value: "FILE",
      required: true,
      example: "actual.csv",
      help: "what happened: one row a series and time; more rows than forecast do no harm",
    },
    {
      name: "--train",
      value: "FILE",
      required: true,
      example: "sales.csv",
      help: "the history the forecast was made from; scales MASE, RMSSE and scaled pinball",
    },
    {
      name: "--season",
      value: "N",
      required: true,
      example: "7",
      help: "season of the naive forecast in those scales; 1 for none",
    },
    {
      name: "--id",
      value: "COL",
      required: false,
      example: "isbn",
      help: "column of the actual and train files that names the series; default id, or a usual name",
    },
    {
      name: "--time",
      value: "COL",
      required: false,
      example: "date",
      help: "their column of times; default time, or a usual name",
    },
    {
      name: "--target",
      value: "COL",
      required: false,
      example: "copies",
      help: "their column of numbers; default target, or a usual name",
    },
    {
      name: "--freq",
      value: "D|W|M|Q|Y|H",
      required: false,
      example: "D",
      help: "sum rows of one period, and fill periods without a row in --train by --fill; without it rows count as they stand",
    },
    {
      name: "--fill",
      value: "auto|zero|interpolate|error",
      required: false,
      example: "zero",
      help: "as in soma forecast; with zero a period without an actual value counts as 0 too",
    },
    {
      name: "--per-series",
      value: null,
      required: false,
      example: "",
      help: "show the figures of each series as well",
    },
    {
      name: "--json",
      value: null,
      required: false,
      example: "",
      help: "print everything as JSON on stdout; what is not defined is null",
    },
  ],
  notes: [
    "MAE, RMSE, WAPE, R², pinball and coverage are taken over all points together; sMAPE, MASE, RMSSE and scaled pinball are taken for each series and averaged. sMAPE is in percent, from 0 to 200. MASE divides by the mean absolute step of the history from one season to the next, RMSSE by the root of the mean squared one. Pinball is the mean over levels in the unit of the target; scaled pinball divides it by MASE's scale. Coverage is the share of actual values between two quantiles that lie as far from 0 as from 1.",
  ],
  examples: [
    "soma evaluate-forecast --forecast forecast.csv --actual actual.csv --train sales.csv --season 7 --id isbn --time date --target copies",
    "soma evaluate-forecast --forecast forecast.parquet --actual all.parquet --train all.parquet --season 12 --json",
  ],
};

async function run(given: GivenOptions, tools: CommandTools): Promise<void> {
  const value = (name: string): string => given.get(name) ?? "";
  const frequency = given.get("--freq");
  const seasonLength = wholeNumber("--season", value("--season"), 1, 10_000);
  const fill = oneOf("--fill", given.get("--fill") ?? "auto", FILLS);
  const known = frequency === undefined ? undefined : oneOf("--freq", frequency, FREQUENCIES);
  const evaluation = evaluateForecastTable({
    forecast: await readTable("--forecast", value("--forecast"), tools.progress),
    actual: await readTable("--actual", value("--actual"), tools.progress),
    train: await readTable("--train", value("--train"), tools.progress),
    seasonLength,
    id: given.get("--id"),
    time: given.get("--time"),
    target: given.get("--target"),
    frequency: known,
    fill,
  });
  tools.clearProgress();
  for (const notice of evaluation.notices) tools.err(`${notice}\n`);
  const perSeries = given.has("--per-series");
  tools.out(
    given.has("--json") ? evaluationJson(evaluation, perSeries) : evaluationText(evaluation, perSeries),
  );
}

/** Everything as one line of JSON; NaN becomes null. */
function evaluationJson(evaluation: Evaluation, perSeries: boolean): string {
  const { overall, seasonLength, levels, notices } = evaluation;
  const summary = {
    command: "evaluate-forecast",
    season: seasonLength,
    quantiles: levels,
    ...jsonScores(overall),
  };
  const detail = perSeries
    ? { per_series: evaluation.perSeries.map((scores) => ({ id: scores.id, ...jsonScores(scores) })) }
    : {};
  return `${JSON.stringify({ ...summary, series: overall.series, notices, ...detail })}\n`;
}

/** A table for people. */
function evaluationText(evaluation: Evaluation, perSeries: boolean): string {
  const { overall, perSeries: rows } = evaluation;
  const lines = [
    `${overall.series} series, ${overall.points} points, season ${evaluation.seasonLength}`,
    ...FIGURES.map(({ label, of }) => `${label.padEnd(16)}${figure(of(overall))}`),
    ...overall.coverage.map(
      ({ low, high, nominal, share }) =>
        `${`coverage ${percent(nominal)}`.padEnd(16)}${percent(share)} between q${low} and q${high}`,
    ),
  ];
  if (perSeries) {
    const width = Math.max(2, ...rows.map(({ id }) => id.length));
    const shown = FIGURES.filter(({ of }) => !Number.isNaN(of(overall)));
    lines.push("", ["id".padEnd(width), ...shown.map(({ label }) => label.padStart(14))].join(" "));
    for (const row of rows) {
      lines.push([row.id.padEnd(width), ...shown.map(({ of }) => figure(of(row)).padStart(14))].join(" "));
    }
  }
  return `${lines.join("\n")}\n`;
}

const FIGURES: readonly { readonly label: string; readonly of: (scores: Scores) => number }[] = [
  { label: "MAE", of: (scores) => scores.mae },
  { label: "RMSE", of: (scores) => scores.rmse },
  { label: "sMAPE", of: (scores) => scores.smape },
  { label: "MASE", of: (scores) => scores.mase },
  { label: "RMSSE", of: (scores) => scores.rmsse },
  { label: "WAPE", of: (scores) => scores.wape },
  { label: "R²", of: (scores) => scores.r2 },
  { label: "pinball", of: (scores) => scores.pinball },
  { label: "scaled pinball", of: (scores) => scores.scaledPinball },
];

function jsonScores(scores: Scores): Record<string, unknown> {
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    points: scores.points,
    mae: orNull(scores.mae),
    rmse: orNull(scores.rmse),
    smape: orNull(scores.smape),
    mase: orNull(scores.mase),
    rmsse: orNull(scores.rmsse),
    wape: orNull(scores.wape),
    r2: orNull(scores.r2),
    pinball: orNull(scores.pinball),
    scaled_pinball: orNull(scores.scaledPinball),
    coverage: scores.coverage.map(({ low, high, nominal, share }) => ({ low, high, nominal, share })),
  };
}

const figure = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "not defined";
const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

export const evaluateForecastCommand: Command = { text, run };
