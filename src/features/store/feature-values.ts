import type { FeatureDefinition } from "./definition.ts";

/** One feature of many rows. Whole numbers that are never missing lie in integers; all else is NaN where missing. */
export type FeatureValues = Float64Array | Int32Array | Uint8Array;

/** Memory of an array: shared where threads fill it together. */
type Allocate = (bytes: number) => ArrayBuffer | SharedArrayBuffer;

/** An array for a feature of `rows` rows, of the smallest kind that holds all its values. */
export function allocateValues(
  { type, formula }: FeatureDefinition,
  rows: number,
  allocate: Allocate = (bytes) => new ArrayBuffer(bytes),
): FeatureValues {
  const isComplete =
    formula.kind === "calendar" ||
    formula.kind === "holiday" ||
    formula.kind === "days-to-payday" ||
    (formula.kind === "rolling" && (formula.statistic === "count" || formula.statistic === "sum"));
  if (!isComplete) return new Float64Array(allocate(8 * rows));
  return type === "bool" ? new Uint8Array(allocate(rows)) : new Int32Array(allocate(4 * rows));
}
