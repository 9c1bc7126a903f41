import { rhoOfEpsilon, type PrivacyLoss } from "./accountant.ts";
import { privacyError } from "./errors.ts";
import { discreteGaussian, discreteLaplace, LARGEST_SCALE, LARGEST_VARIANCE } from "./exact-noise.ts";
import type { RandomIntegers } from "./random-integers.ts";

/** Who chose what, without an order: titles of reader u are items[rowStart[u] .. rowStart[u + 1]), none twice. */
export interface ReaderTitles {
  readonly userCount: number;
  readonly itemCount: number;
  /** Shape [userCount + 1]. */
  readonly rowStart: Int32Array;
  /** Shape [entries]. */
  readonly items: Int32Array;
}

export interface PairSettings {
  readonly epsilon: number;
  /** 0: discrete Laplace, pure ε. Above: discrete Gaussian. */
  readonly delta: number;
  /** Titles of a reader that count, at most; which ones of a longer list is drawn. */
  readonly clip: number;
  /** Share of a reader's influence that goes to the titles themselves, not to their pairs. */
  readonly itemShare: number;
}

/**
 * How often titles were chosen, and chosen together, in units of which each reader has `influence` to spend.
 *
 *   pairs: (0,1) (0,2) … (0,n-1) (1,2) … (n-2,n-1)
 */
export interface PairCounts {
  readonly itemCount: number;
  /** Shape [n (n - 1) / 2]. */
  readonly pairs: Int32Array;
  /** Shape [n]. */
  readonly items: Int32Array;
}

/** How much one reader may change the counts, and the noise that hides it. All whole numbers. */
export interface NoisePlan {
  readonly mechanism: "discrete-laplace" | "discrete-gaussian";
  /** Largest change of the counts by adding or taking away one reader: sum of sizes (Laplace), root of squares (Gaussian). */
  readonly influence: number;
  /** Scale of the Laplace, or variance of the Gaussian. */
  readonly noise: number;
  /** What a release tells at most. */
  readonly loss: PrivacyLoss;
}

/** Fine enough that rounding the shares of a reader's pairs down costs little. */
const LAPLACE_INFLUENCE = 10_000;
/** Numbers of pairs that fit into memory and a file: 128 MB. */
export const MOST_TITLES = 8000;

/** The noise for these settings, rounded so that it never gives away more than asked. @throws `privacy.bad-parameter` */
export function noisePlan({ epsilon, delta, clip, itemShare }: PairSettings): NoisePlan {
  check("ε", epsilon, epsilon >= 0.01 && epsilon <= 100, "0.01 to 100");
  check("δ", delta, delta >= 0 && delta <= 1e-3, "0 to 0.001");
  check("clip", clip, Number.isInteger(clip) && clip >= 2 && clip <= 100, "a whole number from 2 to 100");
  check("share of the titles", itemShare, itemShare >= 0 && itemShare < 1, "0 to below 1");
  if (delta === 0) {
    const influence = LAPLACE_INFLUENCE;
    const noise = Math.min(LARGEST_SCALE, Math.ceil(influence / epsilon));
    const mechanism = "discrete-laplace";
    return { mechanism, influence, noise, loss: { mechanism, epsilon: influence / noise } };
  }
  const mechanism = "discrete-gaussian";
  const rho = rhoOfEpsilon(epsilon, delta);
  // As fine as the exact sampler allows.
  const influence = Math.min(LAPLACE_INFLUENCE, Math.floor(Math.sqrt(LARGEST_VARIANCE * 2 * rho)));
  check("ε", epsilon, influence >= 10, "more, or a larger δ: this noise is beyond the exact sampler");
  const noise = Math.ceil(influence ** 2 / (2 * rho));
  return { mechanism, influence, noise, loss: { mechanism, rho: influence ** 2 / (2 * noise) } };
}

/**
 * What a reader of n titles (n already clipped) adds to the count of each of her titles and pairs, rounded down, so
 * that all of it together stays within the influence.
 */
export function readerWeights(
  n: number,
  { mechanism, influence }: Pick<NoisePlan, "mechanism" | "influence">,
  itemShare: number,
): { readonly item: number; readonly pair: number } {
  const pairs = (n * (n - 1)) / 2;
  // Sums of sizes are shared out for the Laplace, sums of squares for the Gaussian.
  const whole = mechanism === "discrete-laplace" ? influence : influence * influence;
  const forItems = pairs === 0 ? whole : Math.round(whole * itemShare);
  const each = (part: number, count: number): number => {
    if (count === 0) return 0;
    return Math.floor(mechanism === "discrete-laplace" ? part / count : Math.sqrt(part / count));
  };
  return { item: each(forItems, n), pair: each(whole - forItems, pairs) };
}

/**
 * The counts without noise: never to be stored or sent.
 *
 * @throws `privacy.too-many-titles`
 */
export function sumReaders(
  readers: ReaderTitles,
  settings: PairSettings,
  plan: NoisePlan,
  random: RandomIntegers,
): PairCounts {
  const n = readers.itemCount;
  if (n > MOST_TITLES) throw privacyError("privacy.too-many-titles", { found: n, limit: MOST_TITLES });
  const pairs = new Int32Array((n * (n - 1)) / 2);
  const items = new Int32Array(n);
  for (let user = 0; user < readers.userCount; user++) {
    const all = readers.items.subarray(readers.rowStart[user], readers.rowStart[user + 1]);
    const titles = drawn(all, settings.clip, random).sort();
    const { item, pair } = readerWeights(titles.length, plan, settings.itemShare);
    for (let i = 0; i < titles.length; i++) {
      items[titles[i]!]! += item;
      const row = pairIndex(n, titles[i]!, titles[i]! + 1) - titles[i]! - 1;
      for (let j = i + 1; j < titles.length; j++) pairs[row + titles[j]!]! += pair;
    }
  }
  return { itemCount: n, pairs, items };
}

/** The counts with noise on every one of them, those of 0 too: what may be released, once. */
export function withNoise(counts: PairCounts, plan: NoisePlan, random: RandomIntegers): PairCounts {
  const draw = plan.mechanism === "discrete-laplace" ? discreteLaplace : discreteGaussian;
  const noised = (values: Int32Array): Int32Array => values.map((value) => value + draw(random, plan.noise));
  return { itemCount: counts.itemCount, pairs: noised(counts.pairs), items: noised(counts.items) };
}

/** Place of pair (i, j), i < j, among the pairs of n titles. */
export function pairIndex(n: number, i: number, j: number): number {
  return (i * (2 * n - i - 1)) / 2 + (j - i - 1);
}

/** `count` of the values, each set of them equally likely; all where there are no more. */
function drawn(values: Int32Array, count: number, random: RandomIntegers): Int32Array {
  const pool = values.slice();
  if (pool.length <= count) return pool;
  for (let i = 0; i < count; i++) {
    const other = i + random.below(pool.length - i);
    const taken = pool[other]!;
    pool[other] = pool[i]!;
    pool[i] = taken;
  }
  return pool.slice(0, count);
}

function check(name: string, found: number, isRight: boolean, expected: string): void {
  if (!isRight) throw privacyError("privacy.bad-parameter", { name, found, expected });
}
