import { pow } from "../../core/elementary.ts";
import { CsrRows } from "../../math/sparse/csr-rows.ts";
import { selectLargest } from "../../math/sparse/select-largest.ts";
import type { FitContext } from "../model.ts";
import { sizes } from "./family.ts";
import type { Gram } from "./local-ease.ts";
import { PairRows, readerRows } from "./pair-rows.ts";
import { eachTitle } from "./row-steps.ts";
import type { Interactions } from "./task.ts";

/** Pairs kept of each title, and of all: 8 bytes each, 800 MB at the very most; the weakest of each title go first. */
const MOST_PAIRS = { ofOne: 4000, ofAll: 1e8, least: 100 };

/** Pairs kept of each of so many titles. */
export function pairsKept(titles: number): number {
  return Math.max(MOST_PAIRS.least, Math.min(MOST_PAIRS.ofOne, Math.floor(MOST_PAIRS.ofAll / titles)));
}

/** Xᵀ D X with D = diag(n_u^-b), n_u the squared strengths of a reader. */
export function weightedGram(
  interactions: Interactions,
  b: number,
  context: Pick<FitContext, "progress" | "signal">,
): Gram {
  const rows = readerRows(interactions);
  const { userCount, itemCount, rowStart, items, values } = rows;
  const readerWeights = sizes(rows).readers.map((size) => (size === 0 ? 0 : pow(size, -b)));
  const pairs = new PairRows(rows, { readerWeights });
  const matrix = new CsrRows(itemCount, itemCount);
  const columns = new Int32Array(itemCount);
  const strengths = new Float64Array(itemCount);
  const most = pairsKept(itemCount);
  eachTitle(itemCount, "Comparing titles", context, (item) => {
    const count = pairs.row(item);
    for (let n = 0; n < count; n++) {
      columns[n] = pairs.neighbours[n]!;
      strengths[n] = pairs.sums[columns[n]!]!;
    }
    const kept = selectLargest(strengths, columns, count, most);
    matrix.append(columns, kept, (column) => pairs.sums[column]!);
  });
  const diagonal = new Float64Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    for (let at = rowStart[user]!; at < rowStart[user + 1]!; at++) {
      diagonal[items[at]!]! += readerWeights[user]! * values[at]! * values[at]!;
    }
  }
  return { pairs: matrix.matrix(), diagonal };
}
