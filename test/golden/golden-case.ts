import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import type { FitContext } from "../../src/models/model.ts";
import { defaultOptions } from "../../src/models/options.ts";
import type { ForecastingModel, Series } from "../../src/models/forecasting/task.ts";

/** One file of golden cases, as `statsforecast.py` writes it. */
export interface GoldenFile<Case> {
  readonly library: string;
  readonly script: string;
  readonly seed: number;
  readonly horizon: number;
  /** Largest difference relative to the larger of 1 and the expected number. */
  readonly tolerance: number;
  readonly whyThatTolerance: string;
  readonly cases: Readonly<Record<string, Case>>;
}

export function readGolden<Case>(name: string): GoldenFile<Case> {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8")) as GoldenFile<Case>;
}

const stored = readGolden<{ seasonLength: number; y: number[] }>("series").cases;

/** A golden series by name, with its own season or the one that the case used. */
export function goldenSeries(name: string, seasonLength?: number): Series {
  const found = stored[name];
  if (!found) throw new Error(`series.json has no series "${name}"`);
  return { y: Float64Array.from(found.y), seasonLength: seasonLength ?? found.seasonLength };
}

export const fitContext = (): FitContext => ({ random: seededRandom(1) });

/** Forecast with the model's defaults, but for `changes`. */
export function forecastWith<O, S>(
  model: ForecastingModel<O, S>,
  series: Series,
  horizon: number,
  changes: Readonly<Record<string, unknown>> = {},
): Float64Array {
  const options = { ...defaultOptions(model.options), ...changes } as O;
  return model.predict(model.fit(series, options, fitContext()), { horizon }).mean;
}

/** Each number within `tolerance`, relative to the larger of 1 and the expected number. */
export function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(found[i]! - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    worst = Math.max(worst, Number.isNaN(gap) ? Infinity : gap);
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
}
