import { throwIfAborted } from "../../core/errors.ts";
import type { FitContext, Model } from "../model.ts";
import { forecastingError } from "./errors.ts";

/** One regular series, oldest first. */
export interface Series {
  /** Observations, shape [n], finite. Demand is >= 0; general series (M4) may be anything. */
  readonly y: Float64Array;
  /** Steps in one season (7 for days in weeks, 12 for months in years); 1 for none. */
  readonly seasonLength: number;
  /**
   * Relative demand at each season position over the group this series belongs to (a shop's weekday profile), shape
   * [seasonLength], averaging 1; index 0 belongs to y[0]. Models with a profile draw a thin series' own towards it.
   */
  readonly groupProfile?: Float64Array | undefined;
}

export interface ForecastRequest {
  /** Steps after the last observation. */
  readonly horizon: number;
}

/** Expected value of each step, shape [horizon]. Intervals are made above the models, by conformal calibration. */
export interface PointForecast {
  readonly mean: Float64Array;
}

/** A univariate forecasting model: one state a series. */
export type ForecastingModel<TOptions = unknown, TState = unknown> = Model<
  Series,
  TOptions,
  TState,
  ForecastRequest,
  PointForecast
>;

/**
 * The door of every fit: stops when aborted, and refuses what no model can use.
 *
 * @returns whether every observation is >= 0, in which case no forecast may be negative
 * @throws `core.aborted`, `forecasting.empty`, `forecasting.not-finite`, `forecasting.bad-season`
 */
export function checkSeries(series: Series, model: string, context: FitContext): boolean {
  throwIfAborted(context.signal, `Fitting ${model}`);
  const { y, seasonLength, groupProfile } = series;
  if (!Number.isInteger(seasonLength) || seasonLength < 1) {
    throw forecastingError("forecasting.bad-season", { found: seasonLength, profile: null });
  }
  if (groupProfile && groupProfile.length !== seasonLength) {
    throw forecastingError("forecasting.bad-season", { found: seasonLength, profile: groupProfile.length });
  }
  if (y.length === 0) throw forecastingError("forecasting.empty", { found: 0, needed: 1 });
  let nonNegative = true;
  for (let t = 0; t < y.length; t++) {
    if (!Number.isFinite(y[t])) {
      throw forecastingError("forecasting.not-finite", { found: String(y[t]), index: t });
    }
    if (y[t]! < 0) nonNegative = false;
  }
  return nonNegative;
}

/** @throws `forecasting.too-short` when the series has fewer than `needed` observations */
export function checkLength(series: Series, model: string, needed: number): void {
  const found = series.y.length;
  if (found < needed) throw forecastingError("forecasting.too-short", { model, found, needed });
}

/**
 * An empty forecast of the asked length.
 *
 * @throws `forecasting.bad-horizon`
 */
export function emptyForecast(request: ForecastRequest): Float64Array {
  const { horizon } = request;
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw forecastingError("forecasting.bad-horizon", { found: horizon });
  }
  return new Float64Array(horizon);
}

/** Whether all observations are the same number. */
export function isConstant(y: Float64Array): boolean {
  for (let t = 1; t < y.length; t++) if (y[t] !== y[0]) return false;
  return true;
}

/** Raise negative steps to 0, in place: demand is never negative. */
export function clampToDemand(mean: Float64Array): void {
  for (let h = 0; h < mean.length; h++) if (mean[h]! < 0) mean[h] = 0;
}
