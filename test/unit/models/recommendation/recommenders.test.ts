import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import type { FitContext } from "../../../../src/models/model.ts";
import { completeOptions } from "../../../../src/models/options.ts";
import { directed } from "../../../../src/models/recommendation/directed/index.ts";
import { ease } from "../../../../src/models/recommendation/ease/index.ts";
import { itemItem } from "../../../../src/models/recommendation/item-item/index.ts";
import { itemKnn } from "../../../../src/models/recommendation/item-knn/index.ts";
import type { LinearState } from "../../../../src/models/recommendation/linear-scores.ts";
import { localEase } from "../../../../src/models/recommendation/local-ease/index.ts";
import { rp3beta } from "../../../../src/models/recommendation/rp3beta/index.ts";
import type { Interactions, RecommendationModel } from "../../../../src/models/recommendation/task.ts";
import { choices, randomRows } from "../../../fixtures/random-choices.ts";

const context: FitContext = { random: seededRandom(1) };
const rows = randomRows(120, 40, seededRandom(8, "models"));
const plain = choices(40, rows);

function fit<O>(
  model: RecommendationModel<O, LinearState>,
  interactions: Interactions,
  options: Readonly<Record<string, unknown>>,
): LinearState {
  return model.fit({ interactions, content: null }, completeOptions(model.options, options) as O, context);
}

/** Row-major, titles by titles. */
function dense({ weights: { rowCount, rowStart, columns, values } }: LinearState): number[] {
  const all = Array.from({ length: rowCount * rowCount }, () => 0);
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++)
      all[row * rowCount + columns[at]!] = values[at]!;
  }
  return all;
}

function expectAlike(found: LinearState, expected: LinearState): void {
  const other = dense(expected);
  dense(found).forEach((value, at) =>
    expect(Math.abs(value - other[at]!)).toBeLessThan(1e-5 * (1 + Math.abs(value))),
  );
}

describe("the family", () => {
  it("is cosine with Koren's shrinkage at a = c = ½, b = 0, q = 1", () => {
    expectAlike(
      fit(itemItem, plain, { a: 0.5, b: 0, c: 0.5, h: 4, q: 1 }),
      fit(itemKnn, plain, { weighting: "cosine", shrink: 4 }),
    );
  });

  it("is RP3β at a = b = α, c = β, h = 0, q = 1", () => {
    expectAlike(
      fit(itemItem, plain, { a: 0.7, b: 0.7, c: 0.4, h: 0, q: 1 }),
      fit(rp3beta, plain, { alpha: 0.7, beta: 0.4 }),
    );
  });

  it("is the directed form at γ = 0, β = 1, δ = 0, whatever the order", () => {
    const settings = { a: 0.6, b: 0.3, c: 0.4, h: 2, q: 1.2 };
    const shuffled = choices(40, rows, { ordered: true });
    const state = fit(directed, shuffled, { ...settings, gamma: 0, beta: 1, delta: 0 });
    expect(state.recency).toBe(0);
    expectAlike(state, fit(itemItem, plain, settings));
  });

  it("keeps the topK largest of each row, the lower title where two are equal", () => {
    const equal = choices(4, [[0, 1, 2, 3]]);
    const { weights } = fit(itemItem, equal, { topK: 2 });
    expect([...weights.columns]).toEqual([1, 2, 0, 2, 0, 1, 0, 1]);
  });
});

describe("the directed form", () => {
  it("says what comes next, not what came before", () => {
    const state = fit(
      directed,
      choices(
        3,
        [
          [0, 1, 2],
          [0, 1, 2],
        ],
        { ordered: true },
      ),
      { gamma: 1, beta: 0 },
    );
    const { scores } = directed.predict(state, {
      history: { items: Int32Array.of(1), strengths: Float32Array.of(1) },
    });
    expect(scores[2]).toBeGreaterThan(0);
    expect(scores[0]).toBe(0);
  });

  it("counts the last titles of a history most", () => {
    const state = fit(
      directed,
      choices(
        4,
        [
          [0, 2],
          [1, 3],
        ],
        { ordered: true },
      ),
      { delta: 1 },
    );
    const score = (items: number[]): Float32Array =>
      directed.predict(state, {
        history: { items: Int32Array.from(items), strengths: new Float32Array(2).fill(1) },
      }).scores;
    expect(score([0, 1])[3]! / score([0, 1])[2]!).toBeCloseTo(2, 5);
    expect(score([1, 0])[2]! / score([1, 0])[3]!).toBeCloseTo(2, 5);
  });

  it("refuses choices without an order", () => {
    expect(() => fit(directed, plain, {})).toThrow(/no order/);
  });
});

describe("EASE", () => {
  it("is local EASE where all titles are candidates", () => {
    // Every two titles share a reader, so that none is left out as a predictor.
    const together = choices(6, [
      [0, 1, 2, 3, 4, 5],
      [0, 1],
      [2, 3, 4],
      [5, 0, 2],
    ]);
    expectAlike(
      fit(localEase, together, { candidates: 5, lambda: 2, b: 0.4 }),
      fit(ease, together, { lambda: 2, b: 0.4 }),
    );
  });

  it("refuses more titles than its square fits, and says what to take instead", () => {
    expect(() => fit(ease, choices(5001, [[0, 1]]), {})).toThrow(
      expect.objectContaining({
        code: "recommendation.too-many-titles",
        remedy: expect.stringContaining("local-ease"),
      }),
    );
  });
});

describe("a history of more than 10,000 titles", () => {
  const many = Array.from({ length: 10_001 }, (_, title) => title);
  const few = randomRows(40, 60, seededRandom(9, "few"));
  const withIt = choices(10_001, [...few, many]);
  const without = choices(10_001, [...few, []]);

  it("says nothing of pairs, in no time", () => {
    for (const model of [itemItem, itemKnn, rp3beta, localEase] as const) {
      const weights = (of: Interactions): unknown =>
        fit(model as RecommendationModel<unknown, LinearState>, of, {}).weights;
      expect(weights(withIt), model.id).toEqual(weights(without));
    }
  });
});
