import {
  bias,
  meanAbsoluteError,
  meanAbsoluteScaledError,
  meanSquaredError,
  naiveAbsoluteScale,
  r2Score,
  rootMeanSquaredError,
  rootMeanSquaredScaledError,
  symmetricMape,
  weightedApe,
} from "./point-metrics.ts";
import { coverage, scaledPinballLoss } from "./quantile-metrics.ts";

/** One series as it went: what was forecast from what, and what happened. */
export interface ForecastOutcome {
  /** The series before the forecast, oldest first. */
  readonly train: Float64Array;
  /** Shape [h]. */
  readonly actual: Float64Array;
  /** Shape [h]. */
  readonly mean: Float64Array;
  /** Levels in (0, 1) and one row of shape [h] a level; empty when the forecast has no quantiles. */
  readonly levels: readonly number[];
  readonly quantiles: readonly Float64Array[];
}

/** Figures over all series; NaN where one is not defined. */
export interface ForecastReport {
  readonly series: number;
  readonly points: number;
  /** Over all points together. */
  readonly mae: number;
  readonly mse: number;
  readonly rmse: number;
  readonly wape: number;
  readonly r2_score: number;
  readonly bias: number;
  /** Means over series; series whose training values never change are left out of the scaled ones. */
  readonly smape: number;
  readonly mase: number;
  readonly rmsse: number;
  readonly pinball: number;
  /** Share of actuals inside the interval between the lowest and highest level, and what it should be. */
  readonly coverage: number;
  readonly nominalCoverage: number;
}

/**
 * Evaluate forecasts of many series.
 *
 * @param seasonLength m of MASE, RMSSE and the scale of the pinball loss
 * @throws `evaluation.empty` without any point
 */
export function evaluateForecasts(
  outcomes: readonly ForecastOutcome[],
  seasonLength: number,
): ForecastReport {
  const actual = concatenate(outcomes.map((o) => o.actual));
  const mean = concatenate(outcomes.map((o) => o.mean));
  const withLevels = outcomes.filter((o) => o.levels.length > 0);
  const scaled = outcomes.filter((o) => changes(o.train, seasonLength));
  const lowest = withLevels.map((o) => rowAtLevel(o, Math.min(...o.levels)));
  const highest = withLevels.map((o) => rowAtLevel(o, Math.max(...o.levels)));
  const first = withLevels[0];
  return {
    series: outcomes.length,
    points: actual.length,
    mae: meanAbsoluteError(actual, mean),
    mse: meanSquaredError(actual, mean),
    rmse: rootMeanSquaredError(actual, mean),
    wape: weightedApe(actual, mean),
    r2_score: r2Score(actual, mean),
    bias: bias(actual, mean),
    smape: average(outcomes.map((o) => symmetricMape(o.actual, o.mean))),
    mase: average(scaled.map((o) => meanAbsoluteScaledError(o.actual, o.mean, o.train, seasonLength))),
    rmsse: average(scaled.map((o) => rootMeanSquaredScaledError(o.actual, o.mean, o.train, seasonLength))),
    pinball: average(
      scaled
        .filter((o) => o.levels.length > 0)
        .map((o) =>
          scaledPinballLoss(o.actual, o.quantiles, o.levels, naiveAbsoluteScale(o.train, seasonLength)),
        ),
    ),
    coverage:
      first === undefined
        ? NaN
        : coverage(concatenate(withLevels.map((o) => o.actual)), concatenate(lowest), concatenate(highest)),
    nominalCoverage: first === undefined ? NaN : Math.max(...first.levels) - Math.min(...first.levels),
  };
}

function rowAtLevel(outcome: ForecastOutcome, level: number): Float64Array {
  return outcome.quantiles[outcome.levels.indexOf(level)]!;
}

function changes(train: Float64Array, seasonLength: number): boolean {
  return train.length > seasonLength && naiveAbsoluteScale(train, seasonLength) > 0;
}

function average(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? NaN : sum / values.length;
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
