import { AppError } from "../core/errors.ts";
import { timeStarts, type Frequency } from "../domain/period.ts";
import { evaluateForecasts, type ForecastOutcome } from "../evaluation/report.ts";
import { coverage, pinballLoss } from "../evaluation/quantile-metrics.ts";
import { seriesFromTable, type Fill } from "./series-from-table.ts";
import { tableError } from "./table-errors.ts";
import { columnNamed, numberInCell, type TextTable } from "./text-table.ts";

/** What to compare, and by which columns. */
export interface EvaluateRequest {
  /** Columns id, time, mean, and one a quantile: q0.1, … */
  readonly forecast: TextTable;
  readonly actual: TextTable;
  readonly train: TextTable;
  /** Season of the naive forecast that scales MASE, RMSSE and the scaled pinball loss. */
  readonly seasonLength: number;
  /** Columns of the actual and train files; guessed where absent. */
  readonly id?: string | undefined;
  readonly time?: string | undefined;
  readonly target?: string | undefined;
  /** With it, till lines of one period are summed and missing ones filled by `fill`; without, rows count as they stand. */
  readonly frequency?: Frequency | undefined;
  readonly fill: Fill;
}

/** Share of actual values in one interval, ends included. */
export interface IntervalCoverage {
  readonly low: number;
  readonly high: number;
  /** high - low: what the share should be. */
  readonly nominal: number;
  readonly share: number;
}

/** Figures of one series, or of all. NaN where one is not defined (a training series that never changes). */
export interface Scores {
  readonly points: number;
  readonly mae: number;
  readonly rmse: number;
  readonly smape: number;
  readonly mase: number;
  readonly rmsse: number;
  readonly wape: number;
  readonly r2: number;
  /** Mean over levels and points, in the unit of the target; NaN without quantiles. */
  readonly pinball: number;
  /** Each series' pinball loss divided by its MASE scale, then averaged. */
  readonly scaledPinball: number;
  readonly coverage: readonly IntervalCoverage[];
}

export interface Evaluation {
  readonly seasonLength: number;
  readonly levels: readonly number[];
  /** MAE, RMSE, WAPE, R², pinball and coverage over all points; the others are means over series. */
  readonly overall: Scores & { readonly series: number };
  readonly perSeries: readonly (Scores & { readonly id: string })[];
  readonly notices: readonly string[];
}

/**
 * Compare a forecast file with what happened.
 *
 * Rows are joined by id and time; times may be written differently ("2011-03", "2011-03-01"). With a frequency, rows
 * of the same id and period are summed. Training rows at or after a series' first forecast time are left out.
 *
 * @throws `table.*` for columns and cells that do not suit, files that do not match, too short a history
 */
export function evaluateForecastTable(request: EvaluateRequest): Evaluation {
  const { forecast, actual, train, seasonLength } = request;
  for (const table of [forecast, actual, train]) {
    if ((table.cells[0]?.length ?? 0) === 0) throw tableError("table.no-rows", { file: table.fileName });
  }
  const notices: string[] = [];
  const forecastNames = { id: request.id, time: request.time, target: undefined };
  const own = namedColumns(forecast, hasColumns(forecast, forecastNames) ? forecastNames : {}, "mean");
  const truth = namedColumns(actual, request, "target");
  const past = namedColumns(train, request, "target");
  const [ownTimes, truthTimes, pastTimes] = joinableTimes([own, truth, past], request.frequency);

  const actuals = valuesByKey(truth, truthTimes!, request.fill === "zero" || request.frequency !== undefined);
  const rows = joinRows(own, ownTimes!, actuals, request.fill === "zero");
  if (!own.ids.some((id, row) => actuals.has(keyOf(id, ownTimes![row]!)))) {
    throw tableError("table.no-match", {
      forecast: forecast.fileName,
      actual: actual.fileName,
      example: `${own.ids[0]} at ${own.times[0]}`,
      other: `${truth.ids[0]} at ${truth.times[0]}`,
    });
  }
  const used = [...rows.values()].reduce((count, group) => count + group.length, 0);
  if (used < own.ids.length) {
    notices.push(
      `${own.ids.length - used} of ${own.ids.length} forecast rows have no actual value and were left out.`,
    );
  }
  const history = trainingSeries(request, past, pastTimes!, rows, ownTimes!);
  const levels = quantileLevels(forecast);
  const outcomes = [...rows].map(([id, group]) =>
    outcomeOf(id, group, own, actuals, ownTimes!, levels, history, request),
  );
  const longest = Math.max(...outcomes.map((outcome) => outcome.train.length));
  if (longest <= seasonLength) {
    throw tableError("table.train-too-short", { train: train.fileName, longest, season: seasonLength });
  }
  const perSeries = outcomes.map((outcome, i) => ({
    id: [...rows.keys()][i]!,
    ...scoresOf([outcome], seasonLength),
  }));
  const unscaled = perSeries.filter((scores) => Number.isNaN(scores.mase)).length;
  if (unscaled > 0) {
    notices.push(
      `${unscaled} of ${perSeries.length} series have a history that is too short or never changes; MASE, RMSSE and scaled pinball leave them out.`,
    );
  }
  return {
    seasonLength,
    levels: levels.map(({ level }) => level),
    overall: { series: outcomes.length, ...scoresOf(outcomes, seasonLength) },
    perSeries,
    notices,
  };
}

