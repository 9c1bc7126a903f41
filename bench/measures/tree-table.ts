import { seededRandom } from "../../src/core/random.ts";

/** A table of 24 numbers a row and a label; the same in Node and in a page, by the seed. */
export interface TreeTable {
  readonly rows: number;
  readonly features: number;
  /** Shape [rows, features]. */
  readonly values: Float32Array;
  readonly labels: Float64Array;
}

export const TREE_FEATURES = 24;

/**
 * Columns as a shop's are: 0-3 small counts, 4-7 skewed amounts, the rest bell-shaped; the label from nine of them, with
 * steps, a wave and products, and noise of deviation 1.
 */
export function treeTable(rows: number, seed: number): TreeTable {
  const random = seededRandom(seed, "tree table");
  const bell = (): number => random.next() + random.next() + random.next() + random.next() - 2;
  const values = new Float32Array(rows * TREE_FEATURES);
  const labels = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const x = values.subarray(r * TREE_FEATURES, (r + 1) * TREE_FEATURES);
    for (let f = 0; f < 4; f++) x[f] = random.integer(12);
    for (let f = 4; f < 8; f++) x[f] = 4 * random.next() * random.next() * random.next();
    for (let f = 8; f < TREE_FEATURES; f++) x[f] = bell();
    const wave = x[9]! * (1 - x[9]! * x[9]!);
    const step = x[1]! > 6 ? x[10]! : -x[11]!;
    labels[r] =
      4 * x[8]! +
      3 * wave +
      0.5 * x[0]! +
      4 * step +
      x[4]! * x[5]! +
      2 * x[12]! * x[12]! +
      bell() * Math.sqrt(3);
  }
  return { rows, features: TREE_FEATURES, values, labels };
}
