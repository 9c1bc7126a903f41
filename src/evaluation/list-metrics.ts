import { log2 } from "../core/elementary.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import type { RankedLists, TitleLists } from "./ranking-metrics.ts";

/** Share of the catalogue that stands in at least one list. */
export function catalogueCoverage(lists: RankedLists, itemCount: number): number {
  let shown = 0;
  for (const places of exposure(lists, itemCount)) if (places > 0) shown++;
  return shown / itemCount;
}

/**
 * Gini coefficient of the places that titles have in the lists: 0 when every title of the catalogue has as many,
 * towards 1 when one has them all.
 *
 *   Σ_i (2i - n - 1) x_i / (n Σ x), x ascending, i from 1
 */
export function exposureGini(lists: RankedLists, itemCount: number): number {
  const places = exposure(lists, itemCount).sort();
  let weighted = 0;
  let total = 0;
  for (let i = 0; i < itemCount; i++) {
    weighted += (2 * (i + 1) - itemCount - 1) * places[i]!;
    total += places[i]!;
  }
  return total === 0 ? NaN : weighted / (itemCount * total);
}

function exposure({ items }: RankedLists, itemCount: number): Float64Array {
  const places = new Float64Array(itemCount);
  for (const item of items) if (item >= 0) places[item]!++;
  return places;
}

/** Readers of each title, shape [itemCount]. */
export function readersOfTitles(lists: TitleLists, itemCount: number): Int32Array {
  const readers = new Int32Array(itemCount);
  for (const item of lists.items) readers[item]!++;
  return readers;
}

/**
 * Mean self-information of the titles of each list, -log2 of the share of readers who have the title, in bits; a
 * title without a reader counts as one with one. NaN for an empty list.
 *
 * @param readers of each title in the training data, shape [titles]
 * @param readerCount of the training data
 * @see Zhou et al. (2010), Solving the apparent diversity-accuracy dilemma of recommender systems
 */
export function listNovelty(lists: RankedLists, readers: Int32Array, readerCount: number): Float64Array {
  const bits = Float64Array.from(readers, (n) => log2(readerCount / Math.max(1, n)));
  return meanOfList(lists, bits);
}

/** Mean share of the training data's readers who have a title of the list; NaN for an empty list. */
export function listPopularity(lists: RankedLists, readers: Int32Array, readerCount: number): Float64Array {
  return meanOfList(
    lists,
    Float64Array.from(readers, (n) => n / readerCount),
  );
}

function meanOfList({ k, items }: RankedLists, values: Float64Array): Float64Array {
  const means = new Float64Array(items.length / k);
  for (let user = 0; user < means.length; user++) {
    let sum = 0;
    let length = 0;
    for (; length < k && items[user * k + length]! >= 0; length++) sum += values[items[user * k + length]!]!;
    means[user] = length === 0 ? NaN : sum / length;
  }
  return means;
}

/**
 * Mean unlikeness of two titles of each list, 1 - cosine of their rows in `terms`; NaN for a list of fewer than two.
 * A title without terms is unlike every other.
 *
 * Over the pairs of m unit rows v, Σ cos = (|Σ v|² - Σ |v|²) / 2: one pass over the terms instead of m²/2.
 *
 * @see Ziegler et al. (2005), Improving recommendation lists through topic diversification (intra-list similarity)
 */
export function listDiversity({ k, items }: RankedLists, terms: CsrMatrix): Float64Array {
  const norms = rowNorms(terms);
  const diversity = new Float64Array(items.length / k);
  const sum = new Float64Array(terms.columnCount);
  for (let user = 0; user < diversity.length; user++) {
    let length = 0;
    let squares = 0;
    for (; length < k && items[user * k + length]! >= 0; length++) {
      const item = items[user * k + length]!;
      if (norms[item] === 0) continue;
      squares++;
      for (let at = terms.rowStart[item]!; at < terms.rowStart[item + 1]!; at++) {
        sum[terms.columns[at]!]! += terms.values[at]! / norms[item]!;
      }
    }
    // |Σ v|² = Σ over the entries of the rows of v · (Σ v): no pass over all terms.
    let whole = 0;
    for (let i = 0; i < length; i++) {
      const item = items[user * k + i]!;
      for (let at = terms.rowStart[item]!; at < terms.rowStart[item + 1]!; at++) {
        whole += (terms.values[at]! / norms[item]!) * sum[terms.columns[at]!]!;
      }
    }
    for (let i = 0; i < length; i++) {
      const item = items[user * k + i]!;
      for (let at = terms.rowStart[item]!; at < terms.rowStart[item + 1]!; at++) sum[terms.columns[at]!] = 0;
    }
    diversity[user] = length < 2 ? NaN : 1 - (whole - squares) / (length * (length - 1));
  }
  return diversity;
}

function rowNorms({ rowCount, rowStart, values }: CsrMatrix): Float64Array {
  const norms = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let squares = 0;
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) squares += values[at]! * values[at]!;
    norms[row] = Math.sqrt(squares);
  }
  return norms;
}
