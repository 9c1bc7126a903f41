import { pow } from "../../core/elementary.ts";
import type { CsrMatrix } from "../../math/sparse/csr-matrix.ts";
import { CsrRows } from "../../math/sparse/csr-rows.ts";
import { selectLargest } from "../../math/sparse/select-largest.ts";
import type { FitContext } from "../model.ts";
import { PairRows, readerRows, type GapWeights, type ReaderRows } from "./pair-rows.ts";
import { eachTitle } from "./row-steps.ts";
import type { Interactions } from "./task.ts";

/** Exponents and shrinkage of the tuned sparse family; the letters of its formula. */
export interface FamilySettings {
  /** Of n_i, the size of the title in the history. */
  readonly a: number;
  /** Of n_u, the size of the reader. */
  readonly b: number;
  /** Of n_j, the size of the title recommended. */
  readonly c: number;
  /** Readers in common at which half is believed. */
  readonly h: number;
  /** Of the whole weight. */
  readonly q: number;
  /** Titles kept of each row. */
  readonly topK: number;
}

/**
 * W_ij = [ n_i^-a · n_j^-c · S_ij · C_ij / (C_ij + h) ]^q with C_ij = Σ_u x_ui x_uj and S_ij = Σ_u n_u^-b x_ui x_uj,
 * where n_u = Σ_i x_ui² and n_i = Σ_u x_ui² (for choices without strengths: their numbers).
 *
 * @param gaps weights of each pair by its places in a history, for C (first sum) and S (second); null where the order
 *   says nothing
 * @returns titles by titles, the topK largest of each row
 */
export function familyWeights(
  interactions: Interactions,
  settings: FamilySettings,
  gaps: GapWeights | null,
  context: FitContext,
): CsrMatrix {
  const { a, b, c, h, q, topK } = settings;
  const rows = readerRows(interactions);
  const { readers, items } = sizes(rows);
  const readerWeights = new Float64Array(2 * rows.userCount);
  for (let user = 0; user < rows.userCount; user++) {
    readerWeights[2 * user] = 1;
    readerWeights[2 * user + 1] = readers[user] === 0 ? 0 : pow(readers[user]!, -b);
  }
  const pairs = new PairRows(rows, { sums: 2, readerWeights, ...(gaps !== null && { gaps }) });
  const columnFactors = items.map((size) => (size === 0 ? 0 : pow(size, -c)));
  const weights = new CsrRows(rows.itemCount, rows.itemCount);
  const columns = new Int32Array(rows.itemCount);
  const values = new Float64Array(rows.itemCount);
  const weightOf = new Float64Array(rows.itemCount);
  eachTitle(rows.itemCount, "Comparing titles", context, (item) => {
    const count = pairs.row(item);
    let positive = 0;
    for (let n = 0; n < count; n++) {
      const other = pairs.neighbours[n]!;
      const together = pairs.sums[2 * other]!;
      const value = columnFactors[other]! * pairs.sums[2 * other + 1]! * (together / (together + h));
      if (!(value > 0)) continue;
      columns[positive] = other;
      values[positive++] = value;
    }
    const kept = selectLargest(values, columns, positive, topK);
    const rowFactor = items[item] === 0 ? 0 : pow(items[item]!, -a);
    for (let n = 0; n < kept; n++) weightOf[columns[n]!] = pow(rowFactor * values[n]!, q);
    weights.append(columns, kept, (column) => weightOf[column]!);
  });
  return weights.matrix();
}

/** Sums of squared strengths of each reader and of each title. */
export function sizes({ userCount, itemCount, rowStart, items, values }: ReaderRows): {
  readonly readers: Float64Array;
  readonly items: Float64Array;
} {
  const ofReaders = new Float64Array(userCount);
  const ofItems = new Float64Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    for (let at = rowStart[user]!; at < rowStart[user + 1]!; at++) {
      const square = values[at]! * values[at]!;
      ofReaders[user]! += square;
      ofItems[items[at]!]! += square;
    }
  }
  return { readers: ofReaders, items: ofItems };
}
