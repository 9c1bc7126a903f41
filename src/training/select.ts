/** Backtest errors of many series. */
export interface BacktestErrors {
  readonly series: number;
  readonly origins: number;
  readonly candidates: number;
  /** Scaled root mean squared error (RMSSE), shape [series, origins, candidates]; NaN where there is none. */
  readonly rmsse: Float64Array;
  /** Which series are alike, shape [series]: a demand class. */
  readonly group: Uint8Array;
}

/**
 * Origins' worth of weight that the group's experience has beside the series' own. A handful of origins says little
 * about one title; all titles of its class together say a lot.
 */
const GROUP_WEIGHT = 20;

/**
 * Choose one candidate for each series: the smallest RMSSE over the given origins, drawn towards the mean of the
 * series' group. A candidate that failed at an origin is judged by the others.
 *
 * Each error is taken relative to the mean of the candidates at the same series and origin, so that hard months do
 * not count against whoever forecast them. Equal scores go to the earlier candidate.
 *
 * @param origins indices of the origins to judge by
 * @param fallback candidate to take while no origin tells them apart
 * @returns index of a candidate for each series
 */
export function selectCandidates(
  errors: BacktestErrors,
  origins: readonly number[],
  fallback: number,
): Uint8Array {
  const { candidates } = errors;
  const groups = groupMeans(errors, origins);
  const chosen = new Uint8Array(errors.series).fill(fallback);
  if (groups === null) return chosen;
  const sum = new Float64Array(candidates);
  const count = new Float64Array(candidates);
  for (let s = 0; s < errors.series; s++) {
    sum.fill(0);
    count.fill(0);
    for (const o of origins) addRelative(errors, s, o, sum, count);
    let best = Infinity;
    for (let c = 0; c < candidates; c++) {
      const group = groups[errors.group[s]! * candidates + c]!;
      const score = (sum[c]! + GROUP_WEIGHT * group) / (count[c]! + GROUP_WEIGHT);
      if (score < best) {
        best = score;
        chosen[s] = c;
      }
    }
  }
  return chosen;
}

/**
 * The few candidates that did best on a group of series, best first; equal ones in their own order.
 *
 * @param origins indices of the origins to judge by
 * @param many how many, at most
 * @returns one list a group; none at all while no origin tells them apart
 */
export function bestOfGroups(errors: BacktestErrors, origins: readonly number[], many: number): number[][] {
  const { candidates } = errors;
  const groups = groupMeans(errors, origins);
  const all = Array.from({ length: candidates }, (_, c) => c);
  if (groups === null) return [];
  return Array.from({ length: groups.length / candidates }, (_, g) =>
    all
      .filter((c) => groups[g * candidates + c]! < NEVER_TRIED)
      .sort((a, b) => groups[g * candidates + a]! - groups[g * candidates + b]! || a - b)
      .slice(0, many),
  );
}

/** Stands for the error of a candidate that no series tried: behind every candidate that one did. */
const NEVER_TRIED = 1e6;

/**
 * Mean relative error of each candidate in each group, shape [groups, candidates]; that of all series where the group
 * has none. Null without any error.
 */
function groupMeans(errors: BacktestErrors, origins: readonly number[]): Float64Array | null {
  const { candidates } = errors;
  let groups = 1;
  for (const g of errors.group) groups = Math.max(groups, g + 1);
  const sum = new Float64Array(groups * candidates);
  const count = new Float64Array(groups * candidates);
  const allSum = new Float64Array(candidates);
  const allCount = new Float64Array(candidates);
  for (let s = 0; s < errors.series; s++) {
    const at = errors.group[s]! * candidates;
    for (const o of origins) {
      addRelative(errors, s, o, sum.subarray(at, at + candidates), count.subarray(at, at + candidates));
      addRelative(errors, s, o, allSum, allCount);
    }
  }
  if (!allCount.some((n) => n > 0)) return null;
  return sum.map((total, i) => {
    if (count[i]! > 0) return total / count[i]!;
    const c = i % candidates;
    return allCount[c]! > 0 ? allSum[c]! / allCount[c]! : NEVER_TRIED;
  });
}

function addRelative(
  errors: BacktestErrors,
  s: number,
  o: number,
  sum: Float64Array,
  count: Float64Array,
): void {
  const { candidates, rmsse } = errors;
  const at = (s * errors.origins + o) * candidates;
  let mean = 0;
  let present = 0;
  for (let c = 0; c < candidates; c++) {
    if (Number.isNaN(rmsse[at + c]!)) continue;
    mean += rmsse[at + c]!;
    present++;
  }
  if (present === 0) return;
  mean /= present;
  for (let c = 0; c < candidates; c++) {
    if (Number.isNaN(rmsse[at + c]!)) continue;
    sum[c]! += rmsse[at + c]! - mean;
    count[c]! += 1;
  }
}
