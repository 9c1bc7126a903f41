import { describe, expect, it } from "vitest";
import { decompose, isSeasonal, type Decomposition } from "../../src/math/decomposition.ts";
import { filterTheta, fitTheta, weightOf } from "../../src/models/forecasting/theta/fit.ts";
import type { ThetaOptions } from "../../src/models/forecasting/theta/options.ts";
import { predictTheta } from "../../src/models/forecasting/theta/predict.ts";
import { expectClose, fitContext, goldenSeries, readGolden } from "./golden-case.ts";

interface ThetaCase {
  readonly series: string;
  readonly variant: ThetaOptions["variant"];
  readonly parameters: [level: number, alpha: number, theta: number];
  readonly objective: number;
  readonly decomposition: Decomposition;
  readonly mean: number[];
}

const golden = readGolden<ThetaCase>("theta");

describe(`the theta models agree with the reference implementation (${golden.library})`, () => {
  for (const [name, expected] of Object.entries(golden.cases)) {
    const series = goldenSeries(expected.series);
    const { y, seasonLength } = series;

    it(`${name}: with the reference's parameters, objective and forecasts are its own`, () => {
      expect(isSeasonal(y, seasonLength)).toBe(expected.decomposition !== "none");
      const { kind, indices, adjusted } = decompose(y, seasonLength, expected.decomposition);
      const [level, alpha, theta] = expected.parameters;
      const last = new Float64Array(4);
      const sse = filterTheta(adjusted, expected.variant, level, alpha, weightOf(theta), last);
      expectClose([sse / meanAbsolute(adjusted)], [expected.objective], golden.tolerance);
      const state = {
        variant: expected.variant,
        decomposition: kind,
        nonNegative: false,
        n: y.length,
        parameters: Float64Array.from(expected.parameters),
        last,
        seasonal: indices,
        sse,
      };
      expectClose(predictTheta(state, { horizon: golden.horizon }).mean, expected.mean, golden.tolerance);
    });

    it(`${name}: the search fits at least as well`, () => {
      const options: ThetaOptions = { variant: expected.variant, decomposition: "multiplicative" };
      const state = fitTheta(series, options, fitContext());
      const { adjusted } = decompose(y, seasonLength, expected.decomposition);
      const objective = state.sse / meanAbsolute(adjusted);
      expect(objective).toBeLessThanOrEqual(expected.objective * (1 + 1e-4) + 1e-9);
      if (objective > expected.objective * (1 - 1e-4)) {
        const { mean } = predictTheta({ ...state, nonNegative: false }, { horizon: golden.horizon });
        expectClose(
          mean.map((value) => value / Math.max(meanAbsolute(y), 1)),
          expected.mean.map((value) => value / Math.max(meanAbsolute(y), 1)),
          0.03,
        );
      }
    });
  }
});

function meanAbsolute(y: Float64Array): number {
  return y.reduce((sum, value) => sum + Math.abs(value), 0) / y.length;
}
