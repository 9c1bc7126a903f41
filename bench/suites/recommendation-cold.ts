import { seededRandom } from "../../src/core/random.ts";
import { titleContent } from "../../src/features/title-terms.ts";
import { content } from "../../src/models/recommendation/content/index.ts";
import { itemItem } from "../../src/models/recommendation/item-item/index.ts";
import { modelOptions } from "../../src/models/options.ts";
import type { Interactions, ReaderHistory } from "../../src/models/recommendation/task.ts";
import { fitRecommender, type LinearFit } from "../../src/training/fit-recommender.ts";
import { scoreTitles } from "../../src/training/score-titles.ts";
import { coldHitRate, coldSplit, readReadersAndBooks, type ColdSplit } from "../measures/cold-titles.ts";
import { benchRow } from "../rows.ts";
import type { BenchSuite } from "../suite.ts";

const SUITE = "recommendation-cold";
const SEEDS = [1, 2, 3];
const K = 20;
/** Of a tenth of 1,691 titles, 20 at random. */
const RANDOM = { name: "20 of the new titles at random", value: 20 / 169 };

/** New titles: a tenth of the books without any reader, ranked among themselves for the readers who chose one. */
export const recommendationCold: BenchSuite = {
  name: SUITE,
  about: "goodbooks: hit rate among titles that nobody has chosen yet, three seeds",
  needsData: true,
  run: async (context) => {
    const data = await readReadersAndBooks(context.data!);
    const itemContent = titleContent(data.titles);
    const itemIds = data.titles.map(({ itemId }) => itemId);
    const hybrid: number[] = [];
    const contentOnly: number[] = [];
    for (const seed of SEEDS) {
      const split = coldSplit(data, seed, "test");
      const training = { interactions: split.interactions, content: itemContent };
      const random = seededRandom(seed, SUITE);
      const { recommender, gains } = fitRecommender(
        { itemIds, data: training, linear: familyFit(seed) },
        { random },
      );
      hybrid.push(coldHitRate(split, K, (reader) => scoreTitles(recommender, historyOf(split, reader))));
      const alone = content.fit(training, modelOptions(content), { random });
      contentOnly.push(
        coldHitRate(
          split,
          K,
          (reader) => content.predict(alone, { history: historyOf(split, reader) }).scores,
        ),
      );
      context.log(
        `seed ${seed}: ${split.targets.length} readers, hybrid ${hybrid.at(-1)!.toFixed(4)}, content ${contentOnly.at(-1)!.toFixed(4)}; learned ${JSON.stringify({ ...recommender.blend, ...gains })}`,
      );
    }
    const name = `${itemIds.length} books, a tenth of them new, seeds ${SEEDS.join(", ")}`;
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    return [
      benchRow(SUITE, name, "HR@20 among the new, hybrid", mean(hybrid), RANDOM),
      benchRow(SUITE, name, "HR@20 among the new, content model alone", mean(contentOnly), RANDOM),
    ];
  },
};

function familyFit(seed: number): LinearFit {
  return {
    modelId: itemItem.id,
    recency: 0,
    fit: (interactions: Interactions) =>
      itemItem.fit({ interactions, content: null }, modelOptions(itemItem), {
        random: seededRandom(seed, "family"),
      }).weights,
  };
}

function historyOf({ interactions }: ColdSplit, reader: number): ReaderHistory {
  const [from, to] = [interactions.rowStart[reader]!, interactions.rowStart[reader + 1]!];
  return {
    items: interactions.items.subarray(from, to),
    strengths: interactions.strengths.subarray(from, to),
  };
}
