import { throwIfAborted } from "../core/errors.ts";
import type { Clock, Threads } from "../core/ports.ts";
import type { ProgressSink } from "../core/progress.ts";
import type { Preset } from "../domain/training.ts";
import { medianForecast } from "./backtest.ts";
import {
  generalCandidates,
  MEDIAN_ID,
  NAIVE_CANDIDATES,
  SERIES_PRESETS,
  type Candidate,
} from "./candidates.ts";
import { calibrate, conformalQuantile, type ScoreFamily } from "./conformal.ts";
import { selectCandidates } from "./select.ts";
import { originsOfSeries, type SeriesBatch, type SeriesBatchResult } from "./series-batch.ts";

/** Name of the pool task that runs `seriesBatch`. */
export const SERIES_BATCH_TASK = "series-batch";

export interface SeriesRequest {
  /** Steps to forecast. */
  readonly horizon: number;
  /** Steps in a season; 1 for none. */
  readonly seasonLength: number;
  /** Levels of the quantiles, in (0, 1). */
  readonly levels: readonly number[];
  readonly preset: Preset;
  readonly seed: number;
  /** Time after which series not yet compared keep the seasonal naive forecast. */
  readonly timeLimitMs?: number | undefined;
  /** Whether forecasts stay at or above 0. "auto", the default: where the series' history does. */
  readonly nonNegative?: boolean | "auto" | undefined;
}

export interface SeriesForecast {
  /** Id of the model, or "median" of all. */
  readonly model: string;
  /** Shape [horizon]. */
  readonly mean: Float64Array;
  /** One row of shape [horizon] a level. */
  readonly quantiles: readonly Float64Array[];
}

