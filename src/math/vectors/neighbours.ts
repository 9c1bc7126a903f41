/** The nearest vectors of each query, best first. */
export interface Neighbours {
  readonly k: number;
  /** Shape [queries, k]; -1 where the filter left fewer than k. */
  readonly ids: Int32Array;
  /** Inner product, cosine, or squared distance; shape [queries, k]; NaN where the id is -1. */
  readonly scores: Float32Array;
}

/** An answer of `queryCount` rows with nothing found yet. */
export function noNeighbours(queryCount: number, k: number): Neighbours {
  return {
    k,
    ids: new Int32Array(queryCount * k).fill(-1),
    scores: new Float32Array(queryCount * k).fill(NaN),
  };
}
