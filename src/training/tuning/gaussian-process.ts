import { exp, log } from "../../core/elementary.ts";
import type { Random } from "../../core/random.ts";
import { choleskyFactor, choleskySolve } from "../../math/linear-algebra/cholesky.ts";
import { normalCumulative, normalDensity } from "../../math/normal-distribution.ts";
import {
  codesOf,
  configurationOf,
  drawCode,
  drawConfiguration,
  type Configuration,
  type SearchSpace,
} from "./search-space.ts";
import type { TrialRecord } from "./trial.ts";

const DRAWN_FIRST = 8;
const LENGTHS = [0.1, 0.2, 0.4, 0.8, 1.6];
const NOISES = [1e-6, 1e-3, 1e-1];
const CANDIDATES = 300;
const NEAR_CANDIDATES = 100;
/** The newest trials count: the time of a suggestion grows with their number cubed. */
const MOST_TRIALS = 200;
const ROOT_FIVE = Math.sqrt(5);

interface Process {
  readonly points: readonly Float64Array[];
  readonly lengths: readonly number[];
  readonly noise: number;
  readonly factor: Float64Array;
  /** Inverse of the covariance times the losses, shape [points]. */
  readonly weights: Float64Array;
  readonly logLikelihood: number;
}

/**
 * What to try next by a Gaussian process over the losses (Matérn 5/2, a length for each dimension and the noise chosen by
 * the marginal likelihood): of candidates over the whole space and near the best, that of the largest expected
 * improvement. For spaces of few dimensions and some hundred trials.
 *
 * @see Rasmussen and Williams (2006), sections 2.2 and 5.4; Jones, Schonlau and Welch (1998) for expected improvement
 */
export function suggestByGaussianProcess(
  space: SearchSpace,
  trials: readonly TrialRecord[],
  random: Random,
): Configuration {
  const known = trials.filter(({ loss, state }) => loss !== null && state === "complete").slice(-MOST_TRIALS);
  if (known.length < DRAWN_FIRST) return drawConfiguration(space, random);
  const points = known.map(({ options }) => codesOf(space, options));
  const losses = standardized(known.map(({ loss }) => loss!));
  const process = fitProcess(space, points, losses);
  const smallest = losses.reduce((least, loss) => Math.min(least, loss), Infinity);
  const nearest = points[losses.indexOf(smallest)]!;
  let best: Configuration = {};
  let bestGain = -Infinity;
  for (let c = 0; c < CANDIDATES + NEAR_CANDIDATES; c++) {
    const candidate = configurationOf(space, (dimension, d) => {
      const at = nearest[d]!;
      if (c < CANDIDATES || Number.isNaN(at)) return drawCode(dimension, random);
      if (dimension.kind === "list") return random.next() < 0.1 ? drawCode(dimension, random) : at;
      return Math.min(1, Math.max(0, at + (c % 2 === 0 ? 0.1 : 0.01) * random.normal()));
    });
    const gain = expectedImprovement(space, process, codesOf(space, candidate), smallest);
    if (gain > bestGain) {
      best = candidate;
      bestGain = gain;
    }
  }
  return best;
}

/** Mean 0 and deviation 1, so that the process need not fit either. */
function standardized(losses: readonly number[]): Float64Array {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const variance = losses.reduce((sum, loss) => sum + (loss - mean) * (loss - mean), 0) / losses.length;
  const deviation = Math.sqrt(variance) || 1;
  return Float64Array.from(losses, (loss) => (loss - mean) / deviation);
}

function fitProcess(space: SearchSpace, points: readonly Float64Array[], losses: Float64Array): Process {
  const fit = (lengths: readonly number[], noise: number): Process =>
    conditioned(space, points, losses, lengths, noise);
  let best: Process | null = null;
  for (const length of LENGTHS) {
    for (const noise of NOISES) {
      const process = fit(
        space.map(() => length),
        noise,
      );
      if (best === null || process.logLikelihood > best.logLikelihood) best = process;
    }
  }
  let chosen = best!;
  for (let d = 0; d < space.length; d++) {
    for (const factor of [0.5, 2, 4]) {
      const lengths = chosen.lengths.map((length, i) => (i === d ? length * factor : length));
      const process = fit(lengths, chosen.noise);
      if (process.logLikelihood > chosen.logLikelihood) chosen = process;
    }
  }
  return chosen;
}

function conditioned(
  space: SearchSpace,
  points: readonly Float64Array[],
  losses: Float64Array,
  lengths: readonly number[],
  noise: number,
): Process {
  const n = points.length;
  const covariances = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) covariances[i * n + j] = covariance(space, lengths, points[i]!, points[j]!);
    covariances[i * n + i] = 1 + noise;
  }
  const factor = choleskyFactor(covariances, n);
  const weights = choleskySolve(factor, n, losses);
  let logLikelihood = 0;
  for (let i = 0; i < n; i++) logLikelihood -= (losses[i]! * weights[i]!) / 2 + log(factor[i * n + i]!);
  return { points, lengths, noise, factor, weights, logLikelihood };
}

/** Matérn 5/2 of the distance; two values of a list are 1 apart, and so are values of which one does not count. */
function covariance(
  space: SearchSpace,
  lengths: readonly number[],
  a: Float64Array,
  b: Float64Array,
): number {
  let square = 0;
  for (let d = 0; d < a.length; d++) {
    const missing = Number(Number.isNaN(a[d]!)) + Number(Number.isNaN(b[d]!));
    let distance = a[d]! - b[d]!;
    if (missing > 0) distance = missing === 1 ? 1 : 0;
    else if (space[d]!.kind === "list") distance = a[d] === b[d] ? 0 : 1;
    distance /= lengths[d]!;
    square += distance * distance;
  }
  const scaled = ROOT_FIVE * Math.sqrt(square);
  return (1 + scaled + (scaled * scaled) / 3) * exp(-scaled);
}

/** By how much the loss at these codes is expected to be below `smallest`. */
function expectedImprovement(
  space: SearchSpace,
  { points, lengths, noise, factor, weights }: Process,
  codes: Float64Array,
  smallest: number,
): number {
  const n = points.length;
  let mean = 0;
  let variance = 1 + noise;
  // L z = k, row by row; the variance is what k'K⁻¹k = z'z leaves.
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const k = covariance(space, lengths, points[i]!, codes);
    mean += k * weights[i]!;
    let rest = k;
    for (let j = 0; j < i; j++) rest -= factor[i * n + j]! * z[j]!;
    z[i] = rest / factor[i * n + i]!;
    variance -= z[i]! * z[i]!;
  }
  const deviation = Math.sqrt(Math.max(variance, 1e-12));
  const gain = (smallest - mean) / deviation;
  return deviation * (gain * normalCumulative(gain) + normalDensity(gain));
}
