/**
 * Statistics that do not depend on the order of their values, to the last bit: a model must not change when rows are
 * permuted.
 */

/** Sum of values times weights, each rounded to 2^-56 of the greatest. At most 2^24 values, all finite. */
export function orderFreeSum(values: ArrayLike<number>, weights: ArrayLike<number> | null): number {
  let greatest = 0;
  for (let i = 0; i < values.length; i++) {
    greatest = Math.max(greatest, Math.abs(weights ? values[i]! * weights[i]! : values[i]!));
  }
  if (greatest === 0) return 0;
  // Two sums of integers below 2^53, which float64 adds exactly.
  const unit = powerOfTwoAbove(greatest) / 2 ** 28;
  let high = 0;
  let low = 0;
  for (let i = 0; i < values.length; i++) {
    const scaled = (weights ? values[i]! * weights[i]! : values[i]!) / unit;
    const rounded = Math.round(scaled);
    high += rounded;
    low += Math.round((scaled - rounded) * 2 ** 28);
  }
  return (high + low / 2 ** 28) * unit;
}

/** Mean, weighted if weights are given. */
export function orderFreeMean(values: ArrayLike<number>, weights: ArrayLike<number> | null): number {
  const total = weights ? orderFreeSum(weights, null) : values.length;
  return orderFreeSum(values, weights) / total;
}

/** The smallest power of two that is greater than x > 0. */
export function powerOfTwoAbove(x: number): number {
  oneFloat[0] = x;
  const exponent = (oneWord[1]! >>> 20) & 0x7ff;
  return 2 ** (Math.max(exponent, 1) - 1022);
}

const oneFloat = new Float64Array(1);
const oneWord = new Uint32Array(oneFloat.buffer);

/**
 * The smallest value at which the summed weights reach `level` of all; its mean with the next one when they meet it
 * exactly. A weight of 2 counts as two values. (Hyndman and Fan 1996, type 2.)
 *
 * @param values shape [n], n >= 1; reordered, without weights
 */
export function orderFreeQuantile(
  values: Float64Array,
  weights: ArrayLike<number> | null,
  level: number,
): number {
  if (weights === null) {
    const position = level * values.length;
    const rank = Math.min(values.length - 1, Math.max(0, Math.ceil(position) - 1));
    const value = selectRank(values, rank);
    if (rank + 1 !== position || rank + 1 >= values.length) return value;
    let next = Infinity;
    for (let i = rank + 1; i < values.length; i++) next = Math.min(next, values[i]!);
    return (value + next) / 2;
  }
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const target = level * orderFreeSum(weights, null);
  let reached = 0;
  for (let i = 0; i < order.length; i++) {
    reached += weights[order[i]!]!;
    if (reached < target) continue;
    const value = values[order[i]!]!;
    if (reached > target || i + 1 === order.length) return value;
    return (value + values[order[i + 1]!]!) / 2;
  }
  return values[order.at(-1)!]!;
}

/** Put the value of a rank in its place, smaller ones before it. Hoare's selection, median of three. */
function selectRank(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const a = values[low]!;
    const b = values[(low + high) >> 1]!;
    const c = values[high]!;
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swap = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swap;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank]!;
}
