import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { ets } from "../../../../src/models/forecasting/ets/index.ts";
import { filterEts, parseForm } from "../../../../src/models/forecasting/ets/filter.ts";
import { ETS_FORMS, type EtsOptions } from "../../../../src/models/forecasting/ets/options.ts";
import type { Series } from "../../../../src/models/forecasting/task.ts";

const context = { random: seededRandom(1) };
const auto: EtsOptions = { form: "auto", maxSeasonLength: 24 };
const random = seededRandom(9, "ets");

const weekly = (n: number, level: number): Series => ({
  y: Float64Array.from({ length: n }, (_, t) => level * (t % 7 === 5 ? 2 : 0.8) + random.normal()),
  seasonLength: 7,
});

describe("the ETS filter", () => {
  const run = (
    name: string,
    y: number[],
    parameters: number[],
    states: number[],
    seasonal = [0],
  ): number[] => {
    const after = Float64Array.from(states);
    const season = Float64Array.from(seasonal);
    const squares = new Float64Array(1);
    const likelihood = filterEts(
      Float64Array.from(y),
      parseForm(name),
      Float64Array.from(parameters),
      after,
      season,
      squares,
    );
    return [likelihood, squares[0]!, ...after, ...season];
  };

  it("smooths a level by hand: ANN", () => {
    // Forecasts 10, 11, errors 2, -3: level 10 + 1 - 1.5.
    const [likelihood, squares, level] = run("ANN", [12, 8], [0.5, 0, 0, 1], [10, 0]);
    expect(level).toBe(9.5);
    expect(squares).toBe(13);
    expect(likelihood).toBeCloseTo(2 * Math.log(13), 12);
  });

  it("carries a damped trend by hand: AAdN", () => {
    // Forecast 10 + 0.5 * 4 = 12, error 4: level 12 + 2, slope 2 + 0.25 * 4.
    expect(run("AAdN", [16], [0.5, 0.25, 0, 0.5], [10, 4]).slice(1, 4)).toEqual([16, 14, 3]);
  });

  it("keeps seasonal states by position: ANA and MNM", () => {
    // Second forecast 10 - 1, error 3: its season moves by gamma times that.
    expect(run("ANA", [11, 12], [0, 0, 0.5, 1], [10, 0], [1, -1])).toEqual([
      2 * Math.log(9), 9, 10, 0, 1, 0.5,
    ]); // prettier-ignore
    const [likelihood, squares, level, , , second] = run("MNM", [20, 10], [0, 0, 0.5, 1], [10, 0], [2, 0.5]);
    expect([squares, level, second]).toEqual([1, 10, 0.75]);
    expect(likelihood).toBeCloseTo(2 * Math.log(1) + 2 * Math.log(20 * 5), 12);
  });

  it("has no likelihood where a multiplicative error meets a forecast of 0 or less", () => {
    expect(run("MNN", [1, 2], [0.5, 0, 0, 1], [-1, 0])[0]).toBe(Infinity);
    expect(run("MNN", [1, 2], [0.5, 0, 0, 1], [0, 0])[0]).toBe(Infinity);
  });

  it("adds the logarithms of many large and many small forecasts without overflow", () => {
    for (const level of [1e30, 1e-30]) {
      const y = Array.from({ length: 40 }, () => level * 1.5);
      const [likelihood] = run("MNN", y, [0, 0, 0, 1], [level, 0]);
      expect(likelihood).toBeCloseTo(40 * Math.log(40 * 0.25) + 80 * Math.log(level), 6);
    }
  });
});

