import type { ForecastStep } from "../../domain/forecast-view.ts";

/** A central interval: its coverage in percent and the positions of its two quantiles. */
export interface Interval {
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

/** The widest first, those of 50, 80 and 95 % whose quantiles are there. */
export function centralIntervals(levels: readonly number[]): Interval[] {
  const at = (level: number): number => levels.findIndex((known) => Math.abs(known - level) < 1e-6);
  return [95, 80, 50]
    .map((percent) => ({
      percent,
      low: at((1 - percent / 100) / 2),
      high: at((1 + percent / 100) / 2),
    }))
    .filter((interval) => interval.low >= 0 && interval.high >= 0);
}

/** The bounds of one step. */
export function bounds(step: ForecastStep, interval: Interval): readonly [low: number, high: number] {
  return [step.quantiles[interval.low] ?? NaN, step.quantiles[interval.high] ?? NaN];
}
