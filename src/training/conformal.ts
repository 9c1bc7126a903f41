import { log } from "../core/elementary.ts";

/**
 * Split-conformal intervals from backtest errors pooled over many series.
 *
 * A few origins say little about one title's errors, so the errors of all titles are put on one scale and pooled.
 * Demand is scaled as a compound Poisson count: with m the forecast and phi the title's mean demand size,
 * r = m / phi is the number of buying events to expect, and
 *
 *   score = sqrt(y / phi) - sqrt(r)
 *
 * has nearly the same distribution for all titles of one r (the square root evens out the variance of counts). So
 * scores are pooled by r, in buckets of equal size, and quantiles move smoothly from bucket to bucket:
 *
 *   quantile(level) = phi * max(0, sqrt(r) + score(level, r))²
 *
 * never negative, never crossing, skewed as demand is, and exactly 0 where most days sell nothing. Series that may be
 * negative use score = (y - m) / phi with phi a typical error, all in one bucket.
 *
 * @see Vovk, Gammerman and Shafer (2005), Algorithmic learning in a random world, section 4.2 (Mondrian: by group)
 * @see Anscombe (1948) for the square root
 */
export type ScoreFamily = "demand" | "additive";

/** Levels at which scores are kept; what lies between is interpolated. */
export const SCORE_LEVELS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
  0.85, 0.9, 0.925, 0.95, 0.965, 0.975, 0.985, 0.99, 0.995,
];

/** One kind of forecast target (single steps, whole weeks, sums from the first step), calibrated. Plain data. */
export interface ConformalTable {
  readonly family: ScoreFamily;
  /** Quantiles are rounded: the data are whole copies. */
  readonly integers: boolean;
  /** Cells are the steps of the target: day 1 to 28, week 1 to 4, sum over 1 to 28 days. */
  readonly cells: number;
  readonly buckets: number;
  /** Median of sqrt(r) in each bucket, rising, shape [cells, buckets]. */
  readonly centre: Float64Array;
  /** Shape [cells, buckets, SCORE_LEVELS.length]. */
  readonly score: Float64Array;
}

/** Backtest results of one kind of target. Position i belongs to cell `i % cells`. */
export interface CalibrationSample {
  readonly actual: Float64Array;
  /** Forecast made before the actual was known; NaN entries are left out. */
  readonly mean: Float64Array;
  /** Scale phi of each row of `cells` values, shape [length / cells]. */
  readonly scale: Float64Array;
}

/** Scores pooled into one cell, at least, where there are so many: cells borrow from their neighbours up to here. */
const CELL_TARGET = 1500;
const BUCKET_TARGET = 250;
const MAX_BUCKETS = 16;
/** Below so many scores in all, the shape of a Poisson count (or a normal error) stands in. */
const MINIMUM_SCORES = 30;
/**
 * Below sqrt(r) of this, a buying event in four targets, a count is 0 or one event, and one half as frequent is the same
 * count thinned out. Above it that is not so: a bucket's own scores hold, though it may be wide where scores are few.
 */
const RARE = 0.5;
/** A forecast below this many copies is none: a closed day. */
const NOTHING = 1e-9;

/**
 * Calibrate one kind of target.
 *
 * @param sample errors from origins that lie before everything the table will be used on
 */
export function calibrate(
  sample: CalibrationSample,
  cells: number,
  family: ScoreFamily,
  integers: boolean,
): ConformalTable {
  const scored = scoreCells(sample, cells, family);
  const total = scored.reduce((count, cell) => count + cell.score.length, 0);
  if (total < MINIMUM_SCORES) return assumedTable(cells, family, integers);

  const radius = poolingRadius(scored);
  const pooled = scored.map((_, c) => pool(scored.slice(Math.max(0, c - radius), c + radius + 1)));
  const smallest = Math.min(...pooled.map((cell) => cell.score.length));
  const buckets =
    family === "additive" ? 1 : Math.min(MAX_BUCKETS, Math.max(1, Math.floor(smallest / BUCKET_TARGET)));
  const levels = SCORE_LEVELS.length;
  const table = {
    family,
    integers,
    cells,
    buckets,
    centre: new Float64Array(cells * buckets),
    score: new Float64Array(cells * buckets * levels),
  };
  pooled.forEach((cell, c) => fillCell(table, c, cell));
  return table;
}

/**
 * The quantile of one target.
 *
 * @param cell step of the target, from 0
 * @param level in (0, 1)
 * @param mean forecast of the target
 * @param scale phi of the series
 */
export function conformalQuantile(
  table: ConformalTable,
  cell: number,
  level: number,
  mean: number,
  scale: number,
): number {
  const { buckets } = table;
  if (table.family === "additive") {
    return rounded(table, mean + scale * scoreAtLevel(table, cell * buckets, level));
  }
  if (!(mean > NOTHING) || !(scale > 0)) return 0;
  const x = Math.sqrt(mean / scale);
  const rarest = Math.min(RARE, table.centre[cell * buckets]!);
  if (x >= rarest) return rounded(table, demandQuantile(table, cell, level, x, scale));
  // Rare, and rarer than what was seen: the same demands, each with its chance thinned out by as much as the mean is smaller.
  const thinned = 1 - (1 - level) * ((rarest * rarest) / (x * x));
  return thinned > 0 ? rounded(table, demandQuantile(table, cell, thinned, rarest, scale)) : 0;
}

function demandQuantile(
  table: ConformalTable,
  cell: number,
  level: number,
  x: number,
  scale: number,
): number {
  const root = Math.max(0, x + scoreAt(table, cell, level, x));
  return scale * root * root;
}

