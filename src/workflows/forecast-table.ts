import type { WorkflowContext } from "../core/ports.ts";
import type { Preset } from "../domain/training.ts";
import { forecastSeries } from "../training/forecast-series.ts";
import { seriesFromTable, type SeriesColumns } from "./series-from-table.ts";
import type { TextTable } from "./text-table.ts";

/** What to forecast, and how. */
export interface ForecastTableRequest {
  readonly columns: SeriesColumns;
  /** Periods after the last one. */
  readonly horizon: number;
  readonly seasonLength: number;
  readonly preset: Preset;
  /** Levels of the quantiles, ascending, in (0, 1). */
  readonly levels: readonly number[];
  readonly seed: number;
  readonly timeLimitMs?: number | undefined;
}

/** The forecast as columns, one row a series and period, series after series. */
export interface ForecastTable {
  readonly series: number;
  readonly ids: readonly string[];
  /** Written as the file writes its times. */
  readonly times: readonly string[];
  readonly integerTimes: boolean;
  readonly mean: Float64Array;
  readonly levels: readonly number[];
  /** One row a level, shape [nLevels][nRows]. */
  readonly quantiles: readonly Float64Array[];
  /** Model id (or "median") -> series it forecast. */
  readonly models: Readonly<Record<string, number>>;
  readonly notices: readonly string[];
}

/**
 * Forecast every series of a table: what `soma forecast` does between its two files.
 *
 * A series whose history holds no negative value gets no negative forecast.
 *
 * @throws `table.*` and `period.*` when the rows do not suit; `core.aborted` when the signal fires
 */
export async function forecastTable(
  table: TextTable,
  request: ForecastTableRequest,
  context: Pick<WorkflowContext, "clock" | "threads" | "progress" | "signal">,
): Promise<ForecastTable> {
  const panel = seriesFromTable(table, request.columns);
  const { horizon, levels } = request;
  const forecasts = await forecastSeries(panel.series, request, context);
  const rows = panel.ids.length * horizon;
  const mean = new Float64Array(rows);
  const quantiles = levels.map(() => new Float64Array(rows));
  const models: Record<string, number> = {};
  forecasts.forEach((forecast, i) => {
    models[forecast.model] = (models[forecast.model] ?? 0) + 1;
    mean.set(forecast.mean, i * horizon);
    forecast.quantiles.forEach((row, l) => quantiles[l]!.set(row, i * horizon));
  });
  return {
    series: panel.ids.length,
    ids: panel.ids.flatMap((id) => Array<string>(horizon).fill(id)),
    times: panel.lastPeriod.flatMap((last) =>
      Array.from({ length: horizon }, (_, h) => panel.scale.format(last + 1 + h)),
    ),
    integerTimes: panel.scale.integers,
    mean,
    levels,
    quantiles,
    models,
    notices: panel.notices,
  };
}
