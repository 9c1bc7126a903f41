import { throwIfAborted } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import type { Contributions, TabularColumn, TabularTable } from "../models/tabular.ts";

/** Cells of a table that a model is asked at once, at most. */
const MOST_CELLS = 1 << 20;

/**
 * Contributions of columns to any model's scores, by sampling: from a background row to the row explained, one column after
 * the other in a drawn order and then in its reverse, each column credited with the step it makes. With the expectation,
 * the mean over the background, they sum to the score exactly; each alone has a sampling error.
 *
 * @param scoresOf of a table, shape [rows, scores]
 * @param background rows that stand for "not known"; one order is drawn for each
 * @throws `core.aborted`
 * @see Štrumbelj and Kononenko (2014), "Explaining prediction models and individual predictions with feature
 *   contributions"; Mitchell et al. (2022), "Sampling permutations for Shapley value estimation", section 3.1, for the
 *   reverse; golden case `evaluation/sampling`
 */
export function sampledContributions(
  scoresOf: (table: TabularTable) => Float64Array,
  table: TabularTable,
  background: TabularTable,
  random: Random,
  signal?: AbortSignal,
): Omit<Contributions, "unit"> {
  const width = table.columns.length;
  const far = scoresOf(background);
  const scores = far.length / background.rows;
  const expected = new Float64Array(scores);
  far.forEach((score, i) => (expected[i % scores]! += score / background.rows));
  const values = new Float64Array(table.rows * scores * width);
  const walks = walksOf(table.rows, background.rows, width, random);
  const share = 1 / (2 * background.rows);
  const atOnce = Math.max(1, Math.floor(MOST_CELLS / (width * (width + 1))));
  for (let from = 0; from < walks.length; from += atOnce) {
    throwIfAborted(signal, "Explaining");
    const some = walks.slice(from, from + atOnce);
    const found = scoresOf(stepTable(table, background, some));
    some.forEach(({ row, order }, w) => {
      order.forEach((column, step) => {
        const at = (w * (width + 1) + step) * scores;
        for (let k = 0; k < scores; k++) {
          const moved = found[at + scores + k]! - found[at + k]!;
          values[(row * scores + k) * width + column]! += share * moved;
        }
      });
    });
  }
  return { scores, expected, values };
}

/** A way from a background row to a row explained. */
interface Walk {
  readonly row: number;
  readonly start: number;
  /** Columns in the order they change. */
  readonly order: readonly number[];
}

function walksOf(rows: number, starts: number, width: number, random: Random): Walk[] {
  const walks: Walk[] = [];
  for (let row = 0; row < rows; row++) {
    for (let start = 0; start < starts; start++) {
      const order = Array.from({ length: width }, (_, c) => c);
      for (let i = width - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      walks.push({ row, start, order }, { row, start, order: order.toReversed() });
    }
  }
  return walks;
}

/** All places of the walks, one after the other: width + 1 rows each, from the background to the row explained. */
function stepTable(table: TabularTable, background: TabularTable, walks: readonly Walk[]): TabularTable {
  const width = table.columns.length;
  const rows = walks.length * (width + 1);
  const columns = table.columns.map((column): TabularColumn =>
    column.kind === "numeric"
      ? { ...column, values: new Float64Array(rows) }
      : { ...column, values: new Int32Array(rows) },
  );
  walks.forEach(({ row, start, order }, w) => {
    const first = w * (width + 1);
    order.forEach((c, step) => {
      const { values } = columns[c]!;
      const changed = first + step + 1;
      values.fill(background.columns[c]!.values[start]!, first, changed);
      values.fill(table.columns[c]!.values[row]!, changed, first + width + 1);
    });
  });
  return { rows, columns };
}
