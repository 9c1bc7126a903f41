import { normalUpperTail } from "../math/normal-distribution.ts";

/** A two-sided test of "no difference". */
export interface PairedTest {
  readonly statistic: number;
  /** Chance of a difference at least as large where there is none. */
  readonly pValue: number;
}

/** So many rows judged differently are counted out; from here on the χ² approximation serves. */
const EXACT_BELOW = 25;

/**
 * Whether two classifiers err equally often on the same rows, from the rows that only one of them gets right: exact
 * binomial below 25 such rows, else χ² with continuity correction.
 *
 * @see McNemar (1947); Edwards (1948) for the correction; Dietterich (1998), "Approximate statistical tests for comparing
 *   supervised classification learning algorithms", section 3.1
 */
export function mcNemar(onlyFirstRight: number, onlySecondRight: number): PairedTest {
  const n = onlyFirstRight + onlySecondRight;
  const least = Math.min(onlyFirstRight, onlySecondRight);
  if (n < EXACT_BELOW) {
    let ways = 1;
    let sum = 0;
    for (let k = 0; k <= least; k++) {
      sum += ways;
      ways = (ways * (n - k)) / (k + 1);
    }
    return { statistic: least, pValue: Math.min(1, (2 * sum) / 2 ** n) };
  }
  const gap = Math.max(0, Math.abs(onlyFirstRight - onlySecondRight) - 1);
  const statistic = (gap * gap) / n;
  return { statistic, pValue: Math.min(1, 2 * normalUpperTail(Math.sqrt(statistic))) };
}

/** So many differences, none of equal size, are counted out; else the normal approximation serves. */
const EXACT_RANKS = 50;

/**
 * Whether paired differences lie symmetrically about 0. Differences of 0 are left out; of equal sizes each has their mean
 * rank. Exact for up to 50 without equals, else normal, its variance corrected for equals.
 *
 * @returns the smaller sum of ranks; NaN and 1 where every difference is 0
 * @see Wilcoxon (1945); Demšar (2006), "Statistical comparisons of classifiers over multiple data sets", section 3.1.3
 */
export function wilcoxonSignedRank(differences: ArrayLike<number>): PairedTest {
  const kept = Float64Array.from(differences).filter((d) => d !== 0);
  const n = kept.length;
  if (n === 0) return { statistic: NaN, pValue: 1 };
  const order = Array.from(kept, (_, i) => i).sort(
    (a, b) => Math.abs(kept[a]!) - Math.abs(kept[b]!) || a - b,
  );
  let above = 0;
  let equals = 0;
  for (let from = 0; from < n;) {
    const size = Math.abs(kept[order[from]!]!);
    let until = from + 1;
    while (until < n && Math.abs(kept[order[until]!]!) === size) until++;
    for (let i = from; i < until; i++) if (kept[order[i]!]! > 0) above += (from + 1 + until) / 2;
    const tied = until - from;
    equals += tied * tied * tied - tied;
    from = until;
  }
  const total = (n * (n + 1)) / 2;
  const statistic = Math.min(above, total - above);
  if (n <= EXACT_RANKS && equals === 0) return { statistic, pValue: exactRankChance(n, statistic) };
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - equals / 48;
  const z = Math.abs(statistic - total / 2) / Math.sqrt(variance);
  return { statistic, pValue: Math.min(1, 2 * normalUpperTail(z)) };
}

/** Twice the share of the 2ⁿ choices of signs whose ranks sum to at most `sum`. */
function exactRankChance(n: number, sum: number): number {
  const ways = new Float64Array(sum + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let s = sum; s >= rank; s--) ways[s]! += ways[s - rank]!;
  }
  return Math.min(1, (2 * ways.reduce((all, each) => all + each, 0)) / 2 ** n);
}
