import { reseasonalise } from "../../../math/decomposition.ts";
import { clampToDemand, emptyForecast, type ForecastRequest, type PointForecast } from "../task.ts";
import { parseForm } from "./filter.ts";
import type { EtsState } from "./fit.ts";

/**
 * Expected path of the states with no more errors, and the decomposition's season put back.
 *
 * @see Hyndman et al. (2008), table 6.2 (for multiplicative seasons the point forecast, not quite the mean)
 */
export function predictEts(state: EtsState, request: ForecastRequest): PointForecast {
  const mean = emptyForecast(request);
  const { season } = parseForm(state.form);
  const phi = state.parameters[3]!;
  const level = state.last[0]!;
  const slope = state.last[1]!;
  const m = state.last.length - 2;
  let power = 1;
  let trend = 0;
  for (let h = 0; h < mean.length; h++) {
    power *= phi;
    trend += power;
    const q = level + trend * slope;
    const s = state.last[2 + ((state.n + h) % m)]!;
    mean[h] = season === 0 ? q : season === 1 ? q + s : q * s;
  }
  reseasonalise(mean, state.indices, state.decomposition, state.n);
  if (state.nonNegative) clampToDemand(mean);
  return { mean };
}
