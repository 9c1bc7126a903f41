/** Integer moments of a window: exact as long as Σx² stays below 2^53. */
export interface Moments {
  n: number;
  sum: number;
  squares: number;
  add(x: number): void;
  remove(x: number): void;
}

/** An empty window. */
export function moments(): Moments {
  return {
    n: 0,
    sum: 0,
    squares: 0,
    add(x) {
      this.n++;
      this.sum += x;
      this.squares += x * x;
    },
    remove(x) {
      this.n--;
      this.sum -= x;
      this.squares -= x * x;
    },
  };
}

/** Count and sum of an empty window are 0; its mean, and a deviation of fewer than two days, are missing. */
export function reduceMoments(m: Moments, statistic: "count" | "sum" | "mean" | "std"): number {
  const { n, sum, squares } = m;
  if (statistic === "count") return n;
  if (statistic === "sum") return sum;
  if (statistic === "mean") return n === 0 ? NaN : sum / n;
  return n < 2 ? NaN : Math.sqrt((n * squares - sum * sum) / (n * (n - 1)));
}

/** Linear between the neighbours of position (n − 1) q, as numpy's default; NaN for no value. */
export function interpolatedQuantile(sorted: readonly number[], level: number): number {
  if (sorted.length === 0) return NaN;
  const position = (sorted.length - 1) * level;
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (position - low);
}

/** How many bounds a price reaches. */
export function categoryOf(priceCents: number, boundsCents: readonly number[]): number {
  return boundsCents.filter((bound) => priceCents >= bound).length;
}