/** The columns of one file that matter, as texts. */
interface NamedColumns {
  readonly table: TextTable;
  readonly ids: readonly string[];
  readonly times: readonly string[];
  readonly values: readonly string[];
  readonly timeName: string;
  readonly valueName: string;
  readonly idName: string;
}

interface ColumnNames {
  readonly id?: string | undefined;
  readonly time?: string | undefined;
  readonly target?: string | undefined;
}

const USUAL_NAMES = {
  id: ["id", "unique_id", "item_id", "series", "series_id", "item", "sku"],
  time: ["time", "ds", "date", "timestamp", "period", "month", "week", "t"],
  mean: ["mean"],
  target: ["target", "y", "value", "actual", "demand", "sales", "units", "quantity"],
} as const;

function hasColumns(table: TextTable, names: ColumnNames): boolean {
  return [names.id, names.time].every((name) => name !== undefined && table.columns.includes(name));
}

function namedColumns(table: TextTable, names: ColumnNames, value: "mean" | "target"): NamedColumns {
  const find = (given: string | undefined, usual: keyof typeof USUAL_NAMES, option: string): string => {
    if (given !== undefined) {
      columnNamed(table, given, option);
      return given;
    }
    const found = USUAL_NAMES[usual].find((name) => table.columns.includes(name));
    if (found !== undefined) return found;
    throw tableError("table.no-guess", {
      file: table.fileName,
      option,
      columns: table.columns.join(", "),
      usual: USUAL_NAMES[usual].join(", "),
    });
  };
  const idName = find(names.id, "id", "--id");
  const timeName = find(names.time, "time", "--time");
  const valueName =
    value === "mean" ? find(undefined, "mean", "--forecast") : find(names.target, "target", "--target");
  const cells = (name: string): readonly string[] => columnNamed(table, name, "");
  return {
    table,
    ids: cells(idName),
    times: cells(timeName),
    values: cells(valueName),
    idName,
    timeName,
    valueName,
  };
}

/** Times of the files as comparable numbers; read together where they are written alike, which settles doubtful dates. */
function joinableTimes(
  files: readonly NamedColumns[],
  frequency: Frequency | undefined,
): readonly Float64Array[] {
  try {
    const all = timeStarts(
      files.flatMap((file) => file.times),
      frequency,
    );
    let at = 0;
    return files.map((file) => all.subarray(at, (at += file.times.length)));
  } catch {
    return files.map(({ table, times, timeName }) => {
      try {
        return timeStarts(times, frequency);
      } catch (cause) {
        if (!(cause instanceof AppError)) throw cause;
        const row = times.indexOf(String(cause.details["found"])) + 1;
        const details = { file: table.fileName, column: timeName, row, says: cause.message };
        throw tableError("table.bad-time", details, { cause });
      }
    });
  }
}

const keyOf = (id: string, time: number): string => `${id}\n${time}`;

function valuesByKey(file: NamedColumns, times: Float64Array, sum: boolean): Map<string, number> {
  const values = new Map<string, number>();
  file.values.forEach((text, row) => {
    const value = numberInCell(file.table, file.valueName, row, text);
    if (Number.isNaN(value)) return;
    const key = keyOf(file.ids[row]!, times[row]!);
    const before = values.get(key);
    if (before !== undefined && !sum) {
      const details = { file: file.table.fileName, id: file.ids[row]!, time: file.times[row]! };
      throw tableError("table.repeated-row", details);
    }
    values.set(key, value + (before ?? 0));
  });
  return values;
}

/** Row numbers of the forecast that have an actual value, by id, in the order of time. */
function joinRows(
  own: NamedColumns,
  times: Float64Array,
  actuals: ReadonlyMap<string, number>,
  absentIsZero: boolean,
): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  const seen = new Set<string>();
  own.ids.forEach((id, row) => {
    const key = keyOf(id, times[row]!);
    if (seen.has(key)) {
      throw tableError("table.repeated-row", { file: own.table.fileName, id, time: own.times[row]! });
    }
    seen.add(key);
    if (!absentIsZero && !actuals.has(key)) return;
    const group = rows.get(id);
    if (group === undefined) rows.set(id, [row]);
    else group.push(row);
  });
  for (const group of rows.values()) group.sort((a, b) => times[a]! - times[b]!);
  return rows;
}

