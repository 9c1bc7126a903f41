import { seasonProfile } from "../../math/season-profile.ts";
import type { BooleanOption } from "../model.ts";
import { decodeState, encodeState } from "../state-codec.ts";
import { forecastingError } from "./errors.ts";
import { emptyForecast, type ForecastRequest, type PointForecast, type Series } from "./task.ts";

/**
 * The state that the models of slow demand share: a flat rate, times a profile over the season.
 */
export interface ProfiledRate {
  /** Copies a step, averaged over a season; >= 0. */
  readonly rate: number;
  /** Relative demand of each season position, averaging 1, shape [seasonLength]; [1] for none. Index 0 is next. */
  readonly profile: Float64Array;
  /** Weights the fit settled on, in the model's own order; empty when it has none. */
  readonly weights: Float64Array;
}

/** The option of every model of slow demand that spreads its flat forecast over the season. */
export const weekdayProfileOption = {
  type: "boolean",
  default: false,
  help: "Spread the flat forecast over the season (weekdays) by the series' profile.",
} as const satisfies BooleanOption;

/**
 * State of a flat rate, with the series' profile or none.
 */
export function profiledRate(
  series: Series,
  rate: number,
  weights: readonly number[],
  withProfile: boolean,
): ProfiledRate {
  const profile = withProfile
    ? startingAt(
        seasonProfile(series.y, series.seasonLength, series.groupProfile),
        series.y.length % series.seasonLength,
      )
    : new Float64Array([1]);
  return { rate, profile, weights: Float64Array.from(weights) };
}

/** The profile turned so that index 0 is position `first`. */
export function startingAt(profile: Float64Array, first: number): Float64Array {
  const turned = new Float64Array(profile.length);
  for (let j = 0; j < profile.length; j++) turned[j] = profile[(first + j) % profile.length]!;
  return turned;
}

export function predictProfiledRate(state: ProfiledRate, request: ForecastRequest): PointForecast {
  const mean = emptyForecast(request);
  const m = state.profile.length;
  for (let h = 0; h < mean.length; h++) mean[h] = state.rate * state.profile[h % m]!;
  return { mean };
}

const FORMAT = 1;

/** `save` and `load` of a model whose state is a profiled rate. */
export function profiledRateArtifact(model: string): {
  save(state: ProfiledRate): Uint8Array<ArrayBuffer>;
  load(bytes: Uint8Array<ArrayBuffer>): ProfiledRate;
} {
  return {
    save: (state) =>
      encodeState(model, FORMAT, {
        scalars: {},
        arrays: { rate: new Float64Array([state.rate]), profile: state.profile, weights: state.weights },
      }),
    load: (bytes) => {
      const { arrays } = decodeState(model, FORMAT, bytes);
      return { rate: arrays["rate"]![0]!, profile: arrays["profile"]!, weights: arrays["weights"]! };
    },
  };
}

/** @throws `forecasting.negative-demand` naming the first negative observation */
export function checkDemand(series: Series, model: string): void {
  const index = series.y.findIndex((value) => value < 0);
  if (index >= 0) {
    throw forecastingError("forecasting.negative-demand", { model, found: series.y[index]!, index });
  }
}

/** Sizes of the demands that occurred and the intervals between them, as Croston's method separates them. */
export interface DemandEvents {
  readonly count: number;
  /** Copies in each step with demand; the first `count` values count. */
  readonly sizes: Float64Array;
  /** Steps since the demand before (the first: since before the series began), each >= 1. */
  readonly intervals: Float64Array;
}

/** @param y demand, shape [n], >= 0 */
export function demandEvents(y: Float64Array): DemandEvents {
  const sizes = new Float64Array(y.length);
  const intervals = new Float64Array(y.length);
  let count = 0;
  let previous = -1;
  for (let t = 0; t < y.length; t++) {
    if (!(y[t]! > 0)) continue;
    sizes[count] = y[t]!;
    intervals[count] = t - previous;
    previous = t;
    count++;
  }
  return { count, sizes, intervals };
}
