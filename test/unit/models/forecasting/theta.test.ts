import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { theta } from "../../../../src/models/forecasting/theta/index.ts";
import { fitTheta, refitTheta } from "../../../../src/models/forecasting/theta/fit.ts";
import type { ThetaOptions } from "../../../../src/models/forecasting/theta/options.ts";

const context = { random: seededRandom(1) };
const options: ThetaOptions = { variant: "DOTM", decomposition: "multiplicative" };
const random = seededRandom(4, "theta");
const week = [0.5, 0.7, 0.9, 1, 1.2, 1.9, 0.8];
const weekly = Float64Array.from({ length: 140 }, (_, t) => 40 * week[t % 7]! + random.normal());

describe("theta", () => {
  it("adjusts a weekly series by ratios, and by differences where it touches 0", () => {
    expect(fitTheta({ y: weekly, seasonLength: 7 }, options, context).decomposition).toBe("multiplicative");
    const closed = weekly.map((value, t) => (t % 7 === 0 ? 0 : value));
    const state = fitTheta({ y: closed, seasonLength: 7 }, options, context);
    expect(state.decomposition).toBe("additive");
    const { mean } = theta.predict(state, { horizon: 7 });
    expect(mean[0]).toBeLessThan(1.5);
    expect(mean[5]).toBeGreaterThan(70);
  });

  it("leaves a season alone when told to", () => {
    const state = fitTheta({ y: weekly, seasonLength: 7 }, { ...options, decomposition: "none" }, context);
    expect(state.decomposition).toBe("none");
    expect(state.seasonal).toHaveLength(0);
  });

  it("keeps theta 2 in the standard variants and finds it in the optimised ones", () => {
    const y = Float64Array.from({ length: 80 }, (_, t) => 5 * t + 10 * random.normal());
    const series = { y, seasonLength: 1 };
    const fitted = (variant: ThetaOptions["variant"]) => fitTheta(series, { ...options, variant }, context);
    expect(fitted("STM").parameters[2]).toBe(2);
    expect(fitted("DSTM").parameters[2]).toBe(2);
    expect(fitted("OTM").parameters[2]).not.toBe(2);
    expect(fitted("OTM").sse).toBeLessThanOrEqual(fitted("STM").sse * (1 + 1e-9));
    expect(fitted("DOTM").sse).toBeLessThanOrEqual(fitted("DSTM").sse * (1 + 1e-9));
  });

  it("follows a trend up, and forecasts no demand below 0 on the way down", () => {
    const up = Float64Array.from({ length: 80 }, (_, t) => 10 + 3 * t);
    const forecast = (y: Float64Array): Float64Array =>
      theta.predict(fitTheta({ y, seasonLength: 1 }, options, context), { horizon: 30 }).mean;
    expect(forecast(up)[29]).toBeGreaterThan(290);
    const down = Float64Array.from(up).reverse();
    expect(forecast(down)[29]).toBe(0);
    expect(forecast(down.map((value) => value - 100))[29]).toBeLessThan(-140);
  });

  it("stays finite on long series, where (1 - alpha)^n is lost in rounding", () => {
    const y = Float64Array.from({ length: 6000 }, () => 100 + 5 * random.normal());
    const { mean } = theta.predict(fitTheta({ y, seasonLength: 52 }, options, context), { horizon: 13 });
    for (const value of mean) expect(Math.abs(value - 100)).toBeLessThan(5);
  });

  it("refits to within a thousandth of the error of a fit from nothing", () => {
    const first = fitTheta({ y: weekly.slice(0, 112), seasonLength: 7 }, options, context);
    const series = { y: weekly, seasonLength: 7 };
    const again = refitTheta(first, series, options, context);
    expect(again.n).toBe(140);
    expect(again.sse).toBeLessThanOrEqual(fitTheta(series, options, context).sse * 1.001);
  });

  it("starts afresh where the series was constant, or its season was adjusted for in another way", () => {
    const series = { y: weekly, seasonLength: 7 };
    const afresh = fitTheta(series, options, context);
    const silent = fitTheta({ y: new Float64Array(30), seasonLength: 7 }, options, context);
    expect(refitTheta(silent, series, options, context)).toEqual(afresh);
    const unadjusted = fitTheta({ y: weekly.slice(0, 10), seasonLength: 7 }, options, context);
    expect(unadjusted.decomposition).toBe("none");
    expect(refitTheta(unadjusted, series, options, context)).toEqual(afresh);
  });

  it("needs four observations", () => {
    const short = { y: new Float64Array([1, 2, 3]), seasonLength: 1 };
    expect(() => fitTheta(short, options, context)).toThrow(
      expect.objectContaining({
        code: "forecasting.too-short",
        details: { model: "theta", found: 3, needed: 4 },
      }) as Error,
    );
  });
});
