import { exp, log } from "../core/elementary.ts";
import { pairIndex, type PairCounts } from "./pair-counts.ts";

/** What noise lies on the counts: of each contribution the scale (Laplace) or the variance (Gaussian). */
export interface CountNoise {
  readonly mechanism: "discrete-laplace" | "discrete-gaussian";
  readonly noises: readonly number[];
}

/** How alike two titles are by what everybody may know, as a class: 0 nothing in common, upwards more. */
export type LikenessClass = (first: number, second: number) => number;

export interface ShrunkCounts {
  /** Expected count of each pair, as `PairCounts` orders them, > 0. */
  readonly pairs: Float64Array;
  /** Expected count of each title, > 0. */
  readonly items: Float64Array;
  /** Shape of the prior that the counts of each class fit best. Shape [classes]. */
  readonly shapes: readonly number[];
}

/** From very heavy tails (almost every pair empty, a few large) to nearly the same for all. */
const SHAPES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8];
const COUNT_STEPS = 160;
const OBSERVED_STEPS = 200;
const MEAN_STEPS = 24;
/** Ratio of neighbouring true counts in the tables, from a ten-thousandth of the noise on. */
const SMALLEST_COUNT = 1e-4;

/**
 * The expected true counts, given the noised ones: empirical Bayes. Everything here is made of what was released and
 * of public facts, so it tells nothing more of any reader.
 *
 * A pair's true count is taken to be gamma distributed around μ = κ_class · p_i · p_j, with p the titles' own counts,
 * κ from the noised sums of all pairs of a class, and the shape under which what was released of the class is likeliest. Most
 * pairs shrink to almost nothing; a pair keeps what stands out of the noise, and more of it where its titles are well
 * read or alike.
 */
export function shrinkCounts(
  counts: PairCounts,
  noise: CountNoise,
  likeness: LikenessClass,
  classes: number,
): ShrunkCounts {
  const spread = noiseSpread(noise);
  const items = Float64Array.from(counts.items, (value) => Math.max(value, spread / 2));
  const { means, classOf } = priorMeans(counts, items, likeness, classes, spread);
  const grid = gridOf(counts.pairs, means, spread);
  const places = placesOf(counts.pairs, means, grid);
  const density = noiseLogDensity(noise);
  const tables = SHAPES.map((shape) => makeTables(grid, shape, density));
  const best = likeliestTables(tables, places, classOf, classes);
  const pairs = Float64Array.from(classOf, (kind, at) => between(best[kind]!.expected, places, at));
  return { pairs, items, shapes: best.map(({ shape }) => shape) };
}

/** As a Laplace's scale: the standard deviation over √2. */
function noiseSpread({ mechanism, noises }: CountNoise): number {
  const variance = noises.reduce(
    (sum, noise) => sum + (mechanism === "discrete-laplace" ? 2 * noise ** 2 : noise),
    0,
  );
  return Math.sqrt(variance / 2);
}

function priorMeans(
  { itemCount: n, pairs }: PairCounts,
  items: Float64Array,
  likeness: LikenessClass,
  classes: number,
  spread: number,
): { readonly means: Float64Array; readonly classOf: Uint8Array } {
  const classOf = new Uint8Array(pairs.length);
  const observed = new Float64Array(classes);
  const expected = new Float64Array(classes);
  const members = new Float64Array(classes);
  const means = new Float64Array(pairs.length);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const at = pairIndex(n, i, j);
      const kind = likeness(i, j);
      classOf[at] = kind;
      observed[kind]! += pairs[at]!;
      expected[kind]! += means[at] = items[i]! * items[j]!;
      members[kind]!++;
    }
  }
  // A class whose sum drowns in its own noise is still given a little.
  const factors = observed.map((sum, kind) =>
    expected[kind] === 0 ? 0 : Math.max(sum, spread * Math.sqrt(members[kind]!)) / expected[kind]!,
  );
  const least = spread * SMALLEST_COUNT;
  for (let at = 0; at < means.length; at++) {
    means[at] = Math.max(means[at]! * factors[classOf[at]!]!, least);
  }
  return { means, classOf };
}

