/**
 * Least squares with weights and the elastic net's penalty, by coordinate descent: minimise over b and w
 *
 *     ½ Σ_i h_i (r_i)² + l1 Σ_j |w_j| + ½ l2 Σ_j w_j²   with r = z - b - X w
 *
 * @see Friedman, Hastie and Tibshirani (2010), Regularization paths for generalized linear models
 */
export interface ElasticNetProblem {
  /** The columns of X, each of shape [rows]. */
  readonly columns: readonly Float64Array[];
  /** h, >= 0. Shape [rows]. */
  readonly rowWeights: Float64Array;
  readonly l1: number;
  readonly l2: number;
  /** Stop when no step lowers the objective by more. */
  readonly tolerance: number;
  readonly maxSweeps: number;
}

/** A place in the search: `descend` moves it. */
export interface ElasticNetPoint {
  intercept: number;
  /** Shape [columns]. */
  readonly coefficients: Float64Array;
  /** z - b - X w at this place. Shape [rows]. */
  readonly residual: Float64Array;
}

/**
 * Move a point to the minimum: sweeps over all columns, and between them over those that are not 0 until they rest.
 *
 * @returns sweeps done
 */
export function descend(problem: ElasticNetProblem, point: ElasticNetPoint): number {
  const { columns, rowWeights, tolerance, maxSweeps } = problem;
  const curvatures = Float64Array.from(columns, (column) => {
    let sum = 0;
    for (let i = 0; i < column.length; i++) sum += rowWeights[i]! * column[i]! * column[i]!;
    return sum;
  });
  let total = 0;
  for (const weight of rowWeights) total += weight;
  let sweeps = 0;
  const all = columns.map((_, j) => j);
  while (sweeps < maxSweeps) {
    sweeps++;
    if (sweep(problem, point, curvatures, total, all) <= tolerance) break;
    const active = all.filter((j) => point.coefficients[j] !== 0);
    while (sweeps < maxSweeps) {
      sweeps++;
      if (sweep(problem, point, curvatures, total, active) <= tolerance) break;
    }
  }
  return sweeps;
}

/** One step in each of some columns and the intercept. @returns the most that a step could have lowered the objective */
function sweep(
  { columns, rowWeights, l1, l2 }: ElasticNetProblem,
  point: ElasticNetPoint,
  curvatures: Float64Array,
  total: number,
  chosen: readonly number[],
): number {
  const { coefficients, residual } = point;
  let most = 0;
  for (const j of chosen) {
    const curvature = curvatures[j]!;
    if (curvature <= 0) continue;
    const column = columns[j]!;
    const before = coefficients[j]!;
    let slope = curvature * before;
    for (let i = 0; i < column.length; i++) slope += rowWeights[i]! * column[i]! * residual[i]!;
    const after = shrink(slope, l1) / (curvature + l2);
    const step = after - before;
    if (step === 0) continue;
    coefficients[j] = after;
    for (let i = 0; i < column.length; i++) residual[i]! -= step * column[i]!;
    most = Math.max(most, (curvature + l2) * step * step);
  }
  let sum = 0;
  for (let i = 0; i < residual.length; i++) sum += rowWeights[i]! * residual[i]!;
  const step = total > 0 ? sum / total : 0;
  point.intercept += step;
  for (let i = 0; i < residual.length; i++) residual[i]! -= step;
  return Math.max(most, total * step * step);
}

/** Towards 0 by as much, but not past it. */
function shrink(x: number, by: number): number {
  if (x > by) return x - by;
  return x < -by ? x + by : 0;
}
