import type { Decomposition } from "../../../math/decomposition.ts";
import { decompose, isSeasonal } from "../../../math/decomposition.ts";
import { fitLine } from "../../../math/least-squares.ts";
import { nelderMead } from "../../../math/nelder-mead.ts";
import type { FitContext } from "../../model.ts";
import { checkLength, checkSeries, isConstant, type Series } from "../task.ts";
import type { ThetaOptions } from "./options.ts";

/** The first errors are the start's fault: they do not count in the fit. */
const BURN_IN = 3;
const MIN_LENGTH = BURN_IN + 1;
/** Bounds of alpha as in the reference implementations. */
const ALPHA = [0.1, 0.99] as const;
/** Largest theta: the weight 1 - 1/theta of the trend is then 1 to six digits. */
const MAX_THETA = 1e6;

export interface ThetaState {
  readonly variant: string;
  readonly decomposition: Decomposition;
  readonly nonNegative: boolean;
  /** Observations fitted, which the forecast equations count on from. */
  readonly n: number;
  /** [initial level, alpha, theta] */
  readonly parameters: Float64Array;
  /** After the last observation: [level, mean of y, intercept A, slope B] */
  readonly last: Float64Array;
  /** Seasonal indices, shape [seasonLength], index 0 at y[0]; empty without decomposition. */
  readonly seasonal: Float64Array;
  /** Sum of squared one-step errors after the burn-in, on the adjusted series. */
  readonly sse: number;
}

/**
 * Fit one of the theta models: simple exponential smoothing of a theta line plus a trend of weight 1 - 1/theta.
 *
 * @throws `forecasting.too-short` under 4 observations, `forecasting.empty`, `forecasting.not-finite`,
 *   `forecasting.bad-season`
 * @see Assimakopoulos and Nikolopoulos (2000) for STM; Fiorucci et al. (2016), equations 13 to 20, for the others
 */
export function fitTheta(series: Series, options: ThetaOptions, context: FitContext): ThetaState {
  return fitFrom(series, options, context, null);
}

/**
 * Fit to another stretch of the same series from the parameters found before, in one short search.
 *
 * Where the season was adjusted for in another way, or the series was constant then, this is `fitTheta`.
 */
export function refitTheta(
  previous: ThetaState,
  series: Series,
  options: ThetaOptions,
  context: FitContext,
): ThetaState {
  return fitFrom(series, options, context, previous);
}

function fitFrom(
  series: Series,
  options: ThetaOptions,
  context: FitContext,
  previous: ThetaState | null,
): ThetaState {
  const nonNegative = checkSeries(series, "theta", context);
  checkLength(series, "theta", MIN_LENGTH);
  const { y, seasonLength } = series;
  const { variant } = options;
  const seasonal = options.decomposition !== "none" && isSeasonal(y, seasonLength);
  const { kind, indices, adjusted } = decompose(y, seasonLength, seasonal ? options.decomposition : "none");
  const warm = previous?.decomposition === kind && previous.sse > 0 ? previous.parameters : null;
  const parameters = isConstant(adjusted)
    ? new Float64Array([adjusted[0]!, 0.5, 2])
    : bestParameters(adjusted, variant, warm);
  const last = new Float64Array(4);
  const sse = filterTheta(adjusted, variant, parameters[0]!, parameters[1]!, weightOf(parameters[2]!), last);
  return {
    variant,
    decomposition: kind,
    nonNegative,
    n: y.length,
    parameters,
    last,
    seasonal: indices,
    sse,
  };
}

/** Least-squares [initial level, alpha, theta] of the adjusted series. */
function bestParameters(y: Float64Array, variant: string, warm: Float64Array | null): Float64Array {
  const optimiseTheta = variant === "OTM" || variant === "DOTM";
  const scale = meanAbsolute(y);
  const last = new Float64Array(4);
  // The search runs over [level / scale, alpha, 1 - 1/theta]: all of order 1, so one tolerance suits every series.
  const unit = 1 / (scale * scale * y.length);
  const objective = (x: Float64Array): number => {
    const sse = filterTheta(y, variant, x[0]! * scale, x[1]!, optimiseTheta ? x[2]! : 0.5, last);
    return Number.isFinite(sse) ? sse * unit : Infinity;
  };
  const d = optimiseTheta ? 3 : 2;
  const lower = new Float64Array([-1e4, ALPHA[0], 0]).slice(0, d);
  const upper = new Float64Array([1e4, ALPHA[1], weightOf(MAX_THETA)]).slice(0, d);
  const start = warm
    ? new Float64Array([warm[0]! / scale, warm[1]!, weightOf(warm[2]!)]).slice(0, d)
    : new Float64Array([y[0]! / (2 * scale), 0.5, 0.5]).slice(0, d);
  let found = nelderMead(objective, start, {
    steps: warm
      ? new Float64Array([0.05, 0.05, 0.1]).slice(0, d)
      : new Float64Array([0.5, 0.2, 0.3]).slice(0, d),
    lower,
    upper,
    maxEvaluations: warm ? 80 : 400,
    tolerance: 1e-10,
  });
  if (!warm) {
    // A simplex that collapsed on a bound comes free when it is unfolded once more.
    found = nelderMead(objective, found.x, {
      steps: new Float64Array([0.1, -0.1, -0.2]).slice(0, d),
      lower,
      upper,
      maxEvaluations: 200,
      tolerance: 1e-10,
    });
  }
  const [level = 0, alpha = 0, weight = 0.5] = found.x;
  return new Float64Array([level * scale, alpha, optimiseTheta ? 1 / (1 - weight) : 2]);
}

/**
 * Run a theta model over the series.
 *
 * @param weight 1 - 1/theta
 * @param last receives [level, mean of y, A, B] after the last observation
 * @returns sum of squared one-step errors after the burn-in
 */
export function filterTheta(
  y: Float64Array,
  variant: string,
  initialLevel: number,
  alpha: number,
  weight: number,
  last: Float64Array,
): number {
  const dynamic = variant === "DSTM" || variant === "DOTM";
  const n = y.length;
  let intercept = y[0]!;
  let slope = 0;
  if (!dynamic) {
    const line = fitLine(y, n);
    intercept = line.intercept;
    slope = line.slope;
  }
  const keep = 1 - alpha;
  let level = alpha * y[0]! + keep * initialLevel;
  let mean = y[0]!;
  let power = keep; // (1 - alpha)^i
  let sse = 0;
  for (let i = 1; i < n; i++) {
    const next = power * keep;
    const error = y[i]! - (level + weight * (intercept * power + (slope * (1 - next)) / alpha));
    if (i >= BURN_IN) sse += error * error;
    level = alpha * y[i]! + keep * level;
    if (dynamic) {
      slope = ((i - 1) * slope + (6 * (y[i]! - mean)) / (i + 1)) / (i + 2);
      mean = (i * mean + y[i]!) / (i + 1);
      intercept = mean - (slope * (i + 2)) / 2;
    }
    // Far along the power is lost in rounding; 0 is faster than the denormal numbers it would pass through.
    power = next > 1e-280 ? next : 0;
  }
  last[0] = level;
  last[1] = mean;
  last[2] = intercept;
  last[3] = slope;
  return sse;
}

/** Weight 1 - 1/theta of the trend. */
export const weightOf = (theta: number): number => 1 - 1 / theta;

function meanAbsolute(y: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < y.length; t++) sum += Math.abs(y[t]!);
  return sum / y.length;
}
