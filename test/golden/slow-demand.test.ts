import { describe, expect, it } from "vitest";
import { adida } from "../../src/models/forecasting/adida/index.ts";
import { croston } from "../../src/models/forecasting/croston/index.ts";
import { sba } from "../../src/models/forecasting/sba/index.ts";
import { seasonalNaive } from "../../src/models/forecasting/seasonal-naive/index.ts";
import type { ForecastingModel } from "../../src/models/forecasting/task.ts";
import { tsb } from "../../src/models/forecasting/tsb/index.ts";
import { weekdayProfile } from "../../src/models/forecasting/weekday-profile/index.ts";
import { expectClose, forecastWith, goldenSeries, readGolden } from "./golden-case.ts";

interface MeanCase {
  readonly mean: number[];
}

const compared: readonly [file: string, model: ForecastingModel, options: Record<string, unknown>][] = [
  ["seasonal-naive", seasonalNaive, {}],
  ["weekday-profile", weekdayProfile, { window: 28 }],
  ["croston-classic", croston, { variant: "classic", alpha: 0.1 }],
  ["croston-optimized", croston, { variant: "optimized" }],
  ["sba", sba, { alpha: 0.1 }],
  ["tsb", tsb, { alphaDemand: 0.05, alphaProbability: 0.05 }],
  ["adida", adida, {}],
];

for (const [file, model, options] of compared) {
  const golden = readGolden<MeanCase>(file);
  describe(`${file} forecasts what the reference implementation does (${golden.library})`, () => {
    it("has cases that state their tolerance and its reason", () => {
      expect(Object.keys(golden.cases).length).toBeGreaterThanOrEqual(12);
      expect(golden.tolerance).toBeLessThan(0.001);
      expect(golden.whyThatTolerance).not.toBe("");
    });
    for (const [name, expected] of Object.entries(golden.cases)) {
      it(name, () => {
        const mean = forecastWith(model, goldenSeries(name), golden.horizon, options);
        expectClose(mean, expected.mean, golden.tolerance);
      });
    }
  });
}
