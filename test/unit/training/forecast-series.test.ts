import { describe, expect, it } from "vitest";
import type { Threads } from "../../../src/core/ports.ts";
import type { Progress } from "../../../src/core/progress.ts";
import { seededRandom } from "../../../src/core/random.ts";
import { inlineThreads } from "../../../src/platform/memory/threads.ts";
import {
  forecastSeries,
  isCountDemand,
  type SeriesForecast,
  type SeriesRequest,
} from "../../../src/training/forecast-series.ts";
import { originsOfSeries } from "../../../src/training/series-batch.ts";
import { poolTasks } from "../../../src/workflows/pool-tasks.ts";

const request: SeriesRequest = {
  horizon: 6,
  seasonLength: 12,
  levels: [0.1, 0.5, 0.9],
  preset: "fast",
  seed: 1,
};

function forecast(
  series: readonly Float64Array[],
  more: Partial<SeriesRequest> = {},
  host: {
    readonly now?: () => number;
    readonly threads?: Threads;
    readonly progress?: (p: Progress) => void;
  } = {},
): Promise<SeriesForecast[]> {
  return forecastSeries(
    series,
    { ...request, ...more },
    {
      threads: host.threads ?? inlineThreads(poolTasks),
      clock: { isoNow: () => "", monotonicMs: host.now ?? (() => 0) },
      progress: host.progress ?? (() => {}),
    },
  );
}

/** Trend, twelve-step season and noise around a level that may be below zero. */
function seasonal(seed: number, level: number, length = 96): Float64Array {
  const random = seededRandom(seed, "seasonal");
  return Float64Array.from(
    { length },
    (_, t) => level + 0.5 * t + 20 * Math.sin((2 * Math.PI * t) / 12) + random.normal(),
  );
}

describe("forecastSeries", () => {
  it("follows trend and season, with quantiles around the mean that do not cross", async () => {
    const series = Array.from({ length: 8 }, (_, s) => seasonal(s, 100));
    const cut = series.map((y) => y.subarray(0, 90));
    const forecasts = await forecast(cut);
    let inside = 0;
    forecasts.forEach(({ mean, quantiles }, s) => {
      expect(mean).toHaveLength(6);
      for (let h = 0; h < 6; h++) {
        expect(Math.abs(mean[h]! - series[s]![90 + h]!)).toBeLessThan(8);
        expect(quantiles[0]![h]).toBeLessThanOrEqual(quantiles[1]![h]!);
        expect(quantiles[1]![h]).toBeLessThanOrEqual(quantiles[2]![h]!);
        if (quantiles[0]![h]! <= series[s]![90 + h]! && series[s]![90 + h]! <= quantiles[2]![h]!) inside++;
      }
    });
    expect(inside / 48).toBeGreaterThan(0.6);
  });

  it("forecasts below zero where the history goes there, and never where it does not", async () => {
    const [below] = await forecast([seasonal(1, -100)]);
    expect(below!.mean[0]).toBeLessThan(-20);
    const falling = Float64Array.from({ length: 60 }, (_, t) => Math.max(0, 30 - 0.52 * t));
    const [kept] = await forecast([falling], { seasonLength: 1, horizon: 12 });
    expect(Math.min(...kept!.mean, ...kept!.quantiles[0]!)).toBeGreaterThanOrEqual(0);
    const [free] = await forecast([falling], { seasonLength: 1, horizon: 12, nonNegative: false });
    expect(Math.min(...free!.quantiles[0]!)).toBeLessThan(0);
  });

  it("treats counts with many zeros as slow demand: whole copies, never negative", async () => {
    const random = seededRandom(9, "slow");
    const slow = Array.from({ length: 12 }, () =>
      Float64Array.from({ length: 120 }, () => random.poisson(0.4)),
    );
    expect(isCountDemand(slow)).toBe(true);
    expect(isCountDemand([Float64Array.of(0, 0, 1.5)])).toBe(false);
    expect(isCountDemand([Float64Array.of(0, 0, -1)])).toBe(false);
    expect(isCountDemand([Float64Array.of(3, 4, 5)])).toBe(false);
    const forecasts = await forecast(slow, { seasonLength: 7, horizon: 14 });
    for (const { mean, quantiles } of forecasts) {
      expect(mean[0]).toBeGreaterThan(0.1);
      expect(mean[0]).toBeLessThan(1);
      expect(quantiles[0]![0]).toBe(0);
      expect([1, 2]).toContain(quantiles[2]![0]);
    }
  });

  it("has an answer for any length from one value on, and for a series that never changes", async () => {
    const odd = [
      Float64Array.of(5),
      Float64Array.of(1, 2, 3),
      new Float64Array(50).fill(7),
      new Float64Array(50),
    ];
    const forecasts = await forecast(odd);
    expect([...forecasts[0]!.mean]).toEqual([5, 5, 5, 5, 5, 5]);
    forecasts[2]!.mean.forEach((value) => expect(value).toBeCloseTo(7, 6));
    expect([...forecasts[3]!.mean]).toEqual([0, 0, 0, 0, 0, 0]);
    for (const { mean, quantiles } of forecasts) {
      expect(mean.every(Number.isFinite)).toBe(true);
      expect(quantiles.flatMap((q) => [...q]).every(Number.isFinite)).toBe(true);
    }
  });

  it("gives the same numbers whatever thread finishes first", async () => {
    const series = Array.from({ length: 11 }, (_, s) => seasonal(s, 50, 60));
    const inline = inlineThreads(poolTasks);
    const reversed: Threads = {
      count: 3,
      map: async (task, payloads, onResult, signal) => {
        const results: unknown[] = [];
        await inline.map(task, payloads, (index, result) => void (results[index] = result), signal);
        for (let i = payloads.length - 1; i >= 0; i--) await onResult(i, results[i] as never);
      },
    };
    expect(await forecast(series, {}, { threads: reversed })).toEqual(await forecast(series));
  });

  it("gives series beyond the time limit their seasonal naive forecast, and stops in time", async () => {
    const series = Array.from({ length: 40 }, (_, s) => seasonal(s, 50, 60));
    let now = 0;
    const done: number[] = [];
    const forecasts = await forecast(
      series,
      { timeLimitMs: 100 },
      { now: () => now, progress: (p) => ((now += 30), done.push(p.done)) },
    );
    expect(forecasts).toHaveLength(40);
    const naive = forecasts.filter(({ model }) => model === "seasonal-naive" || model === "median").length;
    expect(forecasts.at(-1)!.model).toMatch(/seasonal-naive|median/);
    expect([...forecasts.at(-1)!.mean]).toEqual([...series.at(-1)!.subarray(48, 54)]);
    expect(naive).toBeGreaterThan(20);
    expect(Math.max(...done.slice(1))).toBeLessThan(40);
  });

  it("reports progress by series", async () => {
    const seen: Progress[] = [];
    await forecast([seasonal(1, 9), seasonal(2, 9)], {}, { progress: (p) => seen.push(p) });
    expect(seen.at(-1)).toMatchObject({
      phase: "Forecasting series",
      done: 2,
      total: 2,
      unit: "series",
      remainingMs: 0,
    });
  });
});

describe("originsOfSeries", () => {
  const plan = { horizon: 6, seasonLength: 12, origins: 3, originStep: 6 };
  it("starts at the end and goes back while two seasons remain", () => {
    expect(originsOfSeries(48, plan)).toEqual([48, 42, 36, 30]);
    expect(originsOfSeries(38, plan)).toEqual([38, 32, 26]);
    expect(originsOfSeries(5, plan)).toEqual([5]);
  });
});
