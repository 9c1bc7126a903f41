import { seededRandom } from "../core/random.ts";
import type { TitleRecord } from "../domain/dataset.ts";
import type { Estimate, MethodScores, RankingScores } from "../domain/recommender-report.ts";
import { bootstrapMean } from "../evaluation/bootstrap.ts";
import { listDiversity } from "../evaluation/list-metrics.ts";
import type { RankedLists, TitleLists } from "../evaluation/ranking-metrics.ts";
import { evaluateRecommendations } from "../evaluation/recommendations.ts";
import { titleContent } from "../features/title-terms.ts";
import { gatherInteractions } from "../training/gather-interactions.ts";
import { pairError } from "./pair-errors.ts";
import type { PairLines } from "./read-pairs.ts";

export interface EvaluateRecommendationsRequest {
  readonly recommendations: PairLines;
  readonly actual: PairLines;
  /** What was learnt from; null where unknown. */
  readonly train: PairLines | null;
  readonly titles: ReadonlyMap<string, TitleRecord> | null;
  /** The dictionaries of all files; every item in them is the catalogue of the coverage. */
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly k: number;
  readonly newBelow: number;
}

export interface RecommendationEvaluation {
  readonly k: number;
  readonly users: number;
  readonly scores: RankingScores;
  readonly diversity: Estimate | null;
  /** What needs the training data; null without it. */
  readonly beyond: Pick<
    MethodScores,
    "coverage" | "exposureGini" | "novelty" | "popularity" | "byActivity" | "newTitles"
  > | null;
  readonly notices: readonly string[];
}

/**
 * Measure the lists of a file against what users chose. Users with nothing to find do not count; users with something
 * to find and no list count 0.
 *
 * @throws `pairs.no-user` when no user of the actual file has a list
 */
export function evaluateRecommendationTable(
  request: EvaluateRecommendationsRequest,
): RecommendationEvaluation {
  const { recommendations, actual, train, titles, users, items, k, newBelow } = request;
  const lists = listsOf(recommendations, users.length, k);
  const target = titlesOf(actual, users.length, items.length);
  const known = titlesOf(train, users.length, items.length);
  const tested = users.filter((_, user) => hasTitles(target, user)).length;
  const without = users.filter((_, user) => hasTitles(target, user) && lists.items[user * k] === -1).length;
  if (without === tested) {
    throw pairError("pairs.no-user", {
      recommendations: recommendations.fileName,
      actual: actual.fileName,
      example: users[recommendations.user[0]!]!,
      other: users[actual.user[0]!]!,
    });
  }
  const notices: string[] = [];
  if (without > 0) {
    notices.push(`${without} of ${tested} users of ${actual.fileName} have no recommendations and count 0.`);
  }
  const again = train === null ? 0 : pairsInBoth(target, known);
  if (again > 0) {
    notices.push(
      `${again} of ${target.items.length} pairs of ${actual.fileName} stand in ${train!.fileName} too; they count as they stand.`,
    );
  }
  const report = evaluateRecommendations(lists, {
    target,
    known,
    train: known,
    itemCount: items.length,
    terms: null,
    newBelowReaders: newBelow,
  });
  const shown = users.flatMap((_, user) => (hasTitles(target, user) ? [user] : []));
  return {
    k,
    users: report.users,
    scores: report.scores,
    diversity: titles === null ? null : diversityOf(lists, shown, items, titles),
    beyond: train === null ? null : report,
    notices,
  };
}

/** The first k items of each user, best first. */
function listsOf({ user, item, numbers }: PairLines, userCount: number, k: number): RankedLists {
  const { rank, score } = numbers;
  const order = Int32Array.from(user.keys());
  order.sort((a, b) => {
    const byUser = user[a]! - user[b]!;
    if (byUser !== 0) return byUser;
    if (rank !== undefined) return rank[a]! - rank[b]! || a - b;
    return score === undefined ? a - b : score[b]! - score[a]! || a - b;
  });
  const items = new Int32Array(userCount * k).fill(-1);
  let own = -1;
  let length = 0;
  let seen = new Set<number>();
  for (const line of order) {
    if (user[line] !== own) {
      own = user[line]!;
      length = 0;
      seen = new Set();
    }
    if (length === k || seen.has(item[line]!)) continue;
    seen.add(item[line]!);
    items[own * k + length++] = item[line]!;
  }
  return { k, items };
}

function titlesOf(lines: PairLines | null, userCount: number, itemCount: number): TitleLists {
  const user = lines?.user ?? new Int32Array(0);
  const item = lines?.item ?? new Int32Array(0);
  return gatherInteractions({ user, item, time: null, strength: null }, userCount, itemCount, "last")
    .interactions;
}

const hasTitles = ({ rowStart }: TitleLists, user: number): boolean => rowStart[user + 1]! > rowStart[user]!;

function pairsInBoth(target: TitleLists, known: TitleLists): number {
  let count = 0;
  for (let user = 0; user + 1 < target.rowStart.length; user++) {
    const own = new Set(known.items.subarray(known.rowStart[user], known.rowStart[user + 1]));
    for (const item of target.items.subarray(target.rowStart[user], target.rowStart[user + 1])) {
      if (own.has(item)) count++;
    }
  }
  return count;
}

function diversityOf(
  lists: RankedLists,
  rows: readonly number[],
  items: readonly string[],
  titles: ReadonlyMap<string, TitleRecord>,
): Estimate {
  const { terms } = titleContent(items.map((id) => titles.get(id) ?? null));
  const { k } = lists;
  const shown = new Int32Array(rows.length * k);
  rows.forEach((row, i) => shown.set(lists.items.subarray(row * k, (row + 1) * k), i * k));
  return bootstrapMean(listDiversity({ k, items: shown }, terms), seededRandom(1, "bootstrap"));
}
