import type { Model } from "../model.ts";

/** One regular series, oldest first. */
export interface Series {
  /** Observations, shape [n], finite. Demand is >= 0; general series (M4) may be anything. */
  readonly y: Float64Array;
  /** Steps in one season (7 for days in weeks, 12 for months in years); 1 for none. */
  readonly seasonLength: number;
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
