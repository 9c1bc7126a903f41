import { vectorError } from "./errors.ts";
import { checkedRows } from "./metric.ts";

/**
 * The ranges of an 8-bit scalar quantiser as faiss trains it (QT_8bit): code c of component j stands for
 * minimum[j] + difference[j] · (c + 0.5) / 255.
 */
export interface ScalarRanges {
  /** Shape [d]. */
  readonly minimum: Float32Array;
  /** Largest minus smallest value; shape [d]. */
  readonly difference: Float32Array;
  /** Whether one range serves all components (faiss: QT_8bit_uniform). */
  readonly uniform: boolean;
}

/**
 * Smallest and largest value of each component, as faiss' RS_minmax with argument 0.
 *
 * @param vectors shape [n, d], n at least 1
 * @throws `vectors.dimension`, `vectors.not-finite`, `vectors.too-long`
 */
export function trainScalarRanges(vectors: Float32Array, dimension: number): ScalarRanges {
  if (vectors.length === 0) throw vectorError("vectors.dimension", { found: 0, dimension });
  checkedRows(vectors, dimension, "l2");
  const minimum = vectors.slice(0, dimension);
  const largest = vectors.slice(0, dimension);
  for (let at = 0; at < vectors.length; at++) {
    const j = at % dimension;
    minimum[j] = Math.min(minimum[j]!, vectors[at]!);
    largest[j] = Math.max(largest[j]!, vectors[at]!);
  }
  return { minimum, difference: largest.map((most, j) => most - minimum[j]!), uniform: false };
}

/** The code (0 to 255) of a value; values outside the trained range get its ends. */
export function scalarCode(value: number, { minimum, difference }: ScalarRanges, component: number): number {
  const width = difference[component]!;
  const share = width === 0 ? 0 : Math.fround(Math.fround(value - minimum[component]!) / width);
  return Math.trunc(Math.fround(255 * Math.min(1, Math.max(0, share))));
}

/** The value that a code stands for. */
export function scalarValue(code: number, { minimum, difference }: ScalarRanges, component: number): number {
  return Math.fround(minimum[component]! + (difference[component]! * (code + 0.5)) / 255);
}
