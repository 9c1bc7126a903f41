import { reseasonalise } from "../../../math/decomposition.ts";
import { clampToDemand, emptyForecast, type ForecastRequest, type PointForecast } from "../task.ts";
import { weightOf, type ThetaState } from "./fit.ts";

/**
 * Roll the model forward, each step taking its own forecast for the observation, and put the season back.
 *
 * @see Fiorucci et al. (2016), section 3.2
 */
export function predictTheta(state: ThetaState, request: ForecastRequest): PointForecast {
  const mean = emptyForecast(request);
  const dynamic = state.variant === "DSTM" || state.variant === "DOTM";
  const alpha = state.parameters[1]!;
  const weight = weightOf(state.parameters[2]!);
  const keep = 1 - alpha;
  let [level = 0, average = 0, intercept = 0, slope = 0] = state.last;
  let power = 1;
  for (let i = 0; i < state.n && power > 0; i++) power = power > 1e-280 ? power * keep : 0;
  for (let h = 0; h < mean.length; h++) {
    const i = state.n + h;
    const next = power * keep;
    const value = level + weight * (intercept * power + (slope * (1 - next)) / alpha);
    mean[h] = value;
    level = alpha * value + keep * level;
    if (dynamic) {
      slope = ((i - 1) * slope + (6 * (value - average)) / (i + 1)) / (i + 2);
      average = (i * average + value) / (i + 1);
      intercept = average - (slope * (i + 2)) / 2;
    }
    power = next;
  }
  reseasonalise(mean, state.seasonal, state.decomposition, state.n);
  if (state.nonNegative) clampToDemand(mean);
  return { mean };
}
