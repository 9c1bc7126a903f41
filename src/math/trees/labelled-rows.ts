import type { FeatureTable } from "./feature-matrix.ts";
import { treeTrainingError } from "./training-errors.ts";

/** Rows with labels. */
export interface LabelledRows<M extends FeatureTable = FeatureTable> {
  readonly matrix: M;
  /** Shape [rows]: numbers; 0 and 1 for binary; class numbers for multiclass; relevance for lambdarank. */
  readonly labels: ArrayLike<number>;
  /** Shape [rows], >= 0. */
  readonly weights?: ArrayLike<number>;
  /** lambdarank: rows of each query, in row order; they sum to the rows. */
  readonly groups?: readonly number[];
}

/** Labels and weights in the kernel's types, checked. */
export interface LabelColumns {
  readonly matrix: FeatureTable;
  readonly labels: Float64Array;
  readonly weights: Float32Array | null;
  readonly groups: readonly number[];
}

/** @throws `trees.shape`, `trees.bad-weight`, `trees.bad-option` */
export function columnsOf({ matrix, labels, weights, groups }: LabelledRows): LabelColumns {
  const expectRows = (what: string, found: number): void => {
    if (found === matrix.rows) return;
    throw treeTrainingError("trees.shape", { what, found, expected: matrix.rows });
  };
  expectRows("The label column", labels.length);
  if (weights) {
    expectRows("The weight column", weights.length);
    let row = -1;
    let any = false;
    for (let r = 0; r < weights.length && row < 0; r++) {
      // As they are kept.
      const weight = Math.fround(weights[r]!);
      if (!(weight >= 0 && weight < Infinity)) row = r;
      any ||= weight > 0;
    }
    if (row < 0 && !any) row = 0;
    if (row >= 0) throw treeTrainingError("trees.bad-weight", { row, found: weights[row]! });
  }
  if (groups) {
    const bad = groups.find((rows) => !(Number.isInteger(rows) && rows >= 0));
    if (bad !== undefined) {
      const expected = "the whole number of rows of each query";
      throw treeTrainingError("trees.bad-option", { option: "groups", found: `${bad}`, expected });
    }
    expectRows(
      "The list of queries, summed,",
      groups.reduce((sum, rows) => sum + rows, 0),
    );
  }
  return {
    matrix,
    labels: labels instanceof Float64Array ? labels : Float64Array.from(labels),
    weights: weights ? Float32Array.from(weights) : null,
    groups: groups ?? [matrix.rows],
  };
}
