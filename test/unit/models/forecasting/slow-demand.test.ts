import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { adida } from "../../../../src/models/forecasting/adida/index.ts";
import { croston } from "../../../../src/models/forecasting/croston/index.ts";
import { demandEvents } from "../../../../src/models/forecasting/profiled-rate.ts";
import { sba } from "../../../../src/models/forecasting/sba/index.ts";
import { seasonalNaive } from "../../../../src/models/forecasting/seasonal-naive/index.ts";
import type { ForecastingModel } from "../../../../src/models/forecasting/task.ts";
import { tsb } from "../../../../src/models/forecasting/tsb/index.ts";
import { weekdayProfile } from "../../../../src/models/forecasting/weekday-profile/index.ts";
import { completeOptions } from "../../../../src/models/options.ts";

const context = { random: seededRandom(1) };

function forecast(
  model: ForecastingModel,
  y: readonly number[],
  changes: Readonly<Record<string, unknown>> = {},
  seasonLength = 7,
  groupProfile?: Float64Array,
): number[] {
  const options = completeOptions(model.options, changes);
  const series = { y: Float64Array.from(y), seasonLength, groupProfile };
  return [...model.predict(model.fit(series, options, context), { horizon: 8 }).mean];
}

describe("demand events", () => {
  it("part the sizes of demands from the steps between them", () => {
    const { count, sizes, intervals } = demandEvents(new Float64Array([0, 3, 0, 0, 5, 1]));
    expect(count).toBe(3);
    expect(sizes.slice(0, 3)).toEqual(new Float64Array([3, 5, 1]));
    expect(intervals.slice(0, 3)).toEqual(new Float64Array([2, 3, 1]));
  });
});

describe("the models of slow demand, by hand", () => {
  const y = [0, 4, 0, 0, 8, 0];

  it("croston divides the smoothed size by the smoothed interval", () => {
    // Sizes 4 -> 6, intervals 2 -> 2.5.
    expect(forecast(croston, y, { alpha: 0.5 })[0]).toBeCloseTo(6 / 2.5, 12);
  });

  it("sba takes alpha / 2 off croston", () => {
    expect(forecast(sba, y, { alpha: 0.5 })[0]).toBeCloseTo((0.75 * 6) / 2.5, 12);
  });

  it("tsb multiplies the smoothed size by the chance of a sale, which fades", () => {
    // Chance 0 -> .5 -> .25 -> .125 -> .5625 -> .28125.
    expect(forecast(tsb, y, { alphaDemand: 0.5, alphaProbability: 0.5 })[0]).toBeCloseTo(6 * 0.28125, 12);
    const stopped = [...y, ...Array.from({ length: 300 }, () => 0)];
    expect(forecast(tsb, stopped)[0]).toBeLessThan(1e-4);
    expect(forecast(croston, stopped)[0]).toBeGreaterThan(1);
  });

  it("adida smooths buckets of the mean interval, leaving out the oldest rest", () => {
    // Mean interval 2.5 rounds to 2: buckets [0 4] [0 0] [8 0], weight 0.3 (the best allowed) or 0.1.
    const [rate] = forecast(adida, y);
    const level = (alpha: number): number => alpha * 8 + (1 - alpha) * (1 - alpha) * 4;
    expect(Math.min(Math.abs(rate! - level(0.1) / 2), Math.abs(rate! - level(0.3) / 2))).toBeLessThan(0.001);
    // With 100 in front the mean interval is 2, the buckets are the same, and the 100 is the rest.
    expect(forecast(adida, [100, ...y])[0]).toBe(rate);
  });

  it("weekday-profile puts the mean of the window on the weekdays", () => {
    const week = [0, 1, 2, 3, 4, 5, 6];
    const many = Array.from({ length: 3500 }, (_, t) => week[t % 7]!);
    forecast(weekdayProfile, many).forEach((value, h) => {
      expect(Math.abs(value - week[h % 7]!)).toBeLessThan(0.1);
    });
    const doubled = many.map((value, t) => (t >= 3472 ? 2 * value : value));
    expect(forecast(weekdayProfile, doubled)[6]).toBeCloseTo(12, 0);
    // A window of a Saturday alone knows that Saturdays sell more.
    expect(forecast(weekdayProfile, many, { window: 1 })[6]).toBeCloseTo(6, 9);
  });

  it("forecast nothing where the group never sells in the window's positions", () => {
    const closed = new Float64Array([0, 2]);
    expect(forecast(weekdayProfile, [0, 0, 0], { window: 1 }, 2, closed)).toEqual(
      Array.from({ length: 8 }, () => 0),
    );
  });

  it("start the profile at the weekday after the series ends", () => {
    const group = new Float64Array([0, 0.5, 1, 1, 1, 1.5, 2]);
    for (const model of [croston, sba, tsb, adida]) {
      const values = forecast(model, [0, 0, 1], { weekdayProfile: true }, 7, group);
      expect(values[4]).toBe(0); // the fifth day after position 2 is position 0
      expect(values[3]).toBeGreaterThan(values[0]!);
      expect(values[7]).toBe(values[0]);
    }
  });

  it("refuse negative demand, naming the observation", () => {
    for (const model of [croston, sba, tsb, adida, weekdayProfile]) {
      expect(() => forecast(model, [1, 2, -3, 4])).toThrow(
        expect.objectContaining({
          code: "forecasting.negative-demand",
          message: expect.stringContaining("Observation 3 of the series is -3") as string,
        }) as Error,
      );
    }
  });
});

describe("seasonal naive", () => {
  it("repeats the last season, or the last observation of a shorter series", () => {
    expect(forecast(seasonalNaive, [9, 9, 1, 2, 3], {}, 3)).toEqual([1, 2, 3, 1, 2, 3, 1, 2]);
    expect(forecast(seasonalNaive, [9, 5], {}, 3)).toEqual(Array.from({ length: 8 }, () => 5));
  });

  it("takes negative observations as they are", () => {
    expect(forecast(seasonalNaive, [-1, -2], {}, 2).slice(0, 2)).toEqual([-1, -2]);
  });
});
