import { webRandom } from "../../src/platform/secrets/web-crypto.ts";
import {
  noisePlan,
  sumReaders,
  withNoise,
  type PairCounts,
  type PairSettings,
} from "../../src/privacy/pair-counts.ts";
import { randomIntegers } from "../../src/privacy/random-integers.ts";
import { shrinkCounts, type LikenessClass } from "../../src/privacy/shrink-counts.ts";
import { catalogueLikeness, LIKENESS_CLASSES, noLikeness } from "../../src/training/catalogue-likeness.ts";
import { SHRUNK_WEIGHTS, shrunkWeights } from "../../src/training/shrunk-weights.ts";
import {
  catalogueHitRate,
  goodbooksReaders,
  goodbooksTerms,
  hitRate,
  popularityHitRate,
} from "../measures/private-pairs.ts";
import { benchRow, type BenchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "recommendation-privacy";
const EPSILONS = [1, 2, 4, 8, 16, Infinity];
/** Noise is never seeded: figures are means over draws, with their standard error. */
const DRAWS = 5;
const K = 20;
const CLIP = 4;
const ITEM_SHARE = 0.15;
/** Where no noise is asked for, the least that shrinking can be told of: a ten-thousandth of a reader. */
const NO_NOISE = 1;

/** Recommendations from noised co-occurrence counts, by ε; settings chosen on the validation slice alone. */
export const recommendationPrivacy: BenchSuite = {
  name: SUITE,
  about: "HR@20 on goodbooks from noised counts of pairs, by ε, with and without the public catalogue",
  needsData: true,
  run: async ({ data, log }) => {
    const { books, testing } = await goodbooksReaders(data!);
    const likeness = catalogueLikeness(await goodbooksTerms(data!, books));
    const random = randomIntegers(webRandom);
    const rows: BenchRow[] = [
      benchRow(SUITE, "popularity, without noise", "HR@20", popularityHitRate(testing, K)),
    ];
    const alone = catalogueHitRate(testing, likeness, K);
    rows.push(benchRow(SUITE, "the catalogue, then popularity, without noise", "HR@20", alone));
    const cases = [
      ...EPSILONS.map((epsilon) => ({ epsilon, delta: 0 })),
      ...[2, 8].map((epsilon) => ({ epsilon, delta: 1e-6 })),
    ];
    for (const { epsilon, delta } of cases) {
      log(`ε ${epsilon}, δ ${delta}`);
      const settings = { epsilon: Math.min(epsilon, 100), delta, clip: CLIP, itemShare: ITEM_SHARE };
      const plain: number[] = [];
      const withCatalogue: number[] = [];
      for (let draw = 0; draw < (epsilon === Infinity ? 1 : DRAWS); draw++) {
        const { counts, noise, mechanism } = released(settings, epsilon === Infinity);
        plain.push(quality(counts, noise, noLikeness, mechanism));
        withCatalogue.push(quality(counts, noise, likeness, mechanism));
      }
      const kind = delta === 0 ? "discrete Laplace" : `discrete Gaussian, δ ${delta}`;
      const name = epsilon === Infinity ? "no noise, clipped" : `ε ${epsilon}, ${kind}`;
      rows.push(...meanRows(`${name}, counts alone`, plain));
      rows.push(...meanRows(`${name}, with the public catalogue`, withCatalogue));
    }
    return rows;

    function released(settings: PairSettings, isPlain: boolean) {
      const plan = noisePlan(settings);
      const counts = sumReaders(testing.readers, settings, plan, random);
      const { mechanism } = plan;
      return isPlain
        ? { counts, noise: NO_NOISE, mechanism }
        : { counts: withNoise(counts, plan, random), noise: plan.noise, mechanism };
    }

    function quality(
      counts: PairCounts,
      noise: number,
      alike: LikenessClass,
      mechanism: "discrete-laplace" | "discrete-gaussian" = "discrete-laplace",
    ): number {
      const shrunk = shrinkCounts(counts, { mechanism, noises: [noise] }, alike, LIKENESS_CLASSES);
      return hitRate(testing, shrunkWeights(shrunk, SHRUNK_WEIGHTS), shrunk.items, K);
    }
  },
};

function meanRows(name: string, values: readonly number[]): BenchRow[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const rows = [benchRow(SUITE, name, "HR@20", mean)];
  if (values.length > 1) {
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    rows.push(
      benchRow(SUITE, name, "standard error of the mean over draws", Math.sqrt(variance / values.length)),
    );
  }
  return rows;
}
