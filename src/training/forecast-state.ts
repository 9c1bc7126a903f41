import type { DayNumber } from "../domain/dataset.ts";
import type { ConformalTable, ScoreFamily } from "./conformal.ts";

/** Conformal tables of one group of titles. */
export interface DemandCalibration {
  readonly days: ConformalTable;
  readonly weeks: ConformalTable;
  /** Sums from the first day on: cell k - 1 is the sum of k days. */
  readonly sums: ConformalTable;
}

/** A trained demand forecast: everything the screens need, so that none of them runs a model. Plain data. */
export interface DemandForecast {
  /** Items with a forecast, in the order of the demand table. */
  readonly itemId: readonly string[];
  /** First forecast day. */
  readonly firstDay: DayNumber;
  readonly horizon: number;
  /** Ids of what could be chosen: the candidates, then "median". */
  readonly methods: readonly string[];
  /** Their names for a screen, in the same order. */
  readonly labels: readonly string[];
  /** Expected copies a day, shape [nTitles, horizon]. */
  readonly mean: Float32Array;
  /** Mean copies of a demand (phi of the conformal scores), shape [nTitles]. */
  readonly size: Float32Array;
  /** Index into methods, shape [nTitles]. */
  readonly chosen: Uint8Array;
  /** Backtest RMSSE of each method, shape [nTitles, nMethods]; NaN where it was not tried. */
  readonly rmsse: Float32Array;
  /** Backtest origins behind it, shape [nTitles]. */
  readonly origins: Uint8Array;
  /** Index into DEMAND_CLASSES, shape [nTitles]. */
  readonly demandClass: Uint8Array;
  /** 1 where there was too little history to choose a method, shape [nTitles]. */
  readonly lowConfidence: Uint8Array;
  /** Two sets: for titles with enough history, and for those without (`lowConfidence`). */
  readonly calibration: readonly [DemandCalibration, DemandCalibration];
  /** Share of held-out actuals inside the 80 % interval of a week, by demand class; NaN where there were none. */
  readonly coverage80: Float64Array;
}

const TABLES = ["days", "weeks", "sums"] as const;

/** Folder of the demand forecast in the artifact tree. */
export const DEMAND_FORECASTING = "demand_forecasting";

/** Kind and version of `model.bin`. */
export const DEMAND_FORECAST_FORMAT = { kind: "demand-forecast", version: 1 } as const;

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };
type PlainArray = Float32Array | Float64Array | Uint8Array | Uint32Array;

/** The forecast as named arrays beside one JSON value, ready for `encodeArtifact`. */
export function demandForecastParts(forecast: DemandForecast): {
  readonly data: Plain;
  readonly arrays: Readonly<Record<string, PlainArray>>;
} {
  const arrays: Record<string, PlainArray> = {
    mean: forecast.mean,
    size: forecast.size,
    chosen: forecast.chosen,
    rmsse: forecast.rmsse,
    origins: forecast.origins,
    demandClass: forecast.demandClass,
    lowConfidence: forecast.lowConfidence,
    coverage80: forecast.coverage80,
    itemId: new TextEncoder().encode(forecast.itemId.join("\n")),
  };
  const calibration = forecast.calibration.map((group, g) => {
    const tables: Record<string, Plain> = {};
    for (const name of TABLES) {
      const { family, integers, cells, buckets, centre, score } = group[name];
      tables[name] = { family, integers, cells, buckets };
      arrays[`${name}.${g}.centre`] = centre;
      arrays[`${name}.${g}.score`] = score;
    }
    return tables;
  });
  const { firstDay, horizon, methods, labels } = forecast;
  return {
    data: { firstDay, horizon, methods, labels, titles: forecast.itemId.length, calibration },
    arrays,
  };
}

/** The inverse of `demandForecastParts`; the caller has checked kind, version and hash. */
export function demandForecastFromParts(parts: {
  readonly data: unknown;
  readonly arrays: Readonly<Record<string, unknown>>;
}): DemandForecast {
  const data = parts.data as {
    readonly firstDay: number;
    readonly horizon: number;
    readonly methods: readonly string[];
    readonly labels: readonly string[];
    readonly titles: number;
    readonly calibration: readonly Readonly<
      Record<string, { family: ScoreFamily; integers: boolean; cells: number; buckets: number }>
    >[];
  };
  const arrays = parts.arrays as Readonly<Record<string, never>>;
  const group = (g: number): DemandCalibration => {
    const table = (name: (typeof TABLES)[number]): ConformalTable => ({
      ...data.calibration[g]![name]!,
      centre: arrays[`${name}.${g}.centre`]!,
      score: arrays[`${name}.${g}.score`]!,
    });
    return { days: table("days"), weeks: table("weeks"), sums: table("sums") };
  };
  const names = new TextDecoder().decode(arrays["itemId"]);
  return {
    itemId: data.titles === 0 ? [] : names.split("\n"),
    firstDay: data.firstDay,
    horizon: data.horizon,
    methods: data.methods,
    labels: data.labels,
    mean: arrays["mean"]!,
    size: arrays["size"]!,
    chosen: arrays["chosen"]!,
    rmsse: arrays["rmsse"]!,
    origins: arrays["origins"]!,
    demandClass: arrays["demandClass"]!,
    lowConfidence: arrays["lowConfidence"]!,
    coverage80: arrays["coverage80"]!,
    calibration: [group(0), group(1)],
  };
}
