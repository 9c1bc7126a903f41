import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { nodeRandom } from "../../../src/platform/node/secrets.ts";
import { epsilonOfRho } from "../../../src/privacy/accountant.ts";
import {
  MOST_TITLES,
  noisePlan,
  pairIndex,
  readerWeights,
  sumReaders,
  withNoise,
  type PairCounts,
  type ReaderTitles,
} from "../../../src/privacy/pair-counts.ts";
import { randomIntegers } from "../../../src/privacy/random-integers.ts";

const secure = randomIntegers(nodeRandom);
const readersOf = (itemCount: number, lists: readonly (readonly number[])[]): ReaderTitles => ({
  userCount: lists.length,
  itemCount,
  rowStart: Int32Array.from([0, ...lists.map((_, u) => lists.slice(0, u + 1).flat().length)]),
  items: Int32Array.from(lists.flat()),
});
const laplace = { epsilon: 2, delta: 0, clip: 4, itemShare: 0.15 };
const gaussian = { ...laplace, delta: 1e-6 };

const distance = (a: PairCounts, b: PairCounts): { readonly sizes: number; readonly squares: number } => {
  let sizes = 0;
  let squares = 0;
  for (const [left, right] of [
    [a.pairs, b.pairs],
    [a.items, b.items],
  ] as const) {
    left.forEach((value, at) => {
      sizes += Math.abs(value - right[at]!);
      squares += (value - right[at]!) ** 2;
    });
  }
  return { sizes, squares };
};

describe("sensitivity", () => {
  it("of every data set of up to 3 readers of 5 titles: one reader more or less stays within the influence", () => {
    const lists = Array.from({ length: 32 }, (_, bits) => [0, 1, 2, 3, 4].filter((i) => (bits >> i) & 1));
    for (const settings of [laplace, gaussian]) {
      const plan = noisePlan(settings);
      let largest = 0;
      for (const first of lists) {
        for (const second of lists) {
          for (const added of lists) {
            // Draws of a clipped list differ from call to call; whatever is drawn, the bound holds.
            const pairOf = readersOf(5, [first, second]);
            const fixed = { below: () => 0 };
            const without = sumReaders(pairOf, settings, plan, fixed);
            const withReader = sumReaders(readersOf(5, [first, second, added]), settings, plan, fixed);
            const { sizes, squares } = distance(without, withReader);
            largest = Math.max(largest, settings.delta === 0 ? sizes : Math.sqrt(squares));
          }
        }
      }
      expect(largest).toBeLessThanOrEqual(plan.influence);
      // And it is not far below: no influence is wasted.
      expect(largest).toBeGreaterThan(0.97 * plan.influence);
    }
  });

  it("of any length of list, clip and share, by the weights themselves", () => {
    const random = seededRandom(5, "weights");
    for (let i = 0; i < 3000; i++) {
      const n = random.integer(101);
      const itemShare = random.next();
      const pairs = (n * (n - 1)) / 2;
      for (const mechanism of ["discrete-laplace", "discrete-gaussian"] as const) {
        const influence = 10 + random.integer(10_000);
        const { item, pair } = readerWeights(n, { mechanism, influence }, itemShare);
        const spent =
          mechanism === "discrete-laplace"
            ? n * item + pairs * pair
            : Math.sqrt(n * item ** 2 + pairs * pair ** 2);
        expect(spent, `n ${n}, share ${itemShare}`).toBeLessThanOrEqual(influence);
      }
    }
  });
});

