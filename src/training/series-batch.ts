import { rollingOrigins } from "../evaluation/splits.ts";
import { backtest, type ForecastingModels } from "./backtest.ts";
import type { Candidate } from "./candidates.ts";

/** One job of the pool: general series, each backtested from origins of its own. */
export interface SeriesBatch {
  readonly series: readonly Float64Array[];
  readonly horizon: number;
  readonly seasonLength: number;
  readonly candidates: readonly Candidate[];
  /** Backtest origins besides the end, at most. */
  readonly origins: number;
  readonly originStep: number;
  readonly seed: number;
}

export interface SeriesBatchResult {
  /** Shape [nSeries, 1 + origins, nCandidates, horizon]; index 0 is the forecast after the end. NaN where none. */
  readonly forecasts: Float64Array;
}

/** Steps that must lie before an origin of a backtest. */
export function shortestHistory(seasonLength: number, horizon: number): number {
  return Math.max(2 * seasonLength, horizon, 8);
}

/** Indices of the origins of one series: its end, then the backtests, newest first. */
export function originsOfSeries(
  length: number,
  batch: Pick<SeriesBatch, "horizon" | "seasonLength" | "origins" | "originStep">,
): number[] {
  return [
    length,
    ...rollingOrigins(length, {
      horizon: batch.horizon,
      step: batch.originStep,
      count: batch.origins,
      minimum: shortestHistory(batch.seasonLength, batch.horizon),
    }),
  ];
}

/** Run one batch. Pure: the same batch gives the same bytes on any thread. */
export function seriesBatch(models: ForecastingModels, batch: SeriesBatch): SeriesBatchResult {
  const { horizon, seasonLength, candidates } = batch;
  const block = (1 + batch.origins) * candidates.length * horizon;
  const forecasts = new Float64Array(batch.series.length * block).fill(NaN);
  batch.series.forEach((y, s) => {
    const origins = originsOfSeries(y.length, batch);
    const found = backtest(models, { candidates, origins, horizon, seasonLength, seed: batch.seed }, (o) => ({
      y: y.subarray(0, origins[o]),
      groupProfile: undefined,
    }));
    forecasts.set(found, s * block);
  });
  return { forecasts };
}
