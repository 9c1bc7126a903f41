import { largestOfRows, scaledRows, weightedSum } from "../math/sparse/combine.ts";
import { transpose, type CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { productTopK } from "../math/sparse/product-top-k.ts";

/** Readers at which what they chose says as much of a title as the titles like it. */
const HALF_KNOWN = 1;
/** From so many readers on, nothing is borrowed from the titles like it. */
const WELL_KNOWN = 20;

/**
 * For each title the titles with readers that it resembles, weighed by the square of their likeness.
 *
 * @param content row: title of a history; column: title recommended
 * @returns row: title with readers; column: title that resembles it; the entries of a column add up to 1
 */
export function likesOf(content: CsrMatrix, support: Int32Array): CsrMatrix {
  const { rowCount, rowStart, columns, values } = content;
  const squares = new Float64Array(values.length);
  const sums = new Float64Array(content.columnCount);
  for (let row = 0; row < rowCount; row++) {
    if (support[row] === 0) continue;
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      squares[at] = values[at]! ** 2;
      sums[columns[at]!]! += squares[at]!;
    }
  }
  const shares = squares.map((square, at) => (square === 0 ? 0 : square / sums[columns[at]!]!));
  return { ...content, values: Float32Array.from(shares) };
}

/**
 * Weights between titles of which one or both are little known: "readers of h chose titles like j".
 *
 *   lifted = S' L,   S'(h) = known(h) S(h) + (1 − known(h)) Σ_k L(k, h) S(k)
 *
 * with the collaborative weights S, the likes L, and known(h) = n / (n + 1) with n readers of h, 1 from 20 on.
 *
 * @returns row: title of the history; column: title recommended; at most `topK` entries a column
 */
export function liftedWeights(
  collaborative: CsrMatrix,
  likes: CsrMatrix,
  support: Int32Array,
  topK: number,
): CsrMatrix {
  const known = knownShares(support);
  const own = scaledRows(collaborative, (row) => known[row]!);
  const little = scaledRows(transpose(likes), (row) => 1 - known[row]!);
  const borrowed = productTopK(
    largestOfRows(little, () => topK),
    collaborative,
    { topK },
  );
  const sources = weightedSum(own, borrowed);
  // The largest of each column are kept, not of each row: a new title keeps its sources, however strong others are.
  return transpose(productTopK(transpose(likes), transpose(sources), { topK, skipDiagonal: true }));
}

/** Popularity; for little known titles that of the titles like them. Shape [titles]. */
export function liftedPopularity(
  popularity: Float32Array,
  likes: CsrMatrix,
  support: Int32Array,
): Float32Array {
  const known = knownShares(support);
  const borrowed = new Float64Array(popularity.length);
  for (let row = 0; row < likes.rowCount; row++) {
    for (let at = likes.rowStart[row]!; at < likes.rowStart[row + 1]!; at++)
      borrowed[likes.columns[at]!]! += likes.values[at]! * popularity[row]!;
  }
  return popularity.map((own, item) => known[item]! * own + (1 - known[item]!) * borrowed[item]!);
}

/** share · a + (1 − share) · b with the share of each pair, the `topKOf(column)` largest of each column kept. */
export function mixedColumns(
  a: CsrMatrix,
  b: CsrMatrix,
  shareOf: (row: number, column: number) => number,
  topKOf: (column: number) => number,
): CsrMatrix {
  const first = scaledEntries(a, shareOf);
  const second = scaledEntries(b, (row, column) => 1 - shareOf(row, column));
  return transpose(largestOfRows(transpose(weightedSum(first, second)), topKOf));
}

function scaledEntries(matrix: CsrMatrix, factorOf: (row: number, column: number) => number): CsrMatrix {
  const { rowCount, rowStart, columns } = matrix;
  const values = matrix.values.slice();
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) values[at]! *= factorOf(row, columns[at]!);
  }
  return { ...matrix, values };
}

const knownShares = (support: Int32Array): Float64Array =>
  Float64Array.from(support, (n) => (n >= WELL_KNOWN ? 1 : n / (n + HALF_KNOWN)));
