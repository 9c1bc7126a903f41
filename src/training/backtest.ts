import { AppError } from "../core/errors.ts";
import { seededRandom } from "../core/random.ts";
import { seasonProfile } from "../math/season-profile.ts";
import type { ForecastingModel, Series } from "../models/forecasting/task.ts";
import type { Candidate } from "./candidates.ts";

/** Where the models come from: the catalogue, by id. */
export type ForecastingModels = (id: string) => ForecastingModel;

export interface BacktestPlan {
  readonly candidates: readonly Candidate[];
  /** Index of the first forecast step of each origin. */
  readonly origins: readonly number[];
  readonly horizon: number;
  readonly seasonLength: number;
  readonly seed: number;
}

/**
 * What is known at an origin. Nothing at or after the origin may be in it.
 */
export interface Known {
  /** The series up to the origin, oldest first; empty when there is nothing to forecast from. */
  readonly y: Float64Array;
  /**
   * How a season's demand falls on its steps in the group the series belongs to, mean 1, shape [seasonLength]; index 0
   * belongs to y[0]. Undefined leaves each model to the series' own.
   */
  readonly groupProfile: Float64Array | undefined;
}

/**
 * Forecast one series by every candidate from every origin.
 *
 * @returns shape [nOrigins, nCandidates, horizon], row-major; NaN where a model refuses the series (too short, …)
 * @throws whatever a model throws besides an AppError of kind `data`
 */
export function backtest(
  models: ForecastingModels,
  plan: BacktestPlan,
  knownAt: (originIndex: number) => Known,
): Float64Array {
  const { candidates, horizon, origins } = plan;
  const forecasts = new Float64Array(origins.length * candidates.length * horizon).fill(NaN);
  const states: unknown[] = candidates.map(() => undefined);
  // From the earliest origin to the latest: a model may start from what it found before, never from what comes after.
  const earliestFirst = origins.map((_, o) => o).sort((a, b) => origins[a]! - origins[b]!);
  for (const o of earliestFirst) {
    const known = knownAt(o);
    if (known.y.length === 0) continue;
    for (let c = 0; c < candidates.length; c++) {
      const run = forecastBy(models(candidates[c]!.id), candidates[c]!, known, plan, states[c]);
      states[c] = run?.state;
      if (run) forecasts.set(run.mean, (o * candidates.length + c) * horizon);
    }
  }
  return forecasts;
}

interface Run {
  readonly state: unknown;
  readonly mean: Float64Array;
}

function forecastBy(
  model: ForecastingModel,
  candidate: Candidate,
  known: Known,
  plan: BacktestPlan,
  previous: unknown,
): Run | null {
  const { horizon, seasonLength: m, seed } = plan;
  const { y, groupProfile } = known;
  const options = { ...defaultOptions(model), ...candidate.options };
  if (candidate.grain === "step") {
    const seasonal =
      candidate.season === "none" ? { y, seasonLength: 1 } : { y, seasonLength: m, groupProfile };
    return fitAndPredict(model, options, seasonal, horizon, seed, previous);
  }
  const sums = { y: seasonSums(y, m), seasonLength: 1 };
  const run = fitAndPredict(model, options, sums, Math.ceil(horizon / m), seed, previous);
  if (!run) return null;
  const profile = seasonProfile(y, m, groupProfile);
  const next = y.length % m;
  const mean = new Float64Array(horizon);
  for (let h = 0; h < horizon; h++) mean[h] = (run.mean[Math.floor(h / m)]! / m) * profile[(next + h) % m]!;
  return { state: run.state, mean };
}

function fitAndPredict(
  model: ForecastingModel,
  options: Readonly<Record<string, unknown>>,
  series: Series,
  horizon: number,
  seed: number,
  previous: unknown,
): Run | null {
  if (series.y.length === 0) return null;
  const context = { random: seededRandom(seed, model.id) };
  try {
    const state =
      previous !== undefined && model.refit
        ? model.refit(previous, series, options, context)
        : model.fit(series, options, context);
    const { mean } = model.predict(state, { horizon });
    return mean.every(Number.isFinite) ? { state, mean } : null;
  } catch (error) {
    // A series that does not suit a model takes that model out of the running; the others stay.
    if (error instanceof AppError && error.kind === "data") return null;
    throw error;
  }
}

function defaultOptions(model: ForecastingModel): Record<string, unknown> {
  return Object.fromEntries(Object.entries(model.options).map(([name, spec]) => [name, spec.default]));
}

/** Sums of whole seasons counted back from the end; a part of a season at the start is left out. */
function seasonSums(y: Float64Array, m: number): Float64Array {
  const count = Math.floor(y.length / m);
  const start = y.length - count * m;
  const sums = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < m; j++) sums[i]! += y[start + i * m + j]!;
  }
  return sums;
}

/** Step by step the median of the candidates that gave a forecast; NaN when none did. Shape [horizon]. */
export function medianForecast(forecasts: Float64Array, candidates: number, horizon: number): Float64Array {
  const median = new Float64Array(horizon);
  const column: number[] = [];
  for (let h = 0; h < horizon; h++) {
    column.length = 0;
    for (let c = 0; c < candidates; c++) {
      const value = forecasts[c * horizon + h]!;
      if (!Number.isNaN(value)) column.push(value);
    }
    column.sort((a, b) => a - b);
    const middle = column.length >> 1;
    median[h] =
      column.length === 0
        ? NaN
        : column.length % 2 === 1
          ? column[middle]!
          : (column[middle - 1]! + column[middle]!) / 2;
  }
  return median;
}
