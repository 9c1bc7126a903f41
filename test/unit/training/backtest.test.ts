import { beforeAll, describe, expect, it } from "vitest";
import { loadForecastingModels } from "../../../src/models/catalog.ts";
import type { ForecastingModel } from "../../../src/models/forecasting/task.ts";
import { backtest, medianForecast, type BacktestPlan } from "../../../src/training/backtest.ts";

let models: (id: string) => ForecastingModel;
beforeAll(async () => {
  const all = await loadForecastingModels();
  models = (id) => all.get(id)!;
});

const plan = (more: Partial<BacktestPlan>): BacktestPlan => ({
  candidates: [{ id: "seasonal-naive", grain: "step" }],
  origins: [14],
  horizon: 7,
  seasonLength: 7,
  seed: 1,
  ...more,
});

describe("backtest", () => {
  const week = [0, 1, 2, 3, 4, 5, 6];
  const y = Float64Array.from([...week, ...week.map((v) => v + 10), ...week.map((v) => v + 20)]);

  it("forecasts from each origin with what lies before it, in the order of the origins", () => {
    const forecasts = backtest(models, plan({ origins: [21, 14, 7] }), (o) => ({
      y: y.subarray(0, [21, 14, 7][o]),
      groupProfile: undefined,
    }));
    expect([...forecasts]).toEqual([...week.map((v) => v + 20), ...week.map((v) => v + 10), ...week]);
  });

  it("walks from the earliest origin to the latest, so that refits never see the future", () => {
    const lengths: number[] = [];
    backtest(models, plan({ origins: [21, 7, 14] }), (o) => {
      lengths.push([21, 7, 14][o]!);
      return { y: y.subarray(0, [21, 7, 14][o]), groupProfile: undefined };
    });
    expect(lengths).toEqual([7, 14, 21]);
  });

  it("spreads weekly forecasts over the days by the profile, whatever weekday the origin is", () => {
    const profile = Float64Array.of(0, 1, 1, 1, 1, 1, 2);
    const sales = Float64Array.from({ length: 72 }, (_, t) => 7 * profile[t % 7]!);
    const forecasts = backtest(
      models,
      plan({ candidates: [{ id: "ets", grain: "season" }], origins: [72], horizon: 14 }),
      () => ({ y: sales, groupProfile: profile }),
    );
    // day 72 has position 2
    const expected = Array.from({ length: 14 }, (_, h) => 7 * profile[(72 + h) % 7]!);
    forecasts.forEach((value, h) => expect(value).toBeCloseTo(expected[h]!, 6));
  });

  it("hides the season from a candidate that shall not see it, and passes options on", () => {
    const seen: unknown[] = [];
    const spy = (id: string): ForecastingModel => ({
      ...models(id),
      fit: (series, options, context) => {
        seen.push([series.seasonLength, (options as Record<string, unknown>)["weekdayProfile"]]);
        return models(id).fit(series, options, context);
      },
    });
    const candidates = [
      { id: "tsb", grain: "step", season: "none" },
      { id: "tsb", grain: "step", options: { weekdayProfile: true } },
    ] as const;
    backtest(spy, plan({ candidates }), () => ({ y, groupProfile: undefined }));
    expect(seen).toEqual([
      [1, false],
      [7, true],
    ]);
  });

  it("leaves NaN where a model refuses the series or there is none", () => {
    const candidates = [{ id: "tsb", grain: "step" }] as const;
    const negative = backtest(models, plan({ candidates }), () => ({
      y: Float64Array.of(-1, 2),
      groupProfile: undefined,
    }));
    expect(negative.every(Number.isNaN)).toBe(true);
    const empty = backtest(models, plan({}), () => ({ y: new Float64Array(0), groupProfile: undefined }));
    expect(empty.every(Number.isNaN)).toBe(true);
  });

  it("passes on any other error", () => {
    const broken = (id: string): ForecastingModel => ({
      ...models(id),
      fit: () => {
        throw new TypeError("bug");
      },
    });
    expect(() => backtest(broken, plan({}), () => ({ y, groupProfile: undefined }))).toThrow("bug");
  });
});

describe("medianForecast", () => {
  it("takes the middle, or the mean of the two in the middle, of what is there", () => {
    const values = Float64Array.of(1, 10, 5, NaN, 3, 30);
    expect([...medianForecast(values, 3, 2)]).toEqual([3, 20]);
    expect([...medianForecast(Float64Array.of(NaN), 1, 1)]).toEqual([NaN]);
  });
});
