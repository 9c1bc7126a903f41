import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { bootstrapMean } from "../../../src/evaluation/bootstrap.ts";
import { listDiversity } from "../../../src/evaluation/list-metrics.ts";
import { rankBest, scoreReaders, type TitleLists } from "../../../src/evaluation/ranking-metrics.ts";
import { evaluateRecommendations } from "../../../src/evaluation/recommendations.ts";
import { csrFromEntries } from "../../../src/math/sparse/csr-matrix.ts";

const titleLists = (rows: number[][]): TitleLists => ({
  rowStart: Int32Array.from([0, ...rows], (_, i) => rows.slice(0, i).flat().length),
  items: Int32Array.from(rows.flat()),
});

describe("ranking", () => {
  it("puts the best first, the lower number first among equals, and skips what is known", () => {
    const scores = Float32Array.from([1, 3, 3, 9, 2]);
    expect([...rankBest(scores, [3], 3)]).toEqual([1, 2, 4]);
    expect([...rankBest(scores, [0, 1, 2], 4)]).toEqual([3, 4, -1, -1]);
  });

  it("equals sorting all titles", () => {
    const random = seededRandom(5);
    for (let trial = 0; trial < 50; trial++) {
      const scores = Float32Array.from({ length: 40 }, () => random.integer(6));
      const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
      expect([...rankBest(scores, [], 7)]).toEqual(order.slice(0, 7));
    }
  });

  it("measures a list by hand", () => {
    const lists = { k: 4, items: Int32Array.from([7, 1, 8, 2]) };
    const scores = scoreReaders(lists, titleLists([[1, 2, 3]]));
    const dcg = 1 / Math.log2(3) + 1 / Math.log2(5);
    expect(scores.recall[0]).toBeCloseTo(2 / 3, 12);
    expect(scores.precision[0]).toBe(0.5);
    expect(scores.ndcg[0]).toBeCloseTo(dcg / (1 + 1 / Math.log2(3) + 0.5), 12);
    expect(scores.ndcgRetrieved[0]).toBeCloseTo(dcg / (1 + 1 / Math.log2(3)), 12);
    expect(scores.map[0]).toBeCloseTo((1 / 2 + 2 / 4) / 3, 12);
    expect(scores.mrr[0]).toBe(0.5);
  });

  it("refuses lists of other readers than the targets", () => {
    expect(() => scoreReaders({ k: 2, items: new Int32Array(4) }, titleLists([[1]]))).toThrow(
      expect.objectContaining({ code: "evaluation.list-mismatch" }) as Error,
    );
  });
});

describe("standard errors by resampling", () => {
  it("come near the formula for a mean, and repeat", () => {
    const random = seededRandom(2);
    const values = Float64Array.from({ length: 400 }, () => random.normal());
    const { value, standardError } = bootstrapMean(values, seededRandom(1), 1000);
    const mean = values.reduce((sum, v) => sum + v, 0) / 400;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 399);
    expect(value).toBeCloseTo(mean, 12);
    expect(Math.abs(standardError / (deviation / 20) - 1)).toBeLessThan(0.08);
    expect(bootstrapMean(values)).toEqual(bootstrapMean(values));
  });

  it("leave out who has no value", () => {
    expect(bootstrapMean([NaN, 2, 2]).value).toBe(2);
    expect(bootstrapMean([NaN])).toEqual({ value: NaN, standardError: NaN });
  });
});

describe("a list's diversity", () => {
  const terms = csrFromEntries(3, 2, [0, 1], [0, 0], [2, 5]);
  it("is 0 for like titles and 1 for titles that share nothing", () => {
    const lists = { k: 2, items: Int32Array.from([0, 1, 0, 2, 1, -1]) };
    const [alike, unlike, single] = listDiversity(lists, terms);
    expect(alike).toBeCloseTo(0, 12);
    expect(unlike).toBe(1);
    expect(single).toBeNaN();
  });
});

describe("evaluating recommendations", () => {
  const known = titleLists([[0], [0, 1], [0, 1, 2], [0]]);
  const target = titleLists([[3], [3, 5], [4], []]);
  const lists = { k: 2, items: Int32Array.from([3, 4, 3, 4, 5, 3, 1, 2]) };
  const train = titleLists([
    [0, 3],
    [0, 1, 3],
    [0, 1, 2, 3],
    [0, 3],
  ]);
  const truth = { target, known, train, itemCount: 6, terms: null, newBelowReaders: 2 };
  const report = evaluateRecommendations(lists, truth);

  it("counts readers with something to find only", () => {
    expect(report.users).toBe(3);
    expect(report.scores.hitRate.value).toBeCloseTo(2 / 3, 12);
    expect(report.coverage).toBe(3 / 6);
    expect(report.diversity).toBeNull();
  });

  it("groups them by titles known", () => {
    expect(report.byActivity.map(({ fromTitles, toTitles, users }) => [fromTitles, toTitles, users])).toEqual(
      [
        [1, 1, 1],
        [2, 2, 1],
        [3, 3, 1],
      ],
    );
    expect(report.byActivity.map(({ scores }) => scores.recall.value)).toEqual([1, 0.5, 0]);
  });

  it("looks at new titles apart", () => {
    expect(report.newTitles).toMatchObject({ belowReaders: 2, users: 2 });
    expect(report.newTitles?.hitRate.value).toBe(0);
    expect(evaluateRecommendations(lists, { ...truth, newBelowReaders: 0 }).newTitles).toBeNull();
  });

  it("keeps readers with equally long histories in one group", () => {
    const rows = Array.from({ length: 9 }, () => [0]);
    const all = {
      ...truth,
      known: titleLists(rows),
      target: titleLists(rows.map(() => [3])),
    };
    const one = evaluateRecommendations({ k: 1, items: new Int32Array(9).fill(3) }, all);
    expect(one.byActivity).toHaveLength(1);
    expect(one.byActivity[0]?.users).toBe(9);
  });
});