/** Log density of all noises together at a distance, up to a constant. */
function noiseLogDensity(noise: CountNoise): (distance: number) => number {
  const { mechanism, noises } = noise;
  if (mechanism === "discrete-gaussian") {
    const variance = noises.reduce((sum, one) => sum + one, 0);
    return (distance) => (-distance * distance) / (2 * variance);
  }
  const first = noises[0]!;
  if (noises.length === 1) return (distance) => -Math.abs(distance) / first;
  return convolvedLaplace(noises);
}

/** The sum of several Laplace noises, on a grid; beyond it, the slope of the widest. */
function convolvedLaplace(noises: readonly number[]): (distance: number) => number {
  const widest = Math.max(...noises);
  const spread = noiseSpread({ mechanism: "discrete-laplace", noises });
  const step = Math.min(...noises) / 4;
  const half = Math.min(4000, Math.ceil((30 * spread) / step));
  let density = Float64Array.from({ length: 2 * half + 1 }, (_, at) => (at === half ? 1 : 0));
  for (const scale of noises) {
    // A Laplace is the mean of two one-sided exponentials; each is a running sum.
    const decay = exp(-step / scale);
    const right = density.slice();
    const left = density.slice();
    for (let at = 1; at < right.length; at++) right[at]! += decay * right[at - 1]!;
    for (let at = left.length - 2; at >= 0; at--) left[at]! += decay * left[at + 1]!;
    density = density.map((value, at) => right[at]! + left[at]! - value);
  }
  const logs = density.map((value) => log(Math.max(value, 1e-300)));
  return (distance) => {
    const place = Math.abs(distance) / step;
    if (place >= half - 1) return logs[2 * half - 1]! - (Math.abs(distance) - (half - 1) * step) / widest;
    const whole = Math.floor(place);
    const a = logs[half + whole]!;
    return a + (logs[half + whole + 1]! - a) * (place - whole);
  };
}

/** Where the tables are worked out. */
interface Grid {
  readonly spread: number;
  readonly lowObserved: number;
  readonly observedStep: number;
  readonly lowMean: number;
  readonly meanStep: number;
  /** True counts summed over, ascending; their logarithms are `logStep` apart. */
  readonly counts: Float64Array;
  readonly logStep: number;
}

/** Expected count, and log of how likely the observed one is; shape [OBSERVED_STEPS, MEAN_STEPS] each. */
interface Tables {
  readonly shape: number;
  readonly expected: Float64Array;
  readonly evidence: Float64Array;
}

function gridOf(pairs: Int32Array, means: Float64Array, spread: number): Grid {
  const [least, most] = rangeOf(pairs);
  const [leastMean, mostMean] = rangeOf(means);
  const lowObserved = stretched(least / spread);
  const observedStep = Math.max(1e-9, (stretched(most / spread) - lowObserved) / (OBSERVED_STEPS - 1));
  const lowMean = log(leastMean);
  const meanStep = Math.max(1e-9, (log(mostMean) - lowMean) / (MEAN_STEPS - 1));
  const low = spread * SMALLEST_COUNT;
  const logStep = log((Math.max(most, 0) + 10 * spread) / low) / (COUNT_STEPS - 1);
  const counts = Float64Array.from({ length: COUNT_STEPS }, (_, k) => low * exp(k * logStep));
  return { spread, lowObserved, observedStep, lowMean, meanStep, counts, logStep };
}

/** Where each pair lies in the tables: row and column with their fractions, shape [pairs, 2]. */
function placesOf(pairs: Int32Array, means: Float64Array, grid: Grid): Float32Array {
  const { spread, lowObserved, observedStep, lowMean, meanStep } = grid;
  const places = new Float32Array(2 * pairs.length);
  for (let at = 0; at < pairs.length; at++) {
    places[2 * at] = within((stretched(pairs[at]! / spread) - lowObserved) / observedStep, OBSERVED_STEPS);
    places[2 * at + 1] = within((log(means[at]!) - lowMean) / meanStep, MEAN_STEPS);
  }
  return places;
}

