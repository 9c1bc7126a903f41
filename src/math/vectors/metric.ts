import { vectorError } from "./errors.ts";

/**
 * What "near" means: the largest inner product, the largest cosine (vectors are stored with length 1), or the smallest
 * squared Euclidean distance.
 */
export type Metric = "inner-product" | "cosine" | "l2";

/** Longest squared length: scores of two such vectors are finite in float32. */
export const MOST_SQUARED_LENGTH = 1e37;

/** Squared lengths this near to 1 are 1. */
const UNIT_TOLERANCE = 1e-6;

/**
 * The rows as the index stores them: checked, and of length 1 for the cosine.
 *
 * @param values shape [n, dimension], row-major
 * @returns a copy for the cosine, else `values` itself
 * @throws `vectors.dimension`, `vectors.not-finite`, `vectors.too-long`, `vectors.zero`
 */
export function checkedRows(values: Float32Array, dimension: number, metric: Metric): Float32Array {
  if (values.length % dimension !== 0) {
    throw vectorError("vectors.dimension", { found: values.length, dimension });
  }
  const rows = metric === "cosine" ? new Float32Array(values.length) : values;
  for (let start = 0, vector = 0; start < values.length; start += dimension, vector++) {
    let squaredLength = 0;
    for (let j = 0; j < dimension; j++) squaredLength += values[start + j]! * values[start + j]!;
    if (!Number.isFinite(squaredLength)) {
      const component = values.subarray(start, start + dimension).findIndex((x) => !Number.isFinite(x));
      throw vectorError("vectors.not-finite", {
        vector,
        component,
        found: String(values[start + component]),
      });
    }
    if (metric === "cosine") {
      if (squaredLength === 0) throw vectorError("vectors.zero", { vector });
      // A vector of length 1, but for rounding, stays as it is: one that was stored comes back the same.
      const length = Math.abs(squaredLength - 1) < UNIT_TOLERANCE ? 1 : Math.sqrt(squaredLength);
      for (let j = 0; j < dimension; j++) rows[start + j] = values[start + j]! / length;
    } else if (squaredLength > MOST_SQUARED_LENGTH) {
      throw vectorError("vectors.too-long", { vector, squaredLength, most: MOST_SQUARED_LENGTH });
    }
  }
  return rows;
}
