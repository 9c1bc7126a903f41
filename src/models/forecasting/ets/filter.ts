import { log } from "../../../core/elementary.ts";

/** 0 none, 1 additive, 2 multiplicative. */
export type Component = 0 | 1 | 2;

/** The parts of a form's name. */
export interface EtsForm {
  readonly name: string;
  readonly multiplicativeError: boolean;
  readonly trend: boolean;
  readonly damped: boolean;
  readonly season: Component;
}

/** @param name one of ETS_FORMS: "AAdM" is additive error, damped additive trend, multiplicative season */
export function parseForm(name: string): EtsForm {
  const season = name[name.length - 1];
  return {
    name,
    multiplicativeError: name[0] === "M",
    trend: name[1] === "A",
    damped: name.includes("d"),
    season: season === "N" ? 0 : season === "A" ? 1 : 2,
  };
}

/** Divisors nearer 0 than this are not divided by. */
const TINY = 1e-10;
const HUGE = 1e10;

/**
 * Run an exponential smoothing state-space model over a series.
 *
 * Per step, with q = level + phi * slope the expected level: forecast f from q and the season's state; then level,
 * slope and season move towards what the observation implies of each, by alpha, beta / alpha and gamma.
 *
 * @param parameters [alpha, beta, gamma, phi]; beta 0 without trend, gamma 0 without season, phi 1 undamped
 * @param states in: [level, slope] before the first observation; out: after the last. Shape [2]
 * @param seasonal in: the season's states by position, index 0 used at y[0]; out: after the last. Shape [m]
 * @param squares receives the sum of squared (relative, if multiplicative) errors, shape [1]
 * @returns -2 log likelihood up to a constant: n log(sum e^2) + 2 sum log |f| for multiplicative errors; Infinity
 *   where the model leaves the numbers it is defined on
 * @see Hyndman et al. (2008), tables 2.2, 2.3 and equation 5.3; golden cases `ets/fixed-*`
 */
export function filterEts(
  y: Float64Array,
  form: EtsForm,
  parameters: Float64Array,
  states: Float64Array,
  seasonal: Float64Array,
  squares: Float64Array,
): number {
  const { multiplicativeError, trend, season } = form;
  const alpha = parameters[0]!;
  const beta = parameters[1]!;
  const gamma = parameters[2]!;
  const phi = parameters[3]!;
  const slopeWeight = trend ? beta / alpha : 0;
  const n = y.length;
  const m = seasonal.length;
  let level = states[0]!;
  let slope = states[1]!;
  let sum = 0;
  let logs = 0;
  let product = 1;
  for (let t = 0, j = 0; t < n; t++) {
    const value = y[t]!;
    const damped = phi * slope;
    const q = level + damped;
    let f = q;
    let adjusted = value;
    if (season === 1) {
      const s = seasonal[j]!;
      f = q + s;
      adjusted = value - s;
      seasonal[j] = s + gamma * (value - q - s);
    } else if (season === 2) {
      const s = seasonal[j]!;
      f = q * s;
      adjusted = s < TINY && s > -TINY ? HUGE : value / s;
      seasonal[j] = s + gamma * ((q < TINY && q > -TINY ? HUGE : value / q) - s);
    }
    if (++j >= m) j = 0;
    let error = value - f;
    if (multiplicativeError) {
      if (!(f > 0)) return Infinity;
      error /= f;
      product *= f;
      // One logarithm for many factors: taken only before the product leaves the range of doubles.
      if (product > 1e200 || product < 1e-200) {
        logs += log(product);
        product = 1;
      }
    }
    sum += error * error;
    const next = q + alpha * (adjusted - q);
    if (trend) slope = damped + slopeWeight * (next - level - damped);
    level = next;
  }
  states[0] = level;
  states[1] = slope;
  squares[0] = sum;
  const likelihood = n * log(sum > 0 ? sum : 1e-8) + (multiplicativeError ? 2 * (logs + log(product)) : 0);
  return Number.isFinite(likelihood) ? likelihood : Infinity;
}
