import type { Interactions } from "../models/recommendation/task.ts";

/** Who chose what and when, one entry a line of a file, in any order; a pair may stand in several. */
export interface ChoiceColumns {
  /** Shape [lines]. */
  readonly user: Int32Array;
  /** Shape [lines]. */
  readonly item: Int32Array;
  /** Any unit; null where the order is unknown. Shape [lines]. */
  readonly time: Float64Array | null;
  /** null where each counts 1. Shape [lines]. */
  readonly strength: Float32Array | null;
}

export interface GatheredInteractions {
  readonly interactions: Interactions;
  /** When each title was first chosen; null where unknown. Shape [entries]. */
  readonly times: Float64Array | null;
}

/**
 * One entry a pair of reader and title. It stands at the time of the pair's first line; a later line of a title that
 * the reader has already says nothing new about what comes next.
 *
 * @param repeats how the lines of a pair make its strength: that of the "last" (a changed rating), or their "sum" (a
 *   return takes a purchase back); a pair whose strength is not above 0 is left out
 */
export function gatherInteractions(
  { user, item, time, strength }: ChoiceColumns,
  userCount: number,
  itemCount: number,
  repeats: "last" | "sum",
): GatheredInteractions {
  const { start, lines } = linesByUser(user, userCount);
  const rowStart = new Int32Array(userCount + 1);
  const items = new Int32Array(lines.length);
  const strengths = new Float32Array(lines.length);
  const times = time === null ? null : new Float64Array(lines.length);
  const timeOf = (line: number): number => (time === null ? 0 : time[line]!);
  let to = 0;
  for (let u = 0; u < userCount; u++) {
    const row = lines.subarray(start[u], start[u + 1]);
    row.sort((a, b) => item[a]! - item[b]! || timeOf(a) - timeOf(b) || a - b);
    const first: number[] = [];
    const sums = new Map<number, number>();
    for (let at = 0; at < row.length;) {
      const own = item[row[at]!]!;
      let total = 0;
      let earliest = -1;
      for (; at < row.length && item[row[at]!] === own; at++) {
        const weight = strength === null ? 1 : strength[row[at]!]!;
        total = repeats === "sum" ? total + weight : weight;
        if (earliest < 0 && weight > 0) earliest = row[at]!;
      }
      if (total > 0) {
        first.push(earliest);
        sums.set(earliest, total);
      }
    }
    if (time !== null) first.sort((a, b) => timeOf(a) - timeOf(b) || a - b);
    for (const line of first) {
      items[to] = item[line]!;
      strengths[to] = sums.get(line)!;
      if (times !== null) times[to] = timeOf(line);
      to++;
    }
    rowStart[u + 1] = to;
  }
  return {
    interactions: {
      userCount,
      itemCount,
      rowStart,
      items: items.slice(0, to),
      strengths: strengths.slice(0, to),
      ordered: time !== null,
    },
    times: times === null ? null : times.slice(0, to),
  };
}

/** Line numbers, those of one reader together. */
function linesByUser(user: Int32Array, userCount: number): { start: Int32Array; lines: Int32Array } {
  const start = new Int32Array(userCount + 1);
  for (const u of user) start[u + 1]!++;
  for (let u = 0; u < userCount; u++) start[u + 1]! += start[u]!;
  const next = start.slice();
  const lines = new Int32Array(user.length);
  for (let line = 0; line < user.length; line++) lines[next[user[line]!]!++] = line;
  return { start, lines };
}

/** The rows of readers with at least so many titles, and which they were. */
export function readersWith(
  { interactions, times }: GatheredInteractions,
  atLeast: number,
): GatheredInteractions & { readonly rows: Int32Array } {
  const { rowStart, userCount } = interactions;
  const rows = Int32Array.from({ length: userCount }, (_, u) => u).filter(
    (u) => rowStart[u + 1]! - rowStart[u]! >= atLeast,
  );
  const kept = new Int32Array(rows.reduce((sum, u) => sum + rowStart[u + 1]! - rowStart[u]!, 0));
  const start = new Int32Array(rows.length + 1);
  rows.forEach((u, row) => {
    const length = rowStart[u + 1]! - rowStart[u]!;
    for (let i = 0; i < length; i++) kept[start[row]! + i] = rowStart[u]! + i;
    start[row + 1] = start[row]! + length;
  });
  return {
    rows,
    interactions: {
      ...interactions,
      userCount: rows.length,
      rowStart: start,
      items: kept.map((at) => interactions.items[at]!),
      strengths: Float32Array.from(kept, (at) => interactions.strengths[at]!),
    },
    times: times === null ? null : Float64Array.from(kept, (at) => times[at]!),
  };
}