export interface SeriesHost {
  readonly threads: Threads;
  readonly clock: Clock;
  readonly progress: ProgressSink;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Forecast general series: backtest the candidates on each, take the best or the median of all, and calibrate
 * quantiles on the backtest errors of all series together.
 *
 * Without a time limit the result depends on series and request only. With one, series that were not reached keep the
 * seasonal naive forecast.
 *
 * @param series oldest first, any length from 1
 * @throws `core.aborted`
 */
export async function forecastSeries(
  series: readonly Float64Array[],
  request: SeriesRequest,
  host: SeriesHost,
): Promise<SeriesForecast[]> {
  const deadline =
    request.timeLimitMs === undefined ? Infinity : host.clock.monotonicMs() + request.timeLimitMs;
  const countDemand = isCountDemand(series);
  const candidates = generalCandidates(countDemand, request.seasonLength);
  // Naive forecasts cost next to nothing: with them no deadline leaves a series empty-handed.
  const naive = await runSeries(series, request, NAIVE_CANDIDATES, Infinity, host);
  const compared = await runSeries(series, request, candidates, deadline, host);
  const family: ScoreFamily = countDemand ? "demand" : "additive";

  const groups = [
    { candidates, runs: compared, members: series.map((_, s) => s).filter((s) => compared[s] !== null) },
    {
      candidates: NAIVE_CANDIDATES,
      runs: naive,
      members: series.map((_, s) => s).filter((s) => compared[s] === null),
    },
  ];
  const forecasts: SeriesForecast[] = [];
  for (const { candidates: tried, runs, members } of groups) {
    if (members.length === 0) continue;
    const runOf = members.map((s) => runs[s]!);
    const found = forecastGroup(
      members.map((s) => series[s]!),
      runOf,
      tried,
      request,
      family,
    );
    members.forEach((s, i) => (forecasts[s] = found[i]!));
  }
  return forecasts;
}

/** Series a batch. */
const BATCH_SERIES = 4;

/** Backtests of each series, null where the deadline came first. Shape of each: see `SeriesBatchResult`. */
async function runSeries(
  series: readonly Float64Array[],
  request: SeriesRequest,
  candidates: readonly Candidate[],
  deadline: number,
  host: SeriesHost,
): Promise<(Float64Array | null)[]> {
  const runs: (Float64Array | null)[] = series.map(() => null);
  const plan = batchPlan(request, candidates);
  const size = candidates === NAIVE_CANDIDATES ? 256 : BATCH_SERIES;
  const round = size * host.threads.count * (deadline === Infinity ? 1e6 : 2);
  const start = host.clock.monotonicMs();
  let done = 0;
  for (let from = 0; from < series.length; from += round) {
    throwIfAborted(host.signal, "Forecasting");
    if (host.clock.monotonicMs() >= deadline) break;
    const until = Math.min(series.length, from + round);
    const batches: SeriesBatch[] = [];
    for (let at = from; at < until; at += size) {
      batches.push({ ...plan, series: series.slice(at, Math.min(until, at + size)) });
    }
    await host.threads.map<SeriesBatch, SeriesBatchResult>(
      SERIES_BATCH_TASK,
      batches,
      (index, { forecasts }) => {
        const count = batches[index]!.series.length;
        const block = forecasts.length / count;
        for (let i = 0; i < count; i++) {
          runs[from + index * size + i] = forecasts.subarray(i * block, (i + 1) * block);
        }
        done += count;
        const elapsed = host.clock.monotonicMs() - start;
        host.progress({
          phase: "Forecasting series",
          done,
          total: series.length,
          unit: "series",
          remainingMs: (elapsed / done) * (series.length - done),
        });
      },
      host.signal,
    );
  }
  return runs;
}

function batchPlan(request: SeriesRequest, candidates: readonly Candidate[]): Omit<SeriesBatch, "series"> {
  const { horizon, seasonLength, preset, seed } = request;
  const { origins, stepShare } = SERIES_PRESETS[preset];
  return {
    horizon,
    seasonLength,
    candidates,
    origins,
    originStep: Math.max(1, Math.round(horizon * stepShare)),
    seed,
  };
}

function forecastGroup(
  series: readonly Float64Array[],
  runs: readonly Float64Array[],
  candidates: readonly Candidate[],
  request: SeriesRequest,
  family: ScoreFamily,
): SeriesForecast[] {
  const { horizon } = request;
  const plan = batchPlan(request, candidates);
  const origins = 1 + plan.origins;
  const methods = candidates.length + 1;
  const block = candidates.length * horizon;
  const forecastOf = (s: number, o: number, method: number): Float64Array => {
    const tried = runs[s]!.subarray(o * block, (o + 1) * block);
    const own = tried.subarray(method * horizon, (method + 1) * horizon);
    return method < candidates.length && !Number.isNaN(own[0]!)
      ? own
      : medianForecast(tried, candidates.length, horizon);
  };

  const rmsse = new Float64Array(series.length * origins * methods).fill(NaN);
  const actual = new Float64Array(series.length * origins * horizon).fill(NaN);
  const scale = new Float64Array(series.length * origins).fill(NaN);
  series.forEach((y, s) => {
    originsOfSeries(y.length, plan).forEach((origin, o) => {
      const at = s * origins + o;
      scale[at] = scaleOf(y.subarray(0, origin), family);
      if (o === 0) return;
      const real = y.subarray(origin, origin + horizon);
      actual.set(real, at * horizon);
      for (let method = 0; method < methods; method++) {
        const tried = method < candidates.length;
        if (tried && Number.isNaN(runs[s]![o * block + method * horizon]!)) continue;
        rmsse[at * methods + method] = rootMeanSquare(real, forecastOf(s, o, method)) / scale[at];
      }
    });
  });

  const errors = {
    series: series.length,
    origins,
    candidates: methods,
    rmsse,
    group: new Uint8Array(series.length),
  };
  const backtests = Array.from({ length: plan.origins }, (_, i) => i + 1);
  const chosen = selectCandidates(errors, backtests, methods - 1);
  const held = backtests.map((o) =>
    selectCandidates(
      errors,
      backtests.filter((other) => other !== o),
      methods - 1,
    ),
  );
  const mean = new Float64Array(actual.length).fill(NaN);
  for (let s = 0; s < series.length; s++) {
    for (const o of backtests) {
      mean.set(forecastOf(s, o, held[o - 1]![s]!), (s * origins + o) * horizon);
    }
  }
  const integers = family === "demand";
  const table = calibrate({ actual, mean, scale }, horizon, family, integers);

  return series.map((y, s) => {
    const floor = keepsNonNegative(y, request) ? 0 : -Infinity;
    const method = chosen[s]!;
    const point = forecastOf(s, 0, method).map((value) => Math.max(floor, value));
    const phi = scale[s * origins]!;
    const median = method === candidates.length || Number.isNaN(runs[s]![method * horizon]!);
    return {
      model: median ? MEDIAN_ID : candidates[method]!.id,
      mean: Float64Array.from(point),
      quantiles: request.levels.map((level) =>
        Float64Array.from(point, (m, h) => Math.max(floor, conformalQuantile(table, h, level, m, phi))),
      ),
    };
  });
}

/** Slow demand: whole numbers >= 0 with many zeros. Other series are compared and calibrated as plain numbers. */
export function isCountDemand(series: readonly Float64Array[]): boolean {
  let zeros = 0;
  let count = 0;
  for (const y of series) {
    for (let t = 0; t < y.length; t++) {
      if (y[t]! < 0 || !Number.isInteger(y[t])) return false;
      if (y[t] === 0) zeros++;
    }
    count += y.length;
  }
  return zeros > 0.1 * count;
}

/** Mean size of a demand, or the mean absolute change from step to step; never 0. */
function scaleOf(y: Float64Array, family: ScoreFamily): number {
  let sum = 0;
  let count = 0;
  let size = 0;
  for (let t = 0; t < y.length; t++) {
    size = Math.max(size, Math.abs(y[t]!));
    if (family === "demand" && y[t]! > 0) {
      sum += y[t]!;
      count++;
    } else if (family === "additive" && t > 0) {
      sum += Math.abs(y[t]! - y[t - 1]!);
      count++;
    }
  }
  if (sum > 0) return sum / count;
  // A series that never changed: a thousandth of its size stands for "hardly any".
  return size > 0 ? size / 1000 : 1;
}

function rootMeanSquare(y: Float64Array, f: Float64Array): number {
  let sum = 0;
  for (let h = 0; h < y.length; h++) sum += (y[h]! - f[h]!) * (y[h]! - f[h]!);
  return Math.sqrt(sum / y.length);
}

function keepsNonNegative(y: Float64Array, request: SeriesRequest): boolean {
  const wish = request.nonNegative ?? "auto";
  return wish === "auto" ? y.every((value) => value >= 0) : wish;
}
