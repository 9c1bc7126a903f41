import type { DenseVectors } from "../../../features/item-content.ts";
import { csrFromEntries, type CsrMatrix } from "../../../math/sparse/csr-matrix.ts";
import { VectorIndex } from "../../../math/vectors/vector-index.ts";

/** Queries asked at once, to bound memory. */
const BLOCK = 1024;

/**
 * The `topK` titles nearest to each by the cosine of their embeddings, those above 0; a row of zeros has none.
 *
 * @throws `vectors.*` for rows that are not finite
 */
export function denseNeighbours({ dimension, values }: DenseVectors, topK: number): CsrMatrix {
  const count = values.length / dimension;
  const rowOf = (title: number): Float32Array => values.subarray(title * dimension, (title + 1) * dimension);
  const embedded = Int32Array.from({ length: count }, (_, title) => title).filter((title) =>
    rowOf(title).some((value) => value !== 0),
  );
  const rows: number[] = [];
  const columns: number[] = [];
  const cosines: number[] = [];
  const index = new VectorIndex({ dimension, metric: "cosine" });
  for (const title of embedded) index.add(rowOf(title), [title]);
  // One more than asked for: the nearest of a title is itself.
  const k = Math.min(topK + 1, embedded.length);
  for (let first = 0; first < embedded.length; first += BLOCK) {
    const block = embedded.subarray(first, first + BLOCK);
    const queries = new Float32Array(block.length * dimension);
    block.forEach((title, i) => queries.set(rowOf(title), i * dimension));
    const { ids, scores } = index.search(queries, k);
    ids.forEach((id, at) => {
      const title = block[Math.floor(at / k)]!;
      if (id === title || !(scores[at]! > 0)) return;
      rows.push(title);
      columns.push(id);
      cosines.push(scores[at]!);
    });
  }
  return csrFromEntries(count, count, rows, columns, cosines);
}