function makeTables(grid: Grid, shape: number, density: (distance: number) => number): Tables {
  const { spread, lowObserved, observedStep, lowMean, meanStep, counts, logStep } = grid;
  const expected = new Float64Array(OBSERVED_STEPS * MEAN_STEPS);
  const evidence = new Float64Array(OBSERVED_STEPS * MEAN_STEPS);
  const likelihood = new Float64Array(COUNT_STEPS);
  const priors = Array.from({ length: MEAN_STEPS }, (_, m) =>
    priorMasses(counts, logStep, shape, exp(lowMean + m * meanStep)),
  );
  for (let o = 0; o < OBSERVED_STEPS; o++) {
    const observed = spread * unstretched(lowObserved + o * observedStep);
    let top = -Infinity;
    for (let k = 0; k < COUNT_STEPS; k++) {
      likelihood[k] = density(observed - counts[k]!);
      top = Math.max(top, likelihood[k]!);
    }
    for (let k = 0; k < COUNT_STEPS; k++) likelihood[k] = exp(likelihood[k]! - top);
    for (let m = 0; m < MEAN_STEPS; m++) {
      const prior = priors[m]!;
      let mass = 0;
      let moment = 0;
      for (let k = 0; k < COUNT_STEPS; k++) {
        const weight = prior[k]! * likelihood[k]!;
        mass += weight;
        moment += weight * counts[k]!;
      }
      expected[o * MEAN_STEPS + m] = mass > 0 ? moment / mass : 0;
      evidence[o * MEAN_STEPS + m] = log(Math.max(mass, 1e-300)) + top;
    }
  }
  return { shape, expected, evidence };
}

/** Masses of a gamma distribution around a mean on a logarithmic grid; the first holds all below it. */
function priorMasses(counts: Float64Array, logStep: number, shape: number, mean: number): Float64Array {
  const rate = shape / mean;
  const logs = counts.map((count) => shape * log(count * rate) - count * rate);
  const masses = logs.map((value) => exp(value) * logStep);
  // ∫ x^(k-1) exp(-x) dx from 0 to a small x is x^k / k.
  masses[0]! += exp(logs[0]!) / shape;
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

/** For each class the tables under which its counts are likeliest. */
function likeliestTables(
  tables: readonly Tables[],
  places: Float32Array,
  classOf: Uint8Array,
  classes: number,
): readonly Tables[] {
  const totals = tables.map(({ evidence }) => {
    const total = new Float64Array(classes);
    for (let at = 0; at < classOf.length; at++) total[classOf[at]!]! += between(evidence, places, at);
    return total;
  });
  return Array.from({ length: classes }, (_, kind) =>
    tables.reduce((best, table, at) =>
      totals[at]![kind]! > totals[tables.indexOf(best)]![kind]! ? table : best,
    ),
  );
}

/** Between the four neighbours of a pair's place in a table. */
function between(table: Float64Array, places: Float32Array, pair: number): number {
  const o = places[2 * pair]!;
  const m = places[2 * pair + 1]!;
  const row = Math.floor(o);
  const column = Math.floor(m);
  const at = row * MEAN_STEPS + column;
  const right = m - column;
  const upper = table[at]! + (table[at + 1]! - table[at]!) * right;
  const lower = table[at + MEAN_STEPS]! + (table[at + MEAN_STEPS + 1]! - table[at + MEAN_STEPS]!) * right;
  return upper + (lower - upper) * (o - row);
}

const within = (place: number, steps: number): number => Math.min(Math.max(place, 0), steps - 1 - 1e-4);

/** asinh: linear near 0, logarithmic far away, and its inverse. */
const stretched = (z: number): number =>
  z < 0 ? -log(-z + Math.sqrt(z * z + 1)) : log(z + Math.sqrt(z * z + 1));
const unstretched = (u: number): number => (exp(u) - exp(-u)) / 2;

function rangeOf(values: Int32Array | Float64Array): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return values.length === 0 ? [0, 1] : [low, high];
}
