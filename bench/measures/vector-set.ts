import { seededRandom } from "../../src/core/random.ts";

/** Vectors of length 1, and queries like them. */
export interface VectorSet {
  readonly dimension: number;
  /** Shape [n, dimension]. */
  readonly vectors: Float32Array;
  /** Shape [queries, dimension]. */
  readonly queries: Float32Array;
}

const TOPICS = 500;
/** Length of what a vector has of its own beside its topic's direction. */
const OWN = 0.8;

/** Passages around topics, as embeddings of a catalogue lie: seeded, so the page and Node make the same. */
export function vectorSet(n: number, queryCount: number, dimension: number, seed: number): VectorSet {
  const random = seededRandom(seed, "vector set");
  // Sums of uniforms: bell-shaped, and quicker than true normals.
  const draw = (): number => random.next() + random.next() + random.next() - 1.5;
  const topics = Float32Array.from({ length: TOPICS * dimension }, draw);
  const around = (count: number): Float32Array => {
    const rows = new Float32Array(count * dimension);
    for (let i = 0; i < count; i++) {
      const topic = random.integer(TOPICS) * dimension;
      let squared = 0;
      for (let j = 0; j < dimension; j++) {
        const value = topics[topic + j]! + OWN * draw();
        rows[i * dimension + j] = value;
        squared += value * value;
      }
      const length = Math.sqrt(squared);
      for (let j = 0; j < dimension; j++) rows[i * dimension + j]! /= length;
    }
    return rows;
  };
  return { dimension, vectors: around(n), queries: around(queryCount) };
}
