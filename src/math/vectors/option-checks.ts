import { vectorError } from "./errors.ts";
import { checkedRows, type Metric } from "./metric.ts";

/** @throws `vectors.bad-option` unless it is a whole number of 1 to 65,536 */
export function checkDimension(dimension: number): void {
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > 65536) {
    const expected = "a whole number from 1 to 65536";
    throw vectorError("vectors.bad-option", { option: "dimension", found: dimension, expected });
  }
}

/** @throws `vectors.bad-option` unless it is a whole number of 1 or more */
export function checkWhole(option: string, found: number): void {
  if (!Number.isInteger(found) || found < 1) {
    throw vectorError("vectors.bad-option", { option, found, expected: "a whole number of 1 or more" });
  }
}

/** One row as the index stores it. @throws as `checkedRows`, and `vectors.dimension` unless it is exactly one */
export function checkedRow(vector: Float32Array, dimension: number, metric: Metric): Float32Array {
  if (vector.length !== dimension)
    throw vectorError("vectors.dimension", { found: vector.length, dimension });
  return checkedRows(vector, dimension, metric);
}