describe("the noise", () => {
  it("never grows with ε, for either mechanism, measured against a reader's influence", () => {
    for (const delta of [0, 1e-6, 1e-4]) {
      let before = Infinity;
      for (let epsilon = 0.25; epsilon <= 64; epsilon *= 1.1) {
        const { influence, noise } = noisePlan({ ...laplace, epsilon, delta });
        const relative = delta === 0 ? noise / influence : Math.sqrt(noise) / influence;
        expect(relative).toBeLessThanOrEqual(before * (1 + 1e-3));
        before = relative;
      }
    }
  });

  it("tells no more than asked, and hardly less", () => {
    for (const epsilon of [0.5, 1, 2, 8, 16]) {
      const { loss } = noisePlan({ ...laplace, epsilon });
      const pure = loss.mechanism === "discrete-laplace" ? loss.epsilon : NaN;
      expect(pure).toBeLessThanOrEqual(epsilon);
      expect(pure).toBeGreaterThan(0.998 * epsilon);
      const other = noisePlan({ ...gaussian, epsilon }).loss;
      const converted = other.mechanism === "discrete-gaussian" ? epsilonOfRho(other.rho, 1e-6) : NaN;
      expect(converted).toBeLessThanOrEqual(epsilon * (1 + 1e-9));
      expect(converted).toBeGreaterThan(0.98 * epsilon);
    }
  });

  it("lies on every count, also where nobody has both titles, and is another each time", () => {
    const plan = noisePlan({ ...laplace, epsilon: 0.5 });
    const counts = sumReaders(readersOf(40, [[0, 1]]), laplace, plan, secure);
    const first = withNoise(counts, plan, secure);
    const second = withNoise(counts, plan, secure);
    // One count is 0 with probability 1/40,000 each time.
    expect(first.pairs.filter((value) => value === 0).length).toBeLessThan(5);
    expect(first.pairs).not.toEqual(second.pairs);
    expect(first.items).toHaveLength(40);
  });
});

describe("the counts", () => {
  it("give each pair its place", () => {
    let place = 0;
    for (let i = 0; i < 7; i++) for (let j = i + 1; j < 7; j++) expect(pairIndex(7, i, j)).toBe(place++);
    expect(place).toBe(21);
  });

  it("give every reader the same influence, however many titles she has", () => {
    const plan = noisePlan(laplace);
    const { pairs, items } = sumReaders(readersOf(4, [[3, 0], [2], [], [0, 1, 3]]), laplace, plan, secure);
    expect([...pairs]).toEqual([2833, 0, 8500 + 2833, 0, 2833, 0]);
    expect([...items]).toEqual([750 + 500, 500, 10_000, 750 + 500]);
  });

  it("clip a long list to titles that are drawn, each as likely as another", () => {
    const plan = noisePlan(laplace);
    const seen = new Float64Array(20);
    for (let i = 0; i < 4000; i++) {
      const list = Array.from({ length: 20 }, (_, item) => item);
      const { items } = sumReaders(readersOf(20, [list]), laplace, plan, secure);
      expect(items.filter((value) => value > 0)).toHaveLength(4);
      items.forEach((value, item) => (seen[item]! += value > 0 ? 1 : 0));
    }
    // 800 expected, standard deviation 25: eight of them are never left.
    for (const count of seen) expect(Math.abs(count - 800)).toBeLessThan(200);
  });

  it("refuse lists of titles whose pairs do not fit, and settings that mean nothing", () => {
    const tooMany = {
      userCount: 0,
      itemCount: MOST_TITLES + 1,
      rowStart: Int32Array.of(0),
      items: new Int32Array(0),
    };
    expect(() => sumReaders(tooMany, laplace, noisePlan(laplace), secure)).toThrow(
      expect.objectContaining({ code: "privacy.too-many-titles" }),
    );
    for (const bad of [
      { epsilon: 0 },
      { delta: 0.5 },
      { clip: 1 },
      { clip: 2.5 },
      { itemShare: 1 },
      { epsilon: NaN },
    ]) {
      expect(() => noisePlan({ ...laplace, ...bad })).toThrow(
        expect.objectContaining({ code: "privacy.bad-parameter" }),
      );
    }
    expect(() => noisePlan({ ...gaussian, epsilon: 0.01, delta: 1e-9 })).toThrow(/exact sampler/);
  });
});
