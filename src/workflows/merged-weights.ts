import { titleContent } from "../features/title-terms.ts";
import type { CsrMatrix } from "../math/sparse/csr-matrix.ts";
import { mergeContributions, noiseOn, type Contributions } from "../privacy/contributions.ts";
import { shrinkCounts } from "../privacy/shrink-counts.ts";
import { catalogueLikeness, LIKENESS_CLASSES, noLikeness } from "../training/catalogue-likeness.ts";
import { SHRUNK_WEIGHTS, shrunkWeights } from "../training/shrunk-weights.ts";
import type { TitleRecord } from "../domain/dataset.ts";

/** All files as one. @throws as `mergeContributions` */
export function mergeAll(contributions: readonly [Contributions, ...Contributions[]]): Contributions {
  return contributions.reduce(mergeContributions);
}

/**
 * The chain's item–item weights from merged contributions: titles of a history by titles recommended.
 *
 * @param catalogue what is publicly known of the titles, by identifier: pairs of one author or series are expected to
 *   go together more often. null for nothing.
 */
export function weightsOf(
  merged: Contributions,
  catalogue: ReadonlyMap<string, TitleRecord> | null,
): CsrMatrix {
  const likeness =
    catalogue === null
      ? noLikeness
      : catalogueLikeness(titleContent(merged.titles.map((id) => catalogue.get(id) ?? null)));
  const shrunk = shrinkCounts(merged.counts, noiseOn(merged), likeness, LIKENESS_CLASSES);
  return shrunkWeights(shrunk, SHRUNK_WEIGHTS);
}
