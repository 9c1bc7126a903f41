import * as layout from "../kernels/trees/layout.ts";
import type { FeatureBins } from "./bin-bounds.ts";
import type { GrownTree } from "./grow.ts";

/**
 * Categories in an order in which those of like labels stand together: along the first principal axis of their shares of
 * the classes, divided where that parts the classes best, and each part ordered likewise. Of two classes it is the order
 * by the share of one.
 *
 * Forests order categories once and then split them as numbers. Sets chosen anew in every node fit the noise of small
 * nodes: on 60 categories without meaning they cost several standard errors of accuracy.
 *
 * @param weights of the rows of each category and class, shape [categories][classes]
 * @returns numbers of the categories that have rows, then of the others
 * @see Coppersmith, Hong and Hosking (1999), "Partitioning nominal attributes in decision trees"; Wright and König (2019),
 *   "Splitting on categorical predictors in random forests"
 */
export function orderByClasses(weights: Float64Array, classes: number): number[] {
  const all = Array.from({ length: weights.length / classes }, (_, c) => c);
  const of = (c: number): Float64Array => weights.subarray(c * classes, (c + 1) * classes);
  const seen = all.filter((c) => of(c).some((weight) => weight > 0));
  const empty = all.filter((c) => !seen.includes(c));
  return [...ordered(seen, of, new Float64Array(classes)), ...empty];
}

/** Categories ascending by a number each; of equal ones the lower first. */
export function orderByMean(sums: Float64Array, weights: Float64Array): number[] {
  const mean = (c: number): number => (weights[c]! > 0 ? sums[c]! / weights[c]! : Infinity);
  return Array.from(sums, (_, c) => c).sort((a, b) =>
    mean(a) < mean(b) ? -1 : mean(a) > mean(b) ? 1 : a - b,
  );
}

type WeightsOf = (category: number) => Float64Array;

function ordered(group: readonly number[], of: WeightsOf, above: Float64Array): readonly number[] {
  if (group.length < 2) return group;
  const { axis, along } = principalAxis(group, of);
  // Either direction would do: take the one in which the whole group's parent was ordered.
  const flip = dot(axis, above) < 0 ? -1 : 1;
  const places = group
    .map((_, i) => i)
    .sort((a, b) => flip * (along[a]! - along[b]!) || group[a]! - group[b]!);
  const sorted = places.map((i) => group[i]!);
  if (along[places[0]!] === along[places.at(-1)!]) return sorted;
  const cut = bestCut(sorted, of);
  const direction = axis.map((part) => part * flip);
  return [...ordered(sorted.slice(0, cut), of, direction), ...ordered(sorted.slice(cut), of, direction)];
}

const total = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0);

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, part, k) => sum + part * b[k]!, 0);

/** Rounds of the power iteration: the order settles long before the direction does. */
const ROUNDS = 12;

/** The direction in which the categories' shares differ most, weighed by their rows, and how far each lies along it. */
function principalAxis(
  group: readonly number[],
  of: WeightsOf,
): { readonly axis: Float64Array; readonly along: Float64Array } {
  const masses = group.map((c) => total(of(c)));
  const classes = of(group[0]!).length;
  const mean = new Float64Array(classes);
  for (const c of group) of(c).forEach((weight, k) => (mean[k]! += weight));
  const mass = total(mean);
  const gaps = group.map((c, i) => of(c).map((weight, k) => weight / masses[i]! - mean[k]! / mass));
  // Begin with the category that stands out most.
  const spread = gaps.map((gap, i) => dot(gap, gap) * masses[i]!);
  let axis = gaps[spread.indexOf(Math.max(...spread))]!;
  let along = new Float64Array(group.length);
  for (let round = 0; round <= ROUNDS; round++) {
    along = Float64Array.from(gaps, (gap) => dot(gap, axis));
    const next = new Float64Array(classes);
    gaps.forEach((gap, i) => gap.forEach((part, k) => (next[k]! += masses[i]! * along[i]! * part)));
    const largest = Math.max(...next.map(Math.abs));
    if (!(largest > 0)) break;
    axis = next.map((part) => part / largest);
  }
  return { axis, along };
}

/** Where to cut a sorted group so that the parts are purest: how many go to the first; of equal cuts the first. */
function bestCut(sorted: readonly number[], of: WeightsOf): number {
  const classes = of(sorted[0]!).length;
  const right = new Float64Array(classes);
  for (const c of sorted) of(c).forEach((weight, k) => (right[k]! += weight));
  const left = new Float64Array(classes);
  let best = 1;
  let purest = -1;
  for (let i = 1; i < sorted.length; i++) {
    of(sorted[i - 1]!).forEach((weight, k) => {
      left[k]! += weight;
      right[k]! -= weight;
    });
    const purity = dot(left, left) / total(left) + dot(right, right) / total(right);
    if (purity > purest) [best, purest] = [i, purity];
  }
  return best;
}

/** The bins of a categorical feature in another order of its categories, missing ones last. */
export function reorderedBins(feature: FeatureBins, order: readonly number[]): FeatureBins {
  return { ...feature, categories: Int32Array.from([...order.map((bin) => feature.categories[bin]!), -1]) };
}

/**
 * A tree whose thresholds on ordered categories are sets of them. What is missing goes right of a set: where it went
 * left, the children change places.
 */
export function withCategorySets(tree: GrownTree, bins: readonly FeatureBins[]): GrownTree {
  if (bins.every(({ kind }) => kind === "numerical")) return tree;
  const left = tree.left.slice();
  const right = tree.right.slice();
  const splitBits = new Map<number, Uint8Array>();
  for (let n = 0; n < tree.nodeCount; n++) {
    const { kind, binCount } = bins[tree.splitFeature[n]!]!;
    if (kind === "numerical") continue;
    const swap = (tree.splitFlags[n]! & layout.BEST_MISSING_LEFT) !== 0;
    const bits = new Uint8Array(layout.BINS / 8);
    for (let b = 0; b < binCount - 1; b++) if (b <= tree.splitBin[n]! !== swap) bits[b >> 3]! |= 1 << (b & 7);
    splitBits.set(n, bits);
    if (swap) [left[n], right[n]] = [tree.right[n]!, tree.left[n]!];
  }
  return { ...tree, left, right, splitBits };
}
