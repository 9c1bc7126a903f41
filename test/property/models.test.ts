import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { forecastingCatalog, loadForecastingModels } from "../../src/models/catalog.ts";
import { filterEts, parseForm } from "../../src/models/forecasting/ets/filter.ts";
import type { Series } from "../../src/models/forecasting/task.ts";
import { filterTheta } from "../../src/models/forecasting/theta/fit.ts";
import { defaultOptions } from "../../src/models/options.ts";

// One fixed seed: the same cases in every run.
fc.configureGlobal({ seed: 20261123 });

const models = await loadForecastingModels();

function forecast(id: string, series: Series, changes: Readonly<Record<string, unknown>> = {}): Float64Array {
  const model = models.get(id)!;
  const options = { ...defaultOptions(model.options), ...changes };
  return model.predict(model.fit(series, options, { random: seededRandom(1) }), { horizon: 14 }).mean;
}

/** Daily demand, mostly small, often nothing. */
const demand = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 60 })), {
    minLength: 21,
    maxLength: 70,
  })
  .map((values) => Float64Array.from(values));

const general = fc
  .array(fc.double({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true }), {
    minLength: 20,
    maxLength: 60,
  })
  .map((values) => Float64Array.from(values));

describe("every model, on any demand,", () => {
  for (const id of Object.keys(forecastingCatalog)) {
    it(`${id}: forecasts finite demand that is never negative`, () => {
      fc.assert(
        fc.property(demand, fc.constantFrom(1, 7), (y, seasonLength) => {
          const mean = forecast(id, { y, seasonLength });
          expect(mean.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
        }),
        { numRuns: 40 },
      );
    });

    it(`${id}: forecasts cartons as it forecasts copies (scale)`, () => {
      // A power of two scales doubles without rounding, so both searches see the same numbers. The ETS likelihood
      // shifts by a logarithm, which rounds: its search may stop a step apart.
      const tolerance = id === "ets" ? 0.02 : 1e-9;
      fc.assert(
        fc.property(demand, (y) => {
          const mean = forecast(id, { y, seasonLength: 7 });
          const scaled = forecast(id, { y: y.map((value) => 8 * value), seasonLength: 7 });
          const size = Math.max(1, ...y);
          for (let h = 0; h < mean.length; h++) {
            expect(Math.abs(scaled[h]! / 8 - mean[h]!) / size).toBeLessThanOrEqual(tolerance);
          }
        }),
        { numRuns: 25 },
      );
    });
  }

  for (const id of ["croston", "sba", "tsb", "adida"]) {
    it(`${id}: spreads the same weekly total over the weekdays`, () => {
      fc.assert(
        fc.property(demand, (y) => {
          const flat = forecast(id, { y, seasonLength: 7 });
          const spread = forecast(id, { y, seasonLength: 7 }, { weekdayProfile: true });
          const total = (values: Float64Array): number => values.slice(0, 7).reduce((a, b) => a + b, 0);
          expect(total(spread)).toBeCloseTo(total(flat), 8);
          expect(new Set(flat).size).toBe(1);
        }),
        { numRuns: 25 },
      );
    });
  }
});

describe("a series moved by a constant", () => {
  it("moves the seasonal naive forecast by it", () => {
    fc.assert(
      fc.property(general, (y) => {
        const mean = forecast("seasonal-naive", { y, seasonLength: 7 });
        const moved = forecast("seasonal-naive", { y: y.map((value) => value + 100), seasonLength: 7 });
        for (let h = 0; h < mean.length; h++) expect(moved[h]).toBeCloseTo(mean[h]! + 100, 9);
      }),
    );
  });

  it("leaves the errors of each theta model as they are, the initial level moving by its share", () => {
    const variant = fc.constantFrom("STM", "OTM", "DSTM", "DOTM");
    const unit = fc.double({ min: 0.1, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(general, variant, unit, unit, (y, name, alpha, weight) => {
        const last = new Float64Array(4);
        const sse = filterTheta(y, name, 3, alpha, weight, last);
        const moved = y.map((value) => value + 64);
        const again = filterTheta(moved, name, 3 + 64 * (1 - weight), alpha, weight, last);
        expect(Math.abs(again - sse)).toBeLessThanOrEqual(1e-7 * (1 + sse));
      }),
    );
  });

  it("leaves the likelihood of each additive ETS form as it is, the level moving with it", () => {
    const name = fc.constantFrom("ANN", "AAN", "AAdN", "ANA", "AAA", "AAdA");
    fc.assert(
      fc.property(general, name, (y, formName) => {
        const form = parseForm(formName);
        const run = (values: Float64Array, level: number): number =>
          filterEts(
            values,
            form,
            new Float64Array([0.3, form.trend ? 0.1 : 0, form.season ? 0.2 : 0, form.damped ? 0.9 : 1]),
            new Float64Array([level, form.trend ? 0.5 : 0]),
            new Float64Array(form.season ? [1, -2, 0.5, 0.5] : [0]),
            new Float64Array(1),
          );
        const moved = y.map((value) => value + 64);
        expect(run(moved, 74)).toBeCloseTo(run(y, 10), 6);
      }),
    );
  });
});