/** Score at sqrt(r) = x: linear between the centres of the two nearest buckets, constant beyond the outermost. */
function scoreAt(table: ConformalTable, cell: number, level: number, x: number): number {
  const { buckets } = table;
  const first = cell * buckets;
  let upper = 0;
  while (upper < buckets && table.centre[first + upper]! < x) upper++;
  if (upper === 0) return scoreAtLevel(table, first, level);
  if (upper === buckets) return scoreAtLevel(table, first + buckets - 1, level);
  const left = table.centre[first + upper - 1]!;
  const right = table.centre[first + upper]!;
  const share = (x - left) / (right - left);
  return (
    (1 - share) * scoreAtLevel(table, first + upper - 1, level) +
    share * scoreAtLevel(table, first + upper, level)
  );
}

/**
 * The order statistic that covers a new value with the asked probability when it is exchangeable with the n sorted
 * scores: number ceil((n + 1) level) above the median, floor((n + 1) level) below it, kept within 1 to n.
 */
export function conformalRank(n: number, level: number): number {
  const rank = level >= 0.5 ? Math.ceil((n + 1) * level) : Math.floor((n + 1) * level);
  return Math.min(n, Math.max(1, rank));
}

interface Cell {
  /** sqrt(r) of each score, 0 in the additive family. */
  readonly location: Float64Array;
  readonly score: Float64Array;
}

function scoreCells(sample: CalibrationSample, cells: number, family: ScoreFamily): Cell[] {
  const { actual, mean, scale } = sample;
  return Array.from({ length: cells }, (_, c) => {
    const location: number[] = [];
    const score: number[] = [];
    for (let row = 0, i = c; i < actual.length; row++, i += cells) {
      const phi = scale[row]!;
      const m = mean[i]!;
      if (Number.isNaN(m) || Number.isNaN(actual[i]!) || !(phi > 0)) continue;
      if (family === "additive") {
        location.push(0);
        score.push((actual[i]! - m) / phi);
      } else if (m > NOTHING) {
        const root = Math.sqrt(m / phi);
        location.push(root);
        score.push(Math.sqrt(Math.max(0, actual[i]!) / phi) - root);
      }
    }
    return { location: Float64Array.from(location), score: Float64Array.from(score) };
  });
}

/** How many neighbouring cells on each side to pool with: as few as give every cell enough scores. */
function poolingRadius(scored: readonly Cell[]): number {
  for (let radius = 0; radius < scored.length; radius++) {
    const enough = radius < 4 ? CELL_TARGET : MINIMUM_SCORES;
    const counts = scored.map((_, c) => {
      let count = 0;
      for (let k = Math.max(0, c - radius); k <= Math.min(scored.length - 1, c + radius); k++) {
        count += scored[k]!.score.length;
      }
      return count;
    });
    if (Math.min(...counts) >= enough) return radius;
  }
  return scored.length;
}

function pool(cells: readonly Cell[]): Cell {
  if (cells.length === 1) return cells[0]!;
  const length = cells.reduce((count, cell) => count + cell.score.length, 0);
  const pooled = { location: new Float64Array(length), score: new Float64Array(length) };
  let at = 0;
  for (const cell of cells) {
    pooled.location.set(cell.location, at);
    pooled.score.set(cell.score, at);
    at += cell.score.length;
  }
  return pooled;
}

function fillCell(table: ConformalTable, c: number, cell: Cell): void {
  const n = cell.score.length;
  const levels = SCORE_LEVELS.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => cell.location[a]! - cell.location[b]! || cell.score[a]! - cell.score[b]!,
  );
  for (let b = 0; b < table.buckets; b++) {
    const from = Math.floor((b * n) / table.buckets);
    const to = Math.floor(((b + 1) * n) / table.buckets);
    const at = c * table.buckets + b;
    const size = to - from;
    table.centre[at] = cell.location[order[from + (size >> 1)]!]!;
    const scores = new Float64Array(size);
    for (let i = 0; i < size; i++) scores[i] = cell.score[order[from + i]!]!;
    scores.sort();
    for (let l = 0; l < levels; l++) {
      table.score[at * levels + l] = scores[conformalRank(size, SCORE_LEVELS[l]!) - 1]!;
    }
  }
}

/** Linear between the kept levels; the outermost ones hold beyond. */
function scoreAtLevel(table: ConformalTable, bucket: number, level: number): number {
  const levels = SCORE_LEVELS.length;
  const at = bucket * levels;
  let upper = 0;
  while (upper < levels && SCORE_LEVELS[upper]! < level) upper++;
  if (upper === 0) return table.score[at]!;
  if (upper === levels) return table.score[at + levels - 1]!;
  const left = SCORE_LEVELS[upper - 1]!;
  const share = (level - left) / (SCORE_LEVELS[upper]! - left);
  return (1 - share) * table.score[at + upper - 1]! + share * table.score[at + upper]!;
}

const rounded = (table: ConformalTable, value: number): number =>
  table.integers ? Math.round(value) : value;

/**
 * Scores for want of any backtest: the root of a Poisson count has standard deviation 1/2 whatever its mean; half as
 * much again allows for the unknown rate. Additive errors are taken as normal with the given scale.
 */
function assumedTable(cells: number, family: ScoreFamily, integers: boolean): ConformalTable {
  const spread = family === "demand" ? 0.75 : 1;
  const levels = SCORE_LEVELS.length;
  const score = new Float64Array(cells * levels);
  for (let i = 0; i < score.length; i++) score[i] = spread * normalQuantile(SCORE_LEVELS[i % levels]!);
  return { family, integers, cells, buckets: 1, centre: new Float64Array(cells).fill(1), score };
}

/** Quantile of the standard normal, to 4.5e-4. @see Abramowitz and Stegun (1964), 26.2.23 */
function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * log(Math.min(p, 1 - p)));
  const z =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  return p < 0.5 ? -z : z;
}
