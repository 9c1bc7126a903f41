import { transpose, type CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { productTopK } from "../math/sparse/product-top-k.ts";

/** What a title is worth by the titles that it resembles: column j holds the weights of its likest well-known titles. */
export interface Likes {
  /** Row: title with readers; column: title that resembles it; each column adds up to 1. */
  readonly shares: CsrMatrix;
}

/**
 * Each title's likest titles with readers, weighed by the square of their likeness.
 *
 * @param content the content model's matrix, row: title of a history, column: title recommended
 */
export function likesOf(content: CsrMatrix, support: Int32Array): CsrMatrix {
  const { rowCount, rowStart, columns } = content;
  const squares = new Float64Array(content.values.length);
  const sums = new Float64Array(content.columnCount);
  for (let row = 0; row < rowCount; row++) {
    if (support[row] === 0) continue;
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) {
      squares[at] = content.values[at]! ** 2;
      sums[columns[at]!]! += squares[at]!;
    }
  }
  return { ...content, values: Float32Array.from(squares, (square, at) => (square === 0 ? 0 : square / sums[columns[at]!]!)) };
}

/**
 * Weights between titles of which one or both are little known: readers of h chose titles like j.
 *
 *   lifted = S' L,   S'(h) = known(h) S(h) + (1 − known(h)) Σ_k L(k, h) S(k)
 *
 * with the collaborative weights S, the likes L, and known(h) = n / (n + supportHalf).
 *
 * @returns row: title of the history; column: title recommended; at most `topK` entries a column
 */
export function liftedWeights(
  collaborative: CsrMatrix,
  likes: CsrMatrix,
  support: Int32Array,
  options: { readonly supportHalf: number; readonly topK: number },
): CsrMatrix {
  const known = Float64Array.from(support, (n) => n / (n + options.supportHalf));
  const own = scaledRows(collaborative, known);
  const sources = productTopK(transpose(likes), collaborative, { topK: options.topK });
  const borrowed = scaledRows(sources, known.map((share) => 1 - share));
  // Columns of the product are kept, not rows: a new title keeps its own sources, however strong others are.
  return transpose(
    productTopK(transpose(likes), transpose(sumOf(own, borrowed)), { topK: options.topK, skipDiagonal: true }),
  );
}

/** Popularity, for little known titles that of the titles like them. Shape [titles]. */
export function liftedPopularity(
  popularity: Float32Array,
  likes: CsrMatrix,
  support: Int32Array,
  supportHalf: number,
): Float32Array {
  const borrowed = new Float64Array(popularity.length);
  for (let row = 0; row < likes.rowCount; row++) {
    for (let at = likes.rowStart[row]!; at < likes.rowStart[row + 1]!; at++)
      borrowed[likes.columns[at]!]! += likes.values[at]! * popularity[row]!;
  }
  return popularity.map((own, item) => {
    const known = support[item]! / (support[item]! + supportHalf);
    return known * own + (1 - known) * borrowed[item]!;
  });
}
