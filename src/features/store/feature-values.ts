import type { FeatureDefinition, FeatureFormula } from "./definition.ts";

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
  const isComplete = isAlwaysKnown(formula);
  if (!isComplete) return new Float64Array(allocate(8 * rows));
  return type === "bool" ? new Uint8Array(allocate(rows)) : new Int32Array(allocate(4 * rows));
}

function isAlwaysKnown(formula: FeatureFormula): boolean {
  switch (formula.kind) {
    case "calendar":
    case "holiday":
    case "days-to-payday":
    case "one-hot":
      return true;
    case "marked-days":
      return formula.known === null;
    case "rolling":
      return formula.statistic === "count" || formula.statistic === "sum";
    default:
      return false;
  }
}
