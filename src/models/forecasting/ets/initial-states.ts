import { cos, sin } from "../../../core/elementary.ts";
import { deseasonalised, seasonalIndices } from "../../../math/decomposition.ts";
import { fitLine, leastSquares } from "../../../math/least-squares.ts";
import type { EtsForm } from "./filter.ts";

/** Where the search for the initial states starts. */
export interface InitialStates {
  readonly level: number;
  readonly slope: number;
  /** By position, index 0 at y[0]; they sum to 0 (additive) or average 1. [0] without season. */
  readonly seasonal: Float64Array;
}

/**
 * Heuristic initial states: the season from a classical decomposition (a first harmonic when there are under three
 * seasons), level and slope from a straight line through the first seasonally adjusted observations.
 *
 * @see Hyndman et al. (2008), section 2.6.1
 */
export function initialStates(y: Float64Array, form: EtsForm, seasonLength: number): InitialStates {
  const seasonal = form.season === 0 ? new Float64Array(1) : initialSeason(y, form, seasonLength);
  const m = seasonal.length;
  const kind = form.season === 0 ? "none" : form.season === 1 ? "additive" : "multiplicative";
  const adjusted = deseasonalised(y, seasonal, kind);
  const used = Math.min(Math.max(10, 2 * m), y.length);
  if (form.trend) {
    const { intercept, slope } = fitLine(adjusted, used);
    // With multiplicative errors a first forecast of 0 has no likelihood.
    return { level: Math.abs(intercept + slope) < 1e-8 ? intercept * 1.001 : intercept, slope, seasonal };
  }
  let sum = 0;
  for (let t = 0; t < used; t++) sum += adjusted[t]!;
  return { level: sum / used, slope: 0, seasonal };
}

function initialSeason(y: Float64Array, form: EtsForm, m: number): Float64Array {
  const n = y.length;
  const additive = form.season === 1;
  const seasonal =
    n >= 3 * m
      ? seasonalIndices(y, m, additive ? "additive" : "multiplicative")
      : firstHarmonic(y, m, additive);
  if (!additive) for (let j = 0; j < m; j++) seasonal[j] = Math.max(seasonal[j]!, 0.01);
  let mean = 0;
  for (let j = 0; j < m; j++) mean += seasonal[j]! / m;
  for (let j = 0; j < m; j++) seasonal[j] = additive ? seasonal[j]! - mean : seasonal[j]! / mean;
  return seasonal;
}

/** Line plus one sine wave of period m; returns the wave (or its ratio to the line) at the first m times. */
function firstHarmonic(y: Float64Array, m: number, additive: boolean): Float64Array {
  const n = y.length;
  const columns = [0, 1, 2, 3].map(() => new Float64Array(Math.max(n, m)));
  const [one, time, cosine, sine] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let t = 0; t < Math.max(n, m); t++) {
    one[t] = 1;
    time[t] = (t + 1) / n;
    cosine[t] = cos((2 * Math.PI * (t + 1)) / m);
    sine[t] = sin((2 * Math.PI * (t + 1)) / m);
  }
  const [a = 0, b = 0, c = 0, d = 0] = leastSquares(columns, y, n);
  const seasonal = new Float64Array(m);
  for (let t = 0; t < m; t++) {
    const wave = c * cosine[t]! + d * sine[t]!;
    const line = a + b * time[t]!;
    seasonal[t] = additive ? wave : line > 0 ? 1 + wave / line : 1;
  }
  return seasonal;
}
