import { seededRandom } from "../../core/random.ts";

/**
 * One component of a vector projected to few dimensions by random signs, which keeps distances about as they are.
 *
 * The signs depend on nothing but component and dimension. NaN where the vector is missing.
 *
 * @param vectors shape [n, dimension]
 * @param row of the vector
 * @see Achlioptas (2003), "Database-friendly random projections"
 */
export function textProjection(
  vectors: Float32Array,
  dimension: number,
  component: number,
): (row: number) => number {
  const random = seededRandom(component, `text-projection/${dimension}`);
  const signs = Int8Array.from({ length: dimension }, () => (random.next() < 0.5 ? -1 : 1));
  return (row) => {
    let sum = 0;
    const from = row * dimension;
    for (let d = 0; d < dimension; d++) sum += signs[d]! * vectors[from + d]!;
    return sum;
  };
}
