import { type TreeEnsemble, ZERO_THRESHOLD } from "./ensemble.ts";

/** The largest double below -ZERO_THRESHOLD: x <= this exactly when x is negative and not counted as 0. */
export const BELOW_ZERO_RANGE = nextAfter(-ZERO_THRESHOLD, -1n);

/**
 * A threshold that splits values as they come as `threshold` splits them after those within the zero threshold became
 * 0. It equals the threshold outside [-1e-35, 1e-35].
 */
export function thresholdPastTinyValues(threshold: number): number {
  if (threshold >= 0 && threshold <= ZERO_THRESHOLD) return ZERO_THRESHOLD;
  if (threshold < 0 && threshold >= -ZERO_THRESHOLD) return BELOW_ZERO_RANGE;
  return threshold;
}

/** The categories that a categorical split sends left, ascending. */
export function categoriesOf({ catStart, catBits }: TreeEnsemble, split: number): number[] {
  const categories: number[] = [];
  for (let w = catStart[split]!; w < catStart[split + 1]!; w++) {
    for (let bit = 0; bit < 32; bit++) {
      if ((catBits[w]! >>> bit) & 1) categories.push(32 * (w - catStart[split]!) + bit);
    }
  }
  return categories;
}

/** The neighbouring double of a finite number other than 0, towards plus (1n) or minus infinity (-1n). */
function nextAfter(value: number, direction: bigint): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0]! += value > 0 ? direction : -direction;
  return new Float64Array(bits.buffer)[0]!;
}
