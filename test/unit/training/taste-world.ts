import { seededRandom } from "../../../src/core/random.ts";
import type { TitleRecord } from "../../../src/domain/dataset.ts";
import { titleContent } from "../../../src/features/title-terms.ts";
import { modelOptions } from "../../../src/models/options.ts";
import { itemKnn } from "../../../src/models/recommendation/item-knn/index.ts";
import type { Interactions } from "../../../src/models/recommendation/task.ts";
import type { LinearFit, RecommenderInput } from "../../../src/training/fit-recommender.ts";
import { titleRecord } from "../workflows/forecast-shop.ts";

const GENRES = ["Crime", "Poetry", "Travel", "Fantasy"];
const WORDS = ["night", "river", "stone", "garden", "winter", "letter", "island", "mirror", "road", "crown"];
export const TITLES = 120;

/** Titles of four genres, five a writer; the last of each writer is new: nobody has chosen it. */
export function tasteTitles(): TitleRecord[] {
  return Array.from({ length: TITLES }, (_, i) => {
    const writer = Math.floor(i / 5);
    return titleRecord(`t${i}`, {
      title: `${WORDS[i % 10]} ${WORDS[(3 * i + 1) % 10]} ${i}`,
      authors: [`Writer ${String.fromCharCode(65 + writer)}`],
      genre: GENRES[writer % 4]!,
      year: 1900 + writer,
    });
  });
}

export const isNewTitle = (item: number): boolean => item % 5 === 4;
export const genreOf = (item: number): number => Math.floor(item / 5) % 4;

/** Readers of one genre each, who choose 2 to 8 of its titles, famous ones more often; every tenth strays. */
export function tasteChoices(readers = 400, seed = 3): Interactions {
  const random = seededRandom(seed, "tastes");
  const rowStart = new Int32Array(readers + 1);
  const items: number[] = [];
  for (let reader = 0; reader < readers; reader++) {
    const taste = random.integer(4);
    const chosen = new Set<number>();
    const wanted = 2 + random.integer(7);
    while (chosen.size < wanted) {
      const item = Math.floor(TITLES * random.next() ** 1.3);
      if (isNewTitle(item) || (genreOf(item) !== taste && random.next() > 0.1)) continue;
      chosen.add(item);
    }
    items.push(...[...chosen].sort((a, b) => a - b));
    rowStart[reader + 1] = items.length;
  }
  return {
    userCount: readers,
    itemCount: TITLES,
    rowStart,
    items: Int32Array.from(items),
    strengths: new Float32Array(items.length).fill(1),
    ordered: false,
  };
}

export const knnFit: LinearFit = {
  modelId: itemKnn.id,
  recency: 0,
  fit: (interactions) =>
    itemKnn.fit({ interactions, content: null }, modelOptions(itemKnn), {
      random: seededRandom(1),
    }).weights,
};

export function tasteInput(): RecommenderInput {
  const titles = tasteTitles();
  return {
    itemIds: titles.map(({ itemId }) => itemId),
    data: { interactions: tasteChoices(), content: titleContent(titles) },
    linear: knnFit,
  };
}
