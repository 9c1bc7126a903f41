import { describe, expect, it } from "vitest";
import { filterEts, parseForm } from "../../src/models/forecasting/ets/filter.ts";
import { fitEts, type EtsState } from "../../src/models/forecasting/ets/fit.ts";
import type { EtsOptions } from "../../src/models/forecasting/ets/options.ts";
import { predictEts } from "../../src/models/forecasting/ets/predict.ts";
import { expectClose, fitContext, goldenSeries, readGolden } from "./golden-case.ts";

interface EtsCase {
  readonly series: string;
  readonly seasonLength: number;
  readonly form: string;
  readonly parameters: number[];
  readonly initial: number[];
  readonly aicc: number;
  readonly likelihood: number;
  readonly mean: number[];
}

const automatic = readGolden<EtsCase>("ets");
const forms = readGolden<EtsCase>("ets-forms");

describe(`exponential smoothing agrees with the reference implementation (${automatic.library})`, () => {
  for (const [name, expected] of [...Object.entries(automatic.cases), ...Object.entries(forms.cases)]) {
    const series = goldenSeries(expected.series, expected.seasonLength);

    it(`${name} (${expected.form}): with the reference's parameters, likelihood and forecasts are its own`, () => {
      const states = Float64Array.from(expected.initial.slice(0, 2));
      const seasonal = Float64Array.from(expected.initial.length > 2 ? expected.initial.slice(2) : [0]);
      const parameters = Float64Array.from(expected.parameters);
      const form = parseForm(expected.form);
      const likelihood = filterEts(series.y, form, parameters, states, seasonal, new Float64Array(1));
      expectClose([likelihood], [expected.likelihood], automatic.tolerance);
      const state: EtsState = {
        form: expected.form,
        decomposition: "none",
        nonNegative: false,
        n: series.y.length,
        chosenOn: series.y.length,
        parameters,
        initial: Float64Array.from(expected.initial),
        last: Float64Array.from([...states, ...seasonal]),
        indices: new Float64Array(0),
        scores: new Float64Array(2),
      };
      expectClose(predictEts(state, { horizon: automatic.horizon }).mean, expected.mean, automatic.tolerance);
    });
  }

  for (const [name, expected] of Object.entries(automatic.cases)) {
    it(`${name}: the form it selects is at least as likely, by AICc`, () => {
      const series = goldenSeries(expected.series, expected.seasonLength);
      const state = fitEts(series, { form: "auto", maxSeasonLength: 24 }, fitContext());
      expect(state.scores[0]).toBeLessThanOrEqual(expected.aicc + 0.05);
    });
  }

  for (const [name, expected] of Object.entries(forms.cases)) {
    it(`${name}: the search over that form finds at least its likelihood`, () => {
      const series = goldenSeries(expected.series, expected.seasonLength);
      const state = fitEts(
        series,
        { form: expected.form as EtsOptions["form"], maxSeasonLength: 24 },
        fitContext(),
      );
      expect(state.form).toBe(expected.form);
      expect(state.scores[0]).toBeLessThanOrEqual(expected.aicc + 0.05);
    });
  }
});
