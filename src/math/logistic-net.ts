import { exp, log } from "../core/elementary.ts";
import { throwIfAborted } from "../core/errors.ts";
import { descend, type ElasticNetPoint } from "./elastic-net.ts";

/** Logistic regression with the elastic net's penalty on standardised columns. */
export interface LogisticNetProblem {
  /** The columns of X, each of shape [rows]. */
  readonly columns: readonly Float64Array[];
  /** Class numbers, shape [rows]. */
  readonly target: Float64Array;
  readonly classes: number;
  /** Mean 1. Shape [rows]. */
  readonly rowWeights: Float64Array;
  readonly l1: number;
  readonly l2: number;
  readonly maxRounds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: ((done: number) => void) | undefined;
}

/** One linear score for two classes (that of class 1), one for each of more. */
export interface LogisticNetFit {
  /** Shape [scores]. */
  readonly intercepts: Float64Array;
  /** Shape [scores][columns]. */
  readonly coefficients: Float64Array;
  /** Newton rounds done. */
  readonly rounds: number;
}

/** Rounds end when one lowers the objective by less than this share. */
const TOLERANCE = 1e-10;
/** Curvature of a row that is sure: below, its share of the sum would be lost to rounding. */
const LEAST_CURVATURE = 1e-5;
const HALVINGS = 30;

/**
 * Minimise (1/n) Σ_i h_i · loss_i + l1 Σ|w| + ½ l2 Σw² by proximal Newton steps, one score after the other: each is a
 * weighted elastic net on the quadratic approximation, and is halved until it lowers the objective. Intercepts are not
 * penalised. Softmax is over all classes, as scikit-learn's multinomial is.
 *
 * @throws `core.aborted`
 * @see Friedman, Hastie and Tibshirani (2010), sections 3 and 4; Lee, Sun and Saunders (2014), Proximal Newton-type methods
 */
export function fitLogisticNet(problem: LogisticNetProblem): LogisticNetFit {
  const { columns, target, classes, rowWeights, maxRounds } = problem;
  const n = target.length;
  const scoresPerRow = classes === 2 ? 1 : classes;
  const points = Array.from({ length: scoresPerRow }, () => ({
    intercept: 0,
    coefficients: new Float64Array(columns.length),
    scores: new Float64Array(n),
  }));
  startAtShares(points, problem);
  const scores = points.map((point) => point.scores);
  let objective = objectiveAt(problem, scores, points);
  let rounds = 0;
  for (; rounds < maxRounds; rounds++) {
    throwIfAborted(problem.signal, "Training");
    const before = objective;
    for (const [k, point] of points.entries()) {
      const chances = probabilitiesOf(scores, k);
      const curvature = chances.map((p, i) => (rowWeights[i]! * Math.max(LEAST_CURVATURE, p * (1 - p))) / n);
      const own = scoresPerRow === 1 ? 1 : k;
      const residual = chances.map((p, i) =>
        curvature[i] === 0 ? 0 : (((target[i] === own ? 1 : 0) - p) * rowWeights[i]!) / (n * curvature[i]!),
      );
      const wanted: ElasticNetPoint = {
        intercept: point.intercept,
        coefficients: point.coefficients.slice(),
        residual: residual.slice(),
      };
      descend(
        {
          columns,
          rowWeights: curvature,
          l1: problem.l1,
          l2: problem.l2,
          tolerance: Math.max(1e-16, 1e-4 * TOLERANCE),
          maxSweeps: 200,
        },
        wanted,
      );
      // What the step adds to each score is what it took from the residual.
      const change = residual.map((r, i) => r - wanted.residual[i]!);
      objective = stepDown(problem, points, k, wanted, change, objective);
    }
    problem.onRound?.(rounds + 1);
    if (before - objective <= TOLERANCE * Math.abs(before)) {
      rounds++;
      break;
    }
  }
  const coefficients = new Float64Array(scoresPerRow * columns.length);
  points.forEach((point, k) => coefficients.set(point.coefficients, k * columns.length));
  return { intercepts: Float64Array.from(points, ({ intercept }) => intercept), coefficients, rounds };
}

interface ScorePoint {
  intercept: number;
  coefficients: Float64Array;
  scores: Float64Array;
}

/** Intercepts that give each class its share of the rows. */
function startAtShares(points: readonly ScorePoint[], problem: LogisticNetProblem): void {
  const { target, rowWeights, classes } = problem;
  const shares = new Float64Array(classes);
  target.forEach((k, i) => (shares[k]! += rowWeights[i]! / target.length));
  for (const [k, point] of points.entries()) {
    const share = Math.max(1e-6, shares[points.length === 1 ? 1 : k]!);
    const rest = points.length === 1 ? Math.max(1e-6, shares[0]!) : 1;
    point.intercept = log(share / rest);
    point.scores.fill(point.intercept);
  }
}

/** Go towards `wanted` as far as the objective falls. @returns the objective there */
function stepDown(
  problem: LogisticNetProblem,
  points: readonly ScorePoint[],
  k: number,
  wanted: ElasticNetPoint,
  change: Float64Array,
  objective: number,
): number {
  const here = points[k]!;
  const { intercept, coefficients, scores } = here;
  let share = 1;
  for (let halving = 0; halving < HALVINGS; halving++, share /= 2) {
    here.intercept = intercept + share * (wanted.intercept - intercept);
    here.coefficients = coefficients.map((w, j) => w + share * (wanted.coefficients[j]! - w));
    const moved = scores.map((score, i) => score + share * change[i]!);
    const there = objectiveAt(
      problem,
      points.map((point, other) => (other === k ? moved : point.scores)),
      points,
    );
    if (there <= objective) {
      scores.set(moved);
      return there;
    }
  }
  here.intercept = intercept;
  here.coefficients = coefficients;
  return objective;
}

function objectiveAt(
  { target, rowWeights, l1, l2 }: LogisticNetProblem,
  scores: readonly Float64Array[],
  points: readonly ScorePoint[],
): number {
  let loss = 0;
  for (let i = 0; i < target.length; i++) {
    // log Σ exp(score), about the greatest score, which is at least 0 where one score stands against 0.
    let greatest = scores.length === 1 ? 0 : -Infinity;
    for (const score of scores) greatest = Math.max(greatest, score[i]!);
    let sum = scores.length === 1 ? exp(-greatest) : 0;
    for (const score of scores) sum += exp(score[i]! - greatest);
    const own = scores.length === 1 ? (target[i] === 1 ? scores[0]![i]! : 0) : scores[target[i]!]![i]!;
    loss += rowWeights[i]! * (greatest + log(sum) - own);
  }
  let penalty = 0;
  for (const { coefficients } of points) {
    for (const w of coefficients) penalty += l1 * Math.abs(w) + 0.5 * l2 * w * w;
  }
  return loss / target.length + penalty;
}

function probabilitiesOf(scores: readonly Float64Array[], k: number): Float64Array {
  const out = new Float64Array(scores[0]!.length);
  for (let i = 0; i < out.length; i++) {
    const own = scores[k]![i]!;
    let sum = scores.length === 1 ? exp(-own) : 0;
    for (const score of scores) sum += exp(score[i]! - own);
    out[i] = 1 / sum;
  }
  return out;
}
