/** What a minimum is looked for of. */
export interface SmoothFunction {
  /** The value at x; writes the gradient there. Both arrays have the shape of x. */
  (x: Float64Array, gradient: Float64Array): number;
}

export interface LbfgsLimits {
  readonly maxIterations: number;
  /** Ends where no entry of the gradient is greater. */
  readonly gradientTolerance: number;
  /** Ends where a step lowers the value by less than this share of it. */
  readonly valueTolerance: number;
  /** Called before each step: may throw. */
  readonly onStep?: (() => void) | undefined;
}

/** Steps that the curvature is told from. */
const MEMORY = 10;
const SUFFICIENT = 1e-4;
const HALVINGS = 40;

/**
 * Walk from x towards a minimum by the limited-memory BFGS method, each step halved until it lowers the value enough. x is
 * moved in place.
 *
 * @returns the value reached
 * @see Nocedal and Wright (2006), Numerical Optimization, algorithms 7.4 and 7.5
 */
export function minimiseLbfgs(value: SmoothFunction, x: Float64Array, limits: LbfgsLimits): number {
  const n = x.length;
  let gradient = new Float64Array(n);
  let next = new Float64Array(n);
  const trial = new Float64Array(n);
  let here = value(x, gradient);
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < limits.maxIterations; iteration++) {
    limits.onStep?.();
    if (largest(gradient) <= limits.gradientTolerance) break;
    const direction = descentDirection(gradient, steps);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      steps.length = 0;
      direction.set(gradient.map((g) => -g));
      slope = -dot(gradient, gradient);
    }
    // The first step has no scale yet: no longer than 1.
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let there = Infinity;
    for (let halving = 0; halving < HALVINGS; halving++, length /= 2) {
      for (let i = 0; i < n; i++) trial[i] = x[i]! + length * direction[i]!;
      there = value(trial, next);
      if (there <= here + SUFFICIENT * length * slope) break;
    }
    if (!(there < here)) break;
    const s = direction.map((d) => length * d);
    const y = next.map((g, i) => g - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      steps.push({ s, y, rho: 1 / curvature });
      if (steps.length > MEMORY) steps.shift();
    }
    x.set(trial);
    [gradient, next] = [next, gradient];
    const gain = here - there;
    here = there;
    if (gain <= limits.valueTolerance * Math.abs(here)) break;
  }
  return here;
}

/** -H g, where H is told by the last steps: the two loops. */
function descentDirection(
  gradient: Float64Array,
  steps: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): Float64Array {
  const q = gradient.slice();
  const alphas = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k]!;
    const alpha = rho * dot(s, q);
    alphas[k] = alpha;
    for (let i = 0; i < q.length; i++) q[i]! -= alpha * y[i]!;
  }
  const last = steps.at(-1);
  const scale = last === undefined ? 1 : 1 / (last.rho * dot(last.y, last.y));
  for (let i = 0; i < q.length; i++) q[i]! *= scale;
  steps.forEach(({ s, y, rho }, k) => {
    const beta = rho * dot(y, q);
    for (let i = 0; i < q.length; i++) q[i]! += (alphas[k]! - beta) * s[i]!;
  });
  for (let i = 0; i < q.length; i++) q[i] = -q[i]!;
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
