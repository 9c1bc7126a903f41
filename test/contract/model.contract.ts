import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import type { FitContext } from "../../src/models/model.ts";
import { defaultOptions } from "../../src/models/options.ts";
import type { ForecastingModel, Series } from "../../src/models/forecasting/task.ts";
import { codeOf } from "./code-of.ts";

const context = (seed = 7): FitContext => ({ random: seededRandom(seed) });

const WEEK = [0.5, 0.7, 0.9, 1, 1.2, 1.9, 0.8];

/** Named series that every forecasting model must take. */
export function contractSeries(): Readonly<Record<string, Series>> {
  const random = seededRandom(11, "contract");
  const daily = (mean: number, n: number): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => random.poisson(mean * WEEK[t % 7]!));
  return {
    "fast daily demand": { y: daily(25, 200), seasonLength: 7 },
    "slow daily demand": { y: daily(0.3, 345), seasonLength: 7 },
    "demand without season": { y: daily(4, 60), seasonLength: 1 },
    "monthly demand": { y: daily(80, 48), seasonLength: 12 },
    "a season longer than the series": { y: daily(3, 30), seasonLength: 52 },
    "a long season": { y: daily(30, 160), seasonLength: 52 },
    "a group's profile": {
      y: daily(0.2, 40),
      seasonLength: 7,
      groupProfile: Float64Array.from(WEEK),
    },
  };
}

/** What every forecasting model promises. */
export function forecastingModelContract(id: string, load: () => Promise<ForecastingModel>): void {
  describe(`model contract: ${id}`, async () => {
    const model = await load();
    const options = defaultOptions(model.options);
    const fit = (series: Series, seed?: number): unknown => model.fit(series, options, context(seed));
    const forecast = (series: Series, horizon = 28): Float64Array =>
      model.predict(fit(series), { horizon }).mean;
    const flat = (y: readonly number[], seasonLength = 7): Series => ({
      y: Float64Array.from(y),
      seasonLength,
    });

    it("is registered under its own id and names itself for a screen", () => {
      expect(model.id).toBe(id);
      expect(model.task).toBe("forecasting");
      expect(model.label).not.toBe("");
    });

    for (const [name, series] of Object.entries(contractSeries())) {
      it(`forecasts ${name}: one finite, non-negative number a step`, () => {
        for (const horizon of [1, 28, 61]) {
          const mean = forecast(series, horizon);
          expect(mean).toHaveLength(horizon);
          expect(mean.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        }
      });

      it(`gives the same state for the same seed: ${name}`, () => {
        expect(fit(series, 3)).toEqual(fit(series, 3));
      });

      it(`saves and loads exactly: ${name}`, () => {
        const state = fit(series);
        const bytes = model.save(state);
        const loaded = model.load(bytes);
        expect(loaded).toEqual(state);
        expect(model.save(loaded)).toEqual(bytes);
        expect(model.predict(loaded, { horizon: 30 })).toEqual(model.predict(state, { horizon: 30 }));
      });

      it(`does not change the series: ${name}`, () => {
        const before = series.y.slice();
        forecast(series);
        expect(series.y).toEqual(before);
      });

      it(`keeps its state small and cloneable: ${name}`, () => {
        const state = fit(series);
        expect(structuredClone(state)).toEqual(state);
        expect(model.save(state).length).toBeLessThan(600 + 3 * 8 * series.seasonLength);
      });
    }

    it("takes a shorter horizon as the start of a longer one", () => {
      const series = contractSeries()["fast daily demand"]!;
      expect(forecast(series, 10)).toEqual(forecast(series, 40).slice(0, 10));
    });

    it("refits to a longer stretch of the same series, and forecasts near a fit from nothing", () => {
      if (!model.refit) return;
      for (const series of Object.values(contractSeries())) {
        const earlier = { ...series, y: series.y.slice(0, -5) };
        const state = model.refit(fit(earlier), series, options, context());
        const again = model.predict(state, { horizon: 28 }).mean;
        expect(again.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        const scale = series.y.reduce((sum, value) => sum + value, 0) / series.y.length + 1;
        const gap = Math.abs(meanOf(again) - meanOf(forecast(series)));
        expect(gap / scale).toBeLessThan(0.25);
      }
    });

    it("refuses an empty series, and one with a missing or infinite observation", () => {
      expect(codeOf(() => fit(flat([])))).toBe("forecasting.empty");
      for (const bad of [Number.NaN, Infinity, -Infinity]) {
        const y = Array.from({ length: 40 }, (_, t) => t % 5);
        y[17] = bad;
        expect(codeOf(() => fit(flat(y)))).toBe("forecasting.not-finite");
      }
    });

    it("refuses a season that is not a whole number of steps, and a profile of another length", () => {
      const y = Array.from({ length: 40 }, (_, t) => t % 5);
      for (const seasonLength of [0, -7, 1.5, Number.NaN]) {
        expect(codeOf(() => fit(flat(y, seasonLength)))).toBe("forecasting.bad-season");
      }
      const series = { ...flat(y), groupProfile: new Float64Array(6).fill(1) };
      expect(codeOf(() => fit(series))).toBe("forecasting.bad-season");
    });

    it("refuses a horizon that is not a whole number of steps", () => {
      const state = fit(contractSeries()["fast daily demand"]!);
      for (const horizon of [0, -1, 2.5, Number.NaN]) {
        expect(codeOf(() => model.predict(state, { horizon }))).toBe("forecasting.bad-horizon");
      }
    });

    it("forecasts series of 1 to 20 observations, or says they are too short", () => {
      const random = seededRandom(5, "short");
      for (let n = 1; n <= 20; n++) {
        for (const seasonLength of [1, 4, 7, 12, 52]) {
          for (const mean of [0, 0.2, 3, 60]) {
            const series = flat(
              Array.from({ length: n }, () => random.poisson(mean)),
              seasonLength,
            );
            const code = codeOf(() => {
              const values = forecast(series, 9);
              expect(values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
            });
            expect(["no error", "forecasting.too-short"]).toContain(code);
            if (n >= 7) expect(code).toBe("no error");
          }
        }
      }
    });

    it("forecasts nothing for a title that never sold", () => {
      expect(forecast(flat(Array.from({ length: 60 }, () => 0)))).toEqual(new Float64Array(28));
    });

    it("forecasts a constant as itself", () => {
      for (const value of forecast(flat(Array.from({ length: 70 }, () => 3)))) {
        // The Syntetos–Boylan factor is below 1 by design.
        expect(value).toBeCloseTo(id === "sba" ? 2.85 : 3, 9);
      }
    });

    it("stops before any work when the signal has fired", () => {
      const signal: AbortSignal = AbortSignal.abort();
      const series = contractSeries()["fast daily demand"]!;
      expect(codeOf(() => model.fit(series, options, { ...context(), signal }))).toBe("core.aborted");
    });

    it("refuses bytes of another model, another format or a cut file", () => {
      const bytes = model.save(fit(contractSeries()["fast daily demand"]!));
      const foreign = bytes.slice();
      foreign.set([0x58], 0);
      const later = bytes.slice();
      later.set([9], 4);
      for (const damaged of [foreign, later, bytes.slice(0, 7), bytes.slice(0, 40), bytes.slice(0, -8)]) {
        expect(codeOf(() => model.load(damaged))).toBe("model.unknown-format");
      }
    });
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
