import type { DayNumber } from "../domain/dataset.ts";
import { conformalQuantile } from "./conformal.ts";
import type { DemandForecast } from "./forecast-state.ts";

/**
 * Expected copies on one day; before the first forecast day 0, after the last the same weekday of the last week.
 *
 * @param row title, as a row of the forecast
 */
export function meanOfDay(forecast: DemandForecast, row: number, day: DayNumber): number {
  const { horizon } = forecast;
  const step = day - forecast.firstDay;
  if (step < 0) return 0;
  const within = step < horizon ? step : horizon - 7 + ((step - horizon) % 7);
  return forecast.mean[row * horizon + within]!;
}

/** Expected copies from one day (inclusive) to another (exclusive). */
export function meanBetween(forecast: DemandForecast, row: number, from: DayNumber, to: DayNumber): number {
  let sum = 0;
  for (let day = from; day < to; day++) sum += meanOfDay(forecast, row, day);
  return sum;
}

/**
 * Quantile of the copies asked for over some days, taken together. The sum of daily quantiles would be far too much:
 * not every day is a good day.
 *
 * @param mean expected copies over these days
 * @param days length of the span; beyond the horizon the errors are taken to be those of the whole horizon
 * @param level in (0, 1)
 */
export function quantileOfSum(
  forecast: DemandForecast,
  row: number,
  mean: number,
  days: number,
  level: number,
): number {
  const { sums } = forecast.calibration[forecast.lowConfidence[row]!]!;
  const cell = Math.min(Math.max(days, 1), forecast.horizon) - 1;
  return conformalQuantile(sums, cell, level, mean, forecast.size[row]!);
}

/** Midpoints of ten equal parts of the distribution. */
const MIDPOINTS = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];

/**
 * Copies asked for in vain when `available` are there: the mean of what demand exceeds it by, taken over ten quantiles.
 */
export function expectedShortage(
  forecast: DemandForecast,
  row: number,
  mean: number,
  days: number,
  available: number,
): number {
  if (available <= 0) return mean;
  let sum = 0;
  for (const level of MIDPOINTS) {
    sum += Math.max(0, quantileOfSum(forecast, row, mean, days, level) - available);
  }
  // The levels leave out the far tail; never less than what is missing on average.
  return Math.max(sum / MIDPOINTS.length, mean - available);
}
