import type { DayNumber } from "../domain/dataset.ts";
import type { ForecastStep, TitleDetail } from "../domain/forecast-view.ts";
import { dailyStockOuts, dailyUnits } from "../features/title-series.ts";
import { conformalQuantile, type ConformalTable } from "../training/conformal.ts";
import { meanBetween } from "../training/demand-outlook.ts";
import type { DemandForecast } from "../training/forecast-state.ts";
import { openForecastData, type ForecastData, type ScreenContext } from "./forecast-data.ts";
import { orderError } from "./order-errors.ts";
import { orderLineOf } from "./plan-orders.ts";

/** Quantiles of a title's page: the median and the 50, 80 and 95 % intervals. */
const LEVELS = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975] as const;
const DAYS_A_WEEK = 7;

/**
 * Everything a title's page shows.
 *
 * @throws `import.unknown-dataset`, `order.unknown-title`
 */
export async function forecastTitle(
  context: ScreenContext,
  datasetId: string,
  itemId: string,
): Promise<TitleDetail> {
  const data = await openForecastData(context, datasetId);
  const row = data.rowOf.get(itemId);
  if (row === undefined) throw orderError("order.unknown-title", { itemId });
  const at = data.forecastRow[row]!;
  const forecast = at < 0 ? null : data.forecast;
  return {
    provenance: data.provenance,
    title: data.titleOf(row),
    service: data.service[row] === 1,
    stock: data.stock.get(itemId) ?? null,
    order: await orderLineOf(context, datasetId, itemId),
    history: weeklyHistory(data, row),
    levels: LEVELS,
    weeks: forecast ? steps(forecast, at, DAYS_A_WEEK, (group) => group.weeks) : [],
    days: forecast ? steps(forecast, at, 1, (group) => group.days) : [],
    model: forecast && modelOf(forecast, at),
  };
}

function weeklyHistory(data: ForecastData, row: number): TitleDetail["history"] {
  const { demand } = data;
  if (row >= demand.rowStart.length - 1 || demand.rowStart[row] === demand.rowStart[row + 1]) return [];
  const firstSale = demand.day[demand.rowStart[row]!]!;
  const weeks = Math.ceil((demand.lastDay + 1 - firstSale) / DAYS_A_WEEK);
  const start = demand.lastDay + 1 - weeks * DAYS_A_WEEK;
  const units = dailyUnits(demand, row, start, demand.lastDay + 1);
  const stockOut = dailyStockOuts(demand, row, start, demand.lastDay + 1);
  return Array.from({ length: weeks }, (_, week) => {
    const step = { firstDay: start + week * DAYS_A_WEEK, units: 0, stockOutDays: 0 };
    for (let i = week * DAYS_A_WEEK; i < (week + 1) * DAYS_A_WEEK; i++) {
      step.units += units[i]!;
      step.stockOutDays += stockOut[i]!;
    }
    return step;
  });
}

function steps(
  forecast: DemandForecast,
  at: number,
  length: number,
  tableOf: (group: DemandForecast["calibration"][number]) => ConformalTable,
): ForecastStep[] {
  const table = tableOf(forecast.calibration[forecast.lowConfidence[at]!]!);
  return Array.from({ length: forecast.horizon / length }, (_, step) => {
    const firstDay: DayNumber = forecast.firstDay + step * length;
    const mean = meanBetween(forecast, at, firstDay, firstDay + length);
    return {
      firstDay,
      mean,
      quantiles: LEVELS.map((level) => conformalQuantile(table, step, level, mean, forecast.size[at]!)),
    };
  });
}

function modelOf(forecast: DemandForecast, at: number): NonNullable<TitleDetail["model"]> {
  const chosen = forecast.chosen[at]!;
  const candidates = forecast.methods.map((id, c) => ({
    id,
    label: forecast.labels[c]!,
    rmsse: forecast.rmsse[at * forecast.methods.length + c]!,
    chosen: c === chosen,
  }));
  return {
    id: forecast.methods[chosen]!,
    label: forecast.labels[chosen]!,
    lowConfidence: forecast.lowConfidence[at] === 1,
    candidates: candidates.filter((candidate) => candidate.chosen || !Number.isNaN(candidate.rmsse)),
    origins: forecast.origins[at]!,
    coverage80: forecast.coverage80[forecast.demandClass[at]!]!,
  };
}
