import { HnswIndex } from "../../src/math/vectors/hnsw-index.ts";
import { VectorIndex, type Encoding } from "../../src/math/vectors/vector-index.ts";
import { median } from "../statistics.ts";
import type { VectorSet } from "./vector-set.ts";

/** Queries timed together: a browser's clock is too coarse for one. */
const BLOCK = 10;
const K = 10;

export interface FlatTimes {
  /** Milliseconds a query, one at a time. */
  readonly single: number;
  /** Milliseconds a query, all at once. */
  readonly batch: number;
  readonly ids: number[];
}

/** Time an index over all queries: one at a time, and all at once. */
export function timeFlat(index: VectorIndex, { queries, dimension }: VectorSet): FlatTimes {
  const single = timeSingles(queries, dimension, (query) => index.search(query, K));
  const start = performance.now();
  const { ids } = index.search(queries, K);
  const batch = ((performance.now() - start) * dimension) / queries.length;
  return { single, batch, ids: [...ids] };
}

export function timeHnsw(
  index: HnswIndex,
  { queries, dimension }: VectorSet,
): { single: number; ids: number[] } {
  const single = timeSingles(queries, dimension, (query) => index.search(query, K));
  return { single, ids: [...index.search(queries, K).ids] };
}

function timeSingles(
  queries: Float32Array,
  dimension: number,
  search: (query: Float32Array) => unknown,
): number {
  const times: number[] = [];
  for (let first = 0; first < queries.length; first += BLOCK * dimension) {
    const last = Math.min(first + BLOCK * dimension, queries.length);
    const start = performance.now();
    for (let at = first; at < last; at += dimension) search(queries.subarray(at, at + dimension));
    times.push(((performance.now() - start) * dimension) / (last - first));
  }
  return median(times);
}

/** What one case of the suite asks for. */
export interface FlatCase {
  readonly n: number;
  readonly queryCount: number;
  readonly dimension: number;
  readonly encoding: Encoding;
  readonly seed: number;
}

export function flatIndex({ dimension, vectors }: VectorSet, encoding: Encoding): VectorIndex {
  const index = new VectorIndex({ dimension, metric: "inner-product", encoding });
  index.add(vectors);
  return index;
}
