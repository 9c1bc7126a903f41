import type {
  DeclineReason,
  QueryFilter,
  QueryReading,
  TablePlan,
  TableQuery,
} from "../../domain/table-query.ts";
import { nearestTitles, type Named } from "./resolve-names.ts";
import type { ShopTable } from "./shop-table.ts";

/** All titles, as they are. */
export const EVERYTHING: TableQuery = {
  filters: [],
  period: null,
  result: { kind: "rows" },
  groupBy: null,
  sort: null,
  skip: 0,
  limit: null,
  explain: null,
};

export function queryPlan(
  query: TableQuery,
  probability: number,
  readings: readonly (QueryReading | null)[],
): TablePlan {
  return {
    kind: "query",
    query,
    probability: Math.max(0, Math.min(1, probability)),
    readings: readings.filter((reading) => reading !== null),
  };
}

export function declined(
  reason: DeclineReason,
  sentence: string,
  nearest: readonly string[] = [],
): TablePlan {
  return { kind: "declined", reason, sentence, nearest };
}

/** A name that the catalogue does not have, with what comes nearest. */
export function unknownName(
  table: ShopTable,
  what: string,
  typed: string,
  words: readonly string[],
): TablePlan {
  return declined("unknown-name", `The catalogue has no ${what} “${typed}”.`, nearestTitles(table, words));
}

/** Below this a namesake is asked back instead of taken. */
const SURE_NAME = 0.6;

/** A plan with the name that was meant, or a question back where several fit. */
export function withName(
  typed: string,
  name: Named,
  planOf: (named: Named) => {
    readonly query: TableQuery;
    readonly probability: number;
    readonly readings: readonly (QueryReading | null)[];
  },
): TablePlan {
  const { query, probability, readings } = planOf(name);
  if (name.probability >= SURE_NAME || name.others.length === 0) {
    return queryPlan(query, probability * name.probability, [name.reading, ...readings]);
  }
  const options = [name, ...name.others].map((option) => {
    const planned = planOf(option);
    return {
      label: option.label,
      query: planned.query,
      readings: [option.reading, ...planned.readings].filter((reading) => reading !== null),
    };
  });
  return { kind: "choose", typed, options };
}

/** Filters with a further one; null where they exclude one another. */
export function withFilter(filters: readonly QueryFilter[], added: QueryFilter): QueryFilter[] | null {
  for (const [i, filter] of filters.entries()) {
    if (filter.field !== added.field) continue;
    if (filter.is === "between" && added.is === "between") {
      const low = Math.max(filter.low ?? -Infinity, added.low ?? -Infinity);
      const high = Math.min(filter.high ?? Infinity, added.high ?? Infinity);
      if (low > high) return null;
      const merged = {
        ...filter,
        low: low === -Infinity ? null : low,
        high: high === Infinity ? null : high,
      };
      return filters.map((other, j) => (j === i ? merged : other));
    }
    const [a, b] = [oneOf(filter), oneOf(added)];
    if (a === null || b === null || isMany(added)) continue;
    if (!a.some((value) => b.includes(value))) return null;
  }
  return [...filters, added];
}

/** Titles can have several authors, genres: two of them exclude nothing. */
const isMany = ({ field }: QueryFilter): boolean => field === "author" || field === "genre";

function oneOf(filter: QueryFilter): readonly (string | number)[] | null {
  return filter.is === "equal" ? [filter.value] : filter.is === "one-of" ? filter.values : null;
}
