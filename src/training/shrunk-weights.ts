import { pow } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { CsrRows } from "../math/sparse/csr-rows.ts";
import { selectLargest } from "../math/sparse/select-largest.ts";
import { pairIndex } from "../privacy/pair-counts.ts";
import type { ShrunkCounts } from "../privacy/shrink-counts.ts";

/** Exponents of the sparse item–item family, which say how much well-read titles are held back. */
export interface ShrunkWeightSettings {
  /** Of the size of the title in the history. */
  readonly a: number;
  /** Of the size of the title recommended. */
  readonly c: number;
  /** Of the whole weight. */
  readonly q: number;
  readonly topK: number;
}

/** Tuned on the validation slice of goodbooks; a chain has no histories to tune on. */
export const SHRUNK_WEIGHTS: ShrunkWeightSettings = { a: 0.8, c: 0.5, q: 1, topK: 100 };

/**
 * Weights of the item–item family from shrunk counts: W_ij = [n_i^-a · n_j^-c · E_ij]^q, the topK largest of each row.
 * The family's shrinkage C / (C + h) is done already, by `shrinkCounts`.
 *
 * @returns titles of the history by titles recommended
 */
export function shrunkWeights(counts: ShrunkCounts, settings: ShrunkWeightSettings): CsrMatrix {
  const { a, c, q, topK } = settings;
  const n = counts.items.length;
  const rows = new CsrRows(n, n);
  const columnFactors = counts.items.map((size) => pow(size, -c));
  const columns = new Int32Array(n);
  const values = new Float64Array(n);
  const weightOf = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let count = 0;
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const together = counts.pairs[i < j ? pairIndex(n, i, j) : pairIndex(n, j, i)]!;
      columns[count] = j;
      values[count++] = columnFactors[j]! * together;
    }
    const kept = selectLargest(values, columns, count, topK);
    const rowFactor = pow(counts.items[i]!, -a);
    for (let at = 0; at < kept; at++) weightOf[columns[at]!] = pow(rowFactor * values[at]!, q);
    rows.append(columns, kept, (column) => weightOf[column]!);
  }
  return rows.matrix();
}