/** History of each forecast series, oldest first, up to its first forecast time. */
function trainingSeries(
  request: EvaluateRequest,
  past: NamedColumns,
  times: Float64Array,
  rows: ReadonlyMap<string, readonly number[]>,
  ownTimes: Float64Array,
): Map<string, Float64Array> {
  const first = new Map([...rows].map(([id, group]) => [id, ownTimes[group[0]!]!]));
  const kept = past.ids.flatMap((id, row) => (times[row]! < (first.get(id) ?? -Infinity) ? [row] : []));
  const { frequency } = request;
  if (frequency !== undefined) {
    const pick = (cells: readonly string[]): string[] => kept.map((row) => cells[row]!);
    const table = {
      fileName: past.table.fileName,
      columns: [past.idName, past.timeName, past.valueName],
      cells: [pick(past.ids), pick(past.times), pick(past.values)],
    };
    const { fill } = request;
    const names = { id: past.idName, time: past.timeName, target: past.valueName, frequency, fill };
    const panel = seriesFromTable(table, names);
    return new Map(panel.ids.map((id, i) => [id, panel.series[i]!]));
  }
  kept.sort((a, b) => times[a]! - times[b]! || a - b);
  const values = new Map<string, number[]>();
  for (const row of kept) {
    const value = numberInCell(past.table, past.valueName, row, past.values[row]!);
    if (Number.isNaN(value)) continue;
    const series = values.get(past.ids[row]!);
    if (series === undefined) values.set(past.ids[row]!, [value]);
    else series.push(value);
  }
  return new Map([...values].map(([id, series]) => [id, Float64Array.from(series)]));
}

interface QuantileColumn {
  readonly name: string;
  readonly level: number;
  readonly cells: readonly string[];
}

/** Columns called q0.1, q0.9, …, lowest level first. */
function quantileLevels(forecast: TextTable): QuantileColumn[] {
  return forecast.columns
    .map((name, c) => ({
      name,
      level: /^q0?\.\d+$/.test(name) ? Number(name.slice(1)) : NaN,
      cells: forecast.cells[c]!,
    }))
    .filter(({ level }) => level > 0 && level < 1)
    .sort((a, b) => a.level - b.level);
}

function outcomeOf(
  id: string,
  group: readonly number[],
  own: NamedColumns,
  actuals: ReadonlyMap<string, number>,
  times: Float64Array,
  quantiles: readonly QuantileColumn[],
  history: ReadonlyMap<string, Float64Array>,
  request: EvaluateRequest,
): ForecastOutcome {
  const train = history.get(id);
  if (train === undefined) {
    throw tableError("table.no-train", { train: request.train.fileName, id, forecast: own.table.fileName });
  }
  const read = (name: string, cells: readonly string[]): Float64Array =>
    Float64Array.from(group, (row) => {
      const value = numberInCell(own.table, name, row, cells[row]!);
      if (!Number.isNaN(value)) return value;
      throw tableError("table.empty-cell", { file: own.table.fileName, column: name, row: row + 1 });
    });
  return {
    train,
    actual: Float64Array.from(group, (row) => actuals.get(keyOf(id, times[row]!)) ?? 0),
    mean: read(own.valueName, own.values),
    levels: quantiles.map(({ level }) => level),
    quantiles: quantiles.map(({ name, cells }) => read(name, cells)),
  };
}

function scoresOf(outcomes: readonly ForecastOutcome[], seasonLength: number): Scores {
  const report = evaluateForecasts(outcomes, seasonLength);
  const levels = outcomes[0]!.levels;
  const actual = outcomes.flatMap((outcome) => [...outcome.actual]);
  const rows = levels.map((_, l) => outcomes.flatMap((outcome) => [...outcome.quantiles[l]!]));
  const pinball =
    levels.reduce((sum, level, l) => sum + pinballLoss(actual, rows[l]!, level), 0) / levels.length;
  return {
    points: report.points,
    mae: report.mae,
    rmse: report.rmse,
    smape: report.smape,
    mase: report.mase,
    rmsse: report.rmsse,
    wape: report.wape,
    r2: report.r2_score,
    pinball: levels.length === 0 ? NaN : pinball,
    scaledPinball: report.pinball,
    coverage: intervalsOf(levels).map(([low, high]) => ({
      low: levels[low]!,
      high: levels[high]!,
      nominal: Number((levels[high]! - levels[low]!).toFixed(10)),
      share: coverage(actual, rows[low]!, rows[high]!),
    })),
  };
}

/** Pairs of levels that lie as far from 0 as from 1: (.1, .9), (.25, .75). */
function intervalsOf(levels: readonly number[]): (readonly [number, number])[] {
  return levels.flatMap((low, i) => {
    const j = levels.findIndex((high) => high > low && Math.abs(low + high - 1) < 1e-9);
    return j < 0 ? [] : [[i, j] as const];
  });
}
