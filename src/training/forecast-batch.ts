import { DEMAND_CLASSES, demandClass } from "../features/demand-class.ts";
import { weekdayPosition } from "../features/shop-weekday-profile.ts";
import { dailyStockOuts, dailyUnits, fillStockOuts } from "../features/title-series.ts";
import type { DayNumber, DemandTable } from "../domain/dataset.ts";
import { backtest, type ForecastingModels } from "./backtest.ts";
import type { Candidate } from "./candidates.ts";

/** Days in a week: the season of daily demand. */
export const DAYS_A_WEEK = 7;
/** Days taken into account at least: a title first sold last week did not sell at last week's rate before. */
const SHORTEST_HISTORY = 28;
/** Demands that the shop's typical size counts for beside a title's own. */
const SIZE_PRIOR = 2;

/** The rows of a few titles, cut out of the demand table. */
export type DemandRows = Pick<
  DemandTable,
  "firstDay" | "lastDay" | "rowStart" | "day" | "units" | "stockOutStart" | "stockOutDay"
>;

/** One job of the pool: some titles, every candidate, every origin. */
export interface ForecastBatch {
  readonly rows: DemandRows;
  readonly horizon: number;
  /** First forecast day of each origin; the first origin is the day after the last day of data. */
  readonly origins: readonly DayNumber[];
  /** The shop's weekday profile as known at each origin, shape [nOrigins, 7]. */
  readonly profiles: Float64Array;
  /** Mean copies on a selling day over the shop, as known at each origin, shape [nOrigins]. */
  readonly typicalSize: Float64Array;
  readonly candidates: readonly Candidate[];
  readonly seed: number;
}

/** What a batch found; NaN where a title had no sale before the origin, or a model refused. */
export interface ForecastBatchResult {
  /** Shape [nTitles, nOrigins, nCandidates, horizon]. */
  readonly forecasts: Float32Array;
  /** Mean copies of a demand, the scale of the conformal scores, shape [nTitles, nOrigins]. */
  readonly size: Float64Array;
  /** Squared scale of RMSSE (M5), shape [nTitles, nOrigins]. */
  readonly squaredScale: Float64Array;
  /** Absolute scale of the pinball loss, shape [nTitles, nOrigins]. */
  readonly absoluteScale: Float64Array;
  /** Index into DEMAND_CLASSES as known at each origin, shape [nTitles, nOrigins]. */
  readonly demandClass: Uint8Array;
}

/** Run one batch. Pure: the same batch gives the same bytes on any thread. */
export function forecastBatch(models: ForecastingModels, batch: ForecastBatch): ForecastBatchResult {
  const { rows, horizon, origins, candidates } = batch;
  const titles = rows.rowStart.length - 1;
  const block = candidates.length * horizon;
  const result = {
    forecasts: new Float32Array(titles * origins.length * block).fill(NaN),
    size: new Float64Array(titles * origins.length).fill(NaN),
    squaredScale: new Float64Array(titles * origins.length).fill(NaN),
    absoluteScale: new Float64Array(titles * origins.length).fill(NaN),
    demandClass: new Uint8Array(titles * origins.length),
  };
  const table: DemandTable = { ...rows, revision: 0, itemId: [], lastPriceCents: new Float64Array(0) };
  for (let title = 0; title < titles; title++) {
    if (rows.rowStart[title] === rows.rowStart[title + 1]) continue;
    const firstSale = rows.day[rows.rowStart[title]!]!;
    const seriesStart = Math.min(
      firstSale,
      ...origins.map((o) => Math.max(rows.firstDay, o - SHORTEST_HISTORY)),
    );
    const y = dailyUnits(table, title, seriesStart, rows.lastDay + 1);
    const stockOut = dailyStockOuts(table, title, seriesStart, rows.lastDay + 1);

    const forecasts = backtest(
      models,
      {
        candidates,
        origins: origins.map((o) => o - seriesStart),
        horizon,
        seasonLength: DAYS_A_WEEK,
        seed: batch.seed,
      },
      (o) => {
        const origin = origins[o]!;
        if (firstSale >= origin) return { y: new Float64Array(0), groupProfile: undefined };
        const start = Math.max(seriesStart, Math.min(firstSale, origin - SHORTEST_HISTORY));
        const known = fillStockOuts(y, stockOut, origin - seriesStart).subarray(start - seriesStart);
        const sold = y.subarray(firstSale - seriesStart, origin - seriesStart);
        describe(result, title * origins.length + o, sold, batch.typicalSize[o]!);
        return { y: known, groupProfile: profileFrom(batch.profiles, o, start) };
      },
    );
    result.forecasts.set(forecasts, title * origins.length * block);
  }
  return result;
}

/** Size, scales and class of one title from its sales before an origin. */
function describe(result: ForecastBatchResult, at: number, y: Float64Array, typicalSize: number): void {
  let sum = 0;
  let demands = 0;
  let squares = 0;
  let absolutes = 0;
  for (let t = 0; t < y.length; t++) {
    sum += y[t]!;
    if (y[t]! > 0) demands++;
    if (t === 0) continue;
    const change = y[t]! - y[t - 1]!;
    squares += change * change;
    absolutes += Math.abs(change);
  }
  result.size[at] = (sum + SIZE_PRIOR * typicalSize) / (demands + SIZE_PRIOR);
  if (squares > 0) {
    result.squaredScale[at] = squares / (y.length - 1);
    result.absoluteScale[at] = absolutes / (y.length - 1);
  }
  result.demandClass[at] = DEMAND_CLASSES.indexOf(demandClass(y));
}

function profileFrom(profiles: Float64Array, o: number, firstDay: DayNumber): Float64Array {
  const first = weekdayPosition(firstDay);
  return Float64Array.from(
    { length: DAYS_A_WEEK },
    (_, i) => profiles[o * DAYS_A_WEEK + ((first + i) % DAYS_A_WEEK)]!,
  );
}
