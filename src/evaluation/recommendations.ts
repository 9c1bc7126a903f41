import { seededRandom } from "../core/random.ts";
import {
  RANKING_METRICS,
  type ActivityScores,
  type MethodScores,
  type NewTitleScores,
  type RankingScores,
} from "../domain/recommender-report.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { bootstrapMean } from "./bootstrap.ts";
import {
  catalogueCoverage,
  exposureGini,
  listDiversity,
  listNovelty,
  listPopularity,
  readersOfTitles,
} from "./list-metrics.ts";
import { scoreReaders, type RankedLists, type ReaderScores, type TitleLists } from "./ranking-metrics.ts";

/** Titles with fewer readers in the training data than this count as new. */
const NEW_BELOW_READERS = 5;

/** What recommendations are measured against. Rows of `known` and `target` are the readers of the lists. */
export interface RecommendationTruth {
  readonly target: TitleLists;
  readonly known: TitleLists;
  /** What the method learnt from. */
  readonly train: TitleLists;
  readonly itemCount: number;
  /** Titles by terms, for diversity; null where nothing is known of the titles. */
  readonly terms: CsrMatrix | null;
  readonly newBelowReaders?: number;
}

/**
 * All measures of one method's lists. Readers with nothing to find count in none of them.
 *
 * @throws `evaluation.list-mismatch`
 */
export function evaluateRecommendations(
  lists: RankedLists,
  truth: RecommendationTruth,
): Omit<MethodScores, "id" | "label"> {
  const { target, known, itemCount, train, terms } = truth;
  const readers = scoreReaders(lists, target);
  const tested = rowsWithTarget(readers);
  const shown = listsOf(lists, tested);
  const readerCount = rowCountWithTitles(train);
  const support = readersOfTitles(train, itemCount);
  return {
    users: tested.length,
    scores: meanScores(readers, tested),
    coverage: catalogueCoverage(shown, itemCount),
    exposureGini: exposureGini(shown, itemCount),
    diversity: terms === null ? null : estimate(listDiversity(shown, terms)),
    novelty: estimate(listNovelty(shown, support, readerCount)),
    popularity: estimate(listPopularity(shown, support, readerCount)),
    byActivity: activityScores(readers, tested, known),
    newTitles: newTitleScores(lists, target, support, truth.newBelowReaders ?? NEW_BELOW_READERS),
  };
}

const estimate = (values: Float64Array): ReturnType<typeof bootstrapMean> =>
  bootstrapMean(values, seededRandom(1, "bootstrap"));

/** Means over the given readers; every measure is resampled with the same readers. */
function meanScores(readers: ReaderScores, rows: Int32Array): RankingScores {
  return Object.fromEntries(
    RANKING_METRICS.map((metric) => [
      metric,
      estimate(Float64Array.from(rows, (row) => readers[metric][row]!)),
    ]),
  ) as RankingScores;
}

/** Readers in thirds by titles in their histories; readers with equally many stay together. */
function activityScores(readers: ReaderScores, rows: Int32Array, known: TitleLists): ActivityScores[] {
  const lengthOf = (row: number): number => known.rowStart[row + 1]! - known.rowStart[row]!;
  const byLength = rows.slice().sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  const groups: ActivityScores[] = [];
  for (let from = 0, third = 1; third <= 3; third++) {
    let to = Math.round((byLength.length * third) / 3);
    if (to <= from) continue;
    while (to < byLength.length && lengthOf(byLength[to]!) === lengthOf(byLength[to - 1]!)) to++;
    const group = byLength.subarray(from, to);
    groups.push({
      fromTitles: lengthOf(group[0]!),
      toTitles: lengthOf(group.at(-1)!),
      users: group.length,
      scores: meanScores(readers, group.slice().sort()),
    });
    from = to;
  }
  return groups;
}

function newTitleScores(
  lists: RankedLists,
  target: TitleLists,
  support: Int32Array,
  belowReaders: number,
): NewTitleScores | null {
  const users = target.rowStart.length - 1;
  const rowStart = new Int32Array(users + 1);
  const items: number[] = [];
  for (let user = 0; user < users; user++) {
    for (let at = target.rowStart[user]!; at < target.rowStart[user + 1]!; at++) {
      const item = target.items[at]!;
      if (support[item]! < belowReaders) items.push(item);
    }
    rowStart[user + 1] = items.length;
  }
  if (items.length === 0) return null;
  const readers = scoreReaders(lists, { rowStart, items: Int32Array.from(items) });
  return {
    belowReaders,
    users: rowsWithTarget(readers).length,
    recall: estimate(readers.recall),
    hitRate: estimate(readers.hitRate),
  };
}

function rowsWithTarget(readers: ReaderScores): Int32Array {
  const rows: number[] = [];
  readers.recall.forEach((value, row) => {
    if (!Number.isNaN(value)) rows.push(row);
  });
  return Int32Array.from(rows);
}

function listsOf({ k, items }: RankedLists, rows: Int32Array): RankedLists {
  const kept = new Int32Array(rows.length * k);
  rows.forEach((row, i) => kept.set(items.subarray(row * k, (row + 1) * k), i * k));
  return { k, items: kept };
}

function rowCountWithTitles({ rowStart }: TitleLists): number {
  let count = 0;
  for (let row = 0; row + 1 < rowStart.length; row++) if (rowStart[row + 1]! > rowStart[row]!) count++;
  return count;
}
