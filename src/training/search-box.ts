import { log, pow } from "../core/elementary.ts";

/** One number to choose: `at` runs from 0 to 1 between the bounds, evenly or by ratio. */
export interface Dimension {
  readonly min: number;
  readonly max: number;
  readonly scale: "linear" | "log";
  /** Where the search begins, within the bounds. */
  readonly start: number;
}

export interface SearchBudget {
  /** Points tried at most; a point met again costs nothing. */
  readonly trials: number;
  /** Points of these spread over the whole box before the best is refined. */
  readonly spread: number;
  /** Asked before each trial; true ends the search with the best so far. */
  readonly isOver: () => boolean;
}

export interface SearchResult {
  readonly values: readonly number[];
  /** What `judge` gave; -Infinity where no trial was made. */
  readonly score: number;
}

/** A coordinate is a whole number of these: coarse enough that points are met again. */
const GRID = 64;
const FIRST_STEP = 16;
const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19] as const;

/**
 * Find where `judge` is largest in a box of up to 8 dimensions: the start and points of Halton's sequence over the whole
 * box, then steps along one axis after the other from the best, halved where none helps. Everything is a function of
 * the arguments alone.
 *
 * @param judge of values in the order of the dimensions
 * @see Halton (1960); Hooke and Jeeves (1961)
 */
export function searchBox(
  dimensions: readonly Dimension[],
  judge: (values: readonly number[]) => number,
  { trials, spread, isOver }: SearchBudget,
): SearchResult {
  const known = new Map<string, number>();
  let made = 0;
  let best: readonly number[] = dimensions.map(startOf);
  let bestScore = -Infinity;
  const valuesAt = (point: readonly number[]): number[] => point.map((at, d) => valueAt(dimensions[d]!, at));
  /** Whether the point is the best so far; null where the budget is spent. */
  const visit = (point: readonly number[]): boolean | null => {
    const key = point.join(" ");
    if (known.has(key)) return false;
    if (made >= trials || isOver()) return null;
    made++;
    const score = judge(valuesAt(point));
    known.set(key, score);
    if (!(score > bestScore)) return false;
    best = point;
    bestScore = score;
    return true;
  };

  visit(best);
  for (let n = 1; n < spread; n++) {
    visit(dimensions.map((_, d) => Math.round(radicalInverse(n, PRIMES[d]!) * GRID)));
  }
  for (let step = FIRST_STEP; step >= 1; step = Math.floor(step / 2)) {
    let helped = true;
    while (helped) {
      helped = false;
      for (let d = 0; d < dimensions.length; d++) {
        for (const sign of [1, -1]) {
          const point = best.map((at, i) => (i === d ? Math.min(GRID, Math.max(0, at + sign * step)) : at));
          const better = visit(point);
          if (better === null) return { values: valuesAt(best), score: bestScore };
          if (better) {
            helped = true;
            break;
          }
        }
      }
    }
  }
  return { values: valuesAt(best), score: bestScore };
}

/** The digits of n in this base, mirrored at the point. */
function radicalInverse(n: number, base: number): number {
  let value = 0;
  let unit = 1 / base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / base)) {
    value += (rest % base) * unit;
    unit /= base;
  }
  return value;
}

function valueAt({ min, max, scale }: Dimension, at: number): number {
  if (scale === "linear") return min + ((max - min) * at) / GRID;
  return min * pow(max / min, at / GRID);
}

function startOf({ min, max, scale, start }: Dimension): number {
  const share = scale === "linear" ? (start - min) / (max - min) : log(start / min) / log(max / min);
  return Math.round(share * GRID);
}