describe("ets", () => {
  it("finds a strong week, and leaves white noise a level", () => {
    expect(ets.fit(weekly(140, 30), auto, context)).toMatchObject({ n: 140, nonNegative: true });
    const state = ets.fit(weekly(140, 30), auto, context);
    expect(state.form).not.toMatch(/N$/);
    const noise = Float64Array.from({ length: 200 }, () => 50 + random.normal());
    const flat = ets.fit({ y: noise, seasonLength: 7 }, auto, context);
    expect(flat.form).toMatch(/^[AM]NN$/);
  });

  it("follows a trend, and damps it when told to", () => {
    const y = Float64Array.from({ length: 60 }, (_, t) => 10 + 2 * t + 0.1 * random.normal());
    const forecast = (form: EtsOptions["form"]): Float64Array =>
      ets.predict(ets.fit({ y, seasonLength: 1 }, { ...auto, form }, context), { horizon: 100 }).mean;
    expect(forecast("AAN")[99]).toBeCloseTo(10 + 2 * 159, -1);
    expect(forecast("AAdN")[99]).toBeLessThan(260);
  });

  it("tries only additive forms on series with a 0 or a negative value", () => {
    const { y } = weekly(140, 30);
    y[50] = 0;
    for (const form of ETS_FORMS) {
      const state = ets.fit({ y, seasonLength: 7 }, { ...auto, form }, context);
      expect(state.form).toBe(form.replaceAll("M", "A"));
    }
  });

  it("drops the season of a form that the series does not have", () => {
    const { y } = weekly(60, 30);
    const state = ets.fit({ y, seasonLength: 1 }, { ...auto, form: "MAdM" }, context);
    expect(state.form).toBe("MAdN");
  });

  it("takes a significant season out first when it is longer than the forms hold", () => {
    const state = ets.fit(weekly(140, 30), { ...auto, maxSeasonLength: 6 }, context);
    expect(state.decomposition).toBe("multiplicative");
    expect(state.form).toMatch(/N$/);
    expect(state.indices).toHaveLength(7);
  });

  it("gives up the form for ANN where it has too many parameters for the series", () => {
    const y = new Float64Array([3, 1, 4, 1, 5, 9, 2, 6]);
    const state = ets.fit({ y, seasonLength: 7 }, { ...auto, form: "AAdA" }, context);
    expect(state.form).toBe("ANN");
  });

  it("never forecasts below 0 for demand, and does for a series that goes there", () => {
    const falling = Float64Array.from({ length: 40 }, (_, t) => 80 - 2 * t);
    const forecast = (y: Float64Array): Float64Array =>
      ets.predict(ets.fit({ y, seasonLength: 1 }, { ...auto, form: "AAN" }, context), { horizon: 20 }).mean;
    expect(forecast(falling)[19]).toBe(0);
    expect(forecast(falling.map((value) => value - 50))[19]).toBeCloseTo(-88, 0);
  });

  it("refits in the form chosen before, even where another would now be chosen", () => {
    const series = weekly(160, 30);
    const chosen = ets.fit(series, auto, context);
    const shorter = { ...series, y: series.y.slice(0, 150) };
    const again = ets.refit!(chosen, shorter, auto, context);
    expect(again.form).toBe(chosen.form);
    expect(again.n).toBe(150);
  });

  it("chooses a form anew when the series has outgrown the choice, half as long again", () => {
    const y = Float64Array.from({ length: 90 }, (_, t) => (t < 40 ? 20 : 3 * t) + random.normal());
    const early = ets.fit({ y: y.slice(0, 40), seasonLength: 1 }, auto, context);
    const refit = (n: number) => ets.refit!(early, { y: y.slice(0, n), seasonLength: 1 }, auto, context);
    expect(refit(59)).toMatchObject({ form: early.form, chosenOn: 40, n: 59 });
    expect(refit(60)).toMatchObject({ chosenOn: 60, n: 60 });
    expect(refit(90)).toEqual(ets.fit({ y, seasonLength: 1 }, auto, context));
  });

  it("chooses anew when the form does not suit the new stretch, or there was nothing to choose from", () => {
    const series = weekly(160, 30);
    const chosen = ets.fit(series, { ...auto, form: "MNM" }, context);
    const withZero = series.y.slice();
    withZero[3] = 0;
    const zeros = { y: withZero, seasonLength: 7 };
    expect(ets.refit!(chosen, zeros, auto, context)).toEqual(ets.fit(zeros, auto, context));
    const constant = { y: new Float64Array(30).fill(5), seasonLength: 7 };
    const level = ets.refit!(chosen, constant, auto, context);
    expect(ets.predict(level, { horizon: 3 }).mean).toEqual(new Float64Array([5, 5, 5]));
    expect(ets.refit!(level, series, auto, context)).toEqual(ets.fit(series, auto, context));
    const tiny = { y: new Float64Array([1, 2, 3, 2, 1, 2, 3, 1]), seasonLength: 7 };
    const seasonal = ets.fit(series, { ...auto, form: "AAA" }, context);
    expect(ets.refit!(seasonal, tiny, auto, context)).toEqual(ets.fit(tiny, auto, context));
  });

  it("stops between two forms when the signal fires", () => {
    let asked = 0;
    const { signal } = new AbortController();
    Object.defineProperty(signal, "aborted", { get: () => ++asked > 3 });
    expect(() => ets.fit(weekly(140, 30), auto, { ...context, signal })).toThrow(
      expect.objectContaining({ code: "core.aborted" }) as Error,
    );
    expect(asked).toBe(4);
  });
});
