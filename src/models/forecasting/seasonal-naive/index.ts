import type { FitContext } from "../../model.ts";
import { decodeState, encodeState } from "../../state-codec.ts";
import { checkSeries, emptyForecast, type ForecastingModel, type Series } from "../task.ts";
import { seasonalNaiveOptions, type SeasonalNaiveOptions } from "./options.ts";

/** What comes next is what came one season ago. */
export interface SeasonalNaiveState {
  /** The last season, oldest first, shape [seasonLength]. */
  readonly lastSeason: Float64Array;
}

const FORMAT = 1;

/**
 * Repeat the last season. A series shorter than one season repeats its last observation.
 *
 * @see Hyndman and Athanasopoulos, Forecasting: principles and practice, 3rd ed., section 5.2
 */
export const seasonalNaive: ForecastingModel<SeasonalNaiveOptions, SeasonalNaiveState> = {
  id: "seasonal-naive",
  task: "forecasting",
  label: "Seasonal naive",
  options: seasonalNaiveOptions,

  fit(series: Series, _options: SeasonalNaiveOptions, context: FitContext): SeasonalNaiveState {
    checkSeries(series, "seasonal-naive", context);
    const { y, seasonLength } = series;
    const n = y.length;
    return { lastSeason: n < seasonLength ? y.slice(n - 1) : y.slice(n - seasonLength) };
  },

  predict(state, request) {
    const mean = emptyForecast(request);
    for (let h = 0; h < mean.length; h++) mean[h] = state.lastSeason[h % state.lastSeason.length]!;
    return { mean };
  },

  save: (state) =>
    encodeState("seasonal-naive", FORMAT, { scalars: {}, arrays: { lastSeason: state.lastSeason } }),
  load: (bytes) => ({
    lastSeason: decodeState("seasonal-naive", FORMAT, bytes).arrays["lastSeason"]!,
  }),
};
