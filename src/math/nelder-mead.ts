/** Where a minimisation ended. */
export interface Minimum {
  /** Best point found, shape [d]. */
  readonly x: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

export interface NelderMeadOptions {
  /** Edge of the first simplex along each coordinate, shape [d], none 0. */
  readonly steps: Float64Array;
  /** Box that every vertex is clamped into, shapes [d]. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly maxEvaluations: number;
  /** Stop when the standard deviation of the simplex's values falls below this. */
  readonly tolerance: number;
}

/**
 * Minimise `objective` in a box without derivatives.
 *
 * Only comparisons and the four operations touch the vertices, so every engine takes the same path as long as the
 * objective gives the same bits. `objective` must not keep the array it is handed. It may return Infinity, never NaN.
 *
 * @param start first vertex, shape [d]; clamped into the box
 * @see Nelder and Mead (1965); coefficients that depend on d: Gao and Han (2012)
 */
export function nelderMead(
  objective: (x: Float64Array) => number,
  start: Float64Array,
  options: NelderMeadOptions,
): Minimum {
  const { steps, lower, upper, maxEvaluations, tolerance } = options;
  const d = start.length;
  const expansion = 1 + 2 / d;
  // With d = 1 Gao and Han's coefficients degenerate (contraction .25, shrink 0); the classic ones stand in.
  const contraction = d === 1 ? 0.5 : 0.75 - 1 / (2 * d);
  const shrinkage = d === 1 ? 0.5 : 1 - 1 / d;

  const simplex: Float64Array[] = [];
  const values = new Float64Array(d + 1);
  for (let i = 0; i <= d; i++) {
    const vertex = Float64Array.from(start);
    if (i > 0) {
      const k = i - 1;
      // A step that the box would swallow goes the other way.
      vertex[k] = vertex[k]! + steps[k]! <= upper[k]! ? vertex[k]! + steps[k]! : vertex[k]! - steps[k]!;
    }
    clamp(vertex, lower, upper);
    simplex.push(vertex);
    values[i] = objective(vertex);
  }
  let evaluations = d + 1;
  const centroid = new Float64Array(d);
  let trial = new Float64Array(d);
  let second = new Float64Array(d);

  for (;;) {
    let best = 0;
    let worst = 0;
    for (let i = 1; i <= d; i++) {
      if (values[i]! < values[best]!) best = i;
      if (values[i]! >= values[worst]!) worst = i;
    }
    if (evaluations >= maxEvaluations || spread(values) < tolerance) {
      return { x: simplex[best]!, value: values[best]!, evaluations };
    }
    let nextWorst = best;
    for (let i = 0; i <= d; i++) if (i !== worst && values[i]! > values[nextWorst]!) nextWorst = i;

    centroid.fill(0);
    for (let i = 0; i <= d; i++) {
      if (i === worst) continue;
      const vertex = simplex[i]!;
      for (let k = 0; k < d; k++) centroid[k]! += vertex[k]!;
    }
    const worstVertex = simplex[worst]!;
    for (let k = 0; k < d; k++) {
      centroid[k]! /= d;
      trial[k] = 2 * centroid[k]! - worstVertex[k]!;
    }
    clamp(trial, lower, upper);
    const reflected = objective(trial);
    evaluations++;

    if (reflected < values[best]!) {
      along(second, centroid, trial, expansion, lower, upper);
      const expanded = objective(second);
      evaluations++;
      if (expanded < reflected) second = accept(simplex, values, worst, second, expanded);
      else trial = accept(simplex, values, worst, trial, reflected);
      continue;
    }
    if (reflected < values[nextWorst]!) {
      trial = accept(simplex, values, worst, trial, reflected);
      continue;
    }
    const outside = reflected < values[worst]!;
    along(second, centroid, outside ? trial : worstVertex, contraction, lower, upper);
    const contracted = objective(second);
    evaluations++;
    if (outside ? contracted <= reflected : contracted < values[worst]!) {
      second = accept(simplex, values, worst, second, contracted);
      continue;
    }
    const bestVertex = simplex[best]!;
    for (let i = 0; i <= d; i++) {
      if (i === best) continue;
      const vertex = simplex[i]!;
      for (let k = 0; k < d; k++) vertex[k] = bestVertex[k]! + shrinkage * (vertex[k]! - bestVertex[k]!);
      values[i] = objective(vertex);
      evaluations++;
    }
  }
}

/** Put the vertex in place of the worst and hand back the array it displaced, to be written over. */
function accept(
  simplex: Float64Array[],
  values: Float64Array,
  worst: number,
  vertex: Float64Array<ArrayBuffer>,
  value: number,
): Float64Array<ArrayBuffer> {
  const displaced = simplex[worst]! as Float64Array<ArrayBuffer>;
  simplex[worst] = vertex;
  values[worst] = value;
  return displaced;
}

/** out = from + weight * (to - from), clamped. */
function along(
  out: Float64Array,
  from: Float64Array,
  to: Float64Array,
  weight: number,
  lower: Float64Array,
  upper: Float64Array,
): void {
  for (let k = 0; k < out.length; k++) out[k] = from[k]! + weight * (to[k]! - from[k]!);
  clamp(out, lower, upper);
}

function clamp(x: Float64Array, lower: Float64Array, upper: Float64Array): void {
  for (let k = 0; k < x.length; k++) {
    if (x[k]! < lower[k]!) x[k] = lower[k]!;
    else if (x[k]! > upper[k]!) x[k] = upper[k]!;
  }
}

/** Standard deviation of the values; Infinity while one of them is infinite. */
function spread(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]!;
  mean /= values.length;
  if (!Number.isFinite(mean)) return Infinity;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const gap = values[i]! - mean;
    sum += gap * gap;
  }
  return Math.sqrt(sum / values.length);
}
