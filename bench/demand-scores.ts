import {
  naiveAbsoluteScale,
  naiveSquaredScale,
  rootMeanSquaredError,
} from "../src/evaluation/point-metrics.ts";
import { scaledPinballLoss } from "../src/evaluation/quantile-metrics.ts";

/** One title of the daily set, cut at the origin. */
export interface DemandTitle {
  readonly id: string;
  /** Copies a day from the title's first sale up to the origin. */
  readonly train: Float64Array;
  /** Copies a day after the origin. */
  readonly actual: Float64Array;
  /** Revenue of the last 28 days before the origin: the title's weight, as in the M5 competition. */
  readonly revenue: number;
}

/** What was forecast for one title. */
export interface DemandPrediction {
  readonly mean: Float64Array;
  /** One row a level; empty when there are none. */
  readonly quantiles: readonly Float64Array[];
}

/** Figures as the notes of the data give them. */
export interface DemandScores {
  /** Over all titles together. */
  readonly wape: number;
  readonly rmsse: number;
  readonly weightedRmsse: number;
  /** Scaled by the mean absolute change from day to day since the first sale; NaN without quantiles. */
  readonly scaledPinball: number;
}

/** Score forecasts of daily demand; RMSSE is scaled since each title's first sale (M5, equation 1). */
export function demandScores(
  titles: readonly DemandTitle[],
  predictions: readonly DemandPrediction[],
  levels: readonly number[],
): DemandScores {
  let error = 0;
  let copies = 0;
  let rmsse = 0;
  let weighted = 0;
  let weights = 0;
  let pinball = 0;
  titles.forEach(({ train, actual, revenue }, i) => {
    const { mean, quantiles } = predictions[i]!;
    actual.forEach((y, h) => {
      error += Math.abs(y - mean[h]!);
      copies += y;
    });
    const own = rootMeanSquaredError(actual, mean) / Math.sqrt(naiveSquaredScale(train, 1));
    rmsse += own / titles.length;
    weighted += own * revenue;
    weights += revenue;
    pinball +=
      quantiles.length === 0
        ? NaN
        : scaledPinballLoss(actual, quantiles, levels, naiveAbsoluteScale(train, 1)) / titles.length;
  });
  return { wape: error / copies, rmsse, weightedRmsse: weighted / weights, scaledPinball: pinball };
}
