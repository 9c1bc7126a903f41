import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { titleContent } from "../../../../src/features/title-terms.ts";
import { modelOptions } from "../../../../src/models/options.ts";
import { popularity } from "../../../../src/models/recommendation/popularity/index.ts";
import type { RecommendationData } from "../../../../src/models/recommendation/task.ts";
import { titleRecord } from "../../workflows/forecast-shop.ts";

/** Readers chose 0 1, 0 2 and 0 2, oldest first. */
const data: RecommendationData = {
  interactions: {
    userCount: 3,
    itemCount: 4,
    rowStart: Int32Array.of(0, 2, 4, 6),
    items: Int32Array.of(0, 1, 0, 2, 0, 2),
    strengths: new Float32Array(6).fill(1),
    ordered: true,
  },
  content: titleContent(
    ["Crime", "Crime", "Poetry", null].map((genre, i) => titleRecord(String(i), { genre })),
  ),
};
const scoresAfter = (
  history: readonly number[],
  options: Readonly<Record<string, number>> = {},
): number[] => {
  const state = popularity.fit(data, modelOptions(popularity, options), {
    random: seededRandom(1),
  });
  const loaded = popularity.load(popularity.save(state));
  expect(loaded).toEqual(state);
  const strengths = new Float32Array(history.length).fill(1);
  return [...popularity.predict(loaded, { history: { items: Int32Array.from(history), strengths } }).scores];
};

describe("popularity", () => {
  it("is a title's readers as a share of the most read one's", () => {
    expect(scoresAfter([1])).toEqual([1, expect.closeTo(1 / 3, 6), expect.closeTo(2 / 3, 6), 0]);
  });

  it("counts what was chosen last more, where asked", () => {
    expect(scoresAfter([], { halfLife: 1 })).toEqual([0.75, 0.5, 1, 0]);
  });

  it("follows the genres of the reader, where asked", () => {
    const scores = scoresAfter([1], { genre: 1 });
    expect(scores).toEqual([1, expect.closeTo(1 / 3, 6), 0, 0]);
    expect(scoresAfter([1, 2], { genre: 1 })[0]).toBeCloseTo(0.5, 6);
    expect(scoresAfter([], { genre: 1 })[2]).toBeCloseTo(2 / 3, 6);
  });

  it("is the same for all without a catalogue", () => {
    const options = modelOptions(popularity, { genre: 0 });
    const state = popularity.fit({ ...data, content: null }, options, { random: seededRandom(1) });
    expect([...state.genre]).toEqual([-1, -1, -1, -1]);
  });
});
