import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { alsGram } from "../../src/math/linear-algebra/implicit-als.ts";
import { als } from "../../src/models/recommendation/als/index.ts";
import { recommendationCatalog, type RecommendationModelId } from "../../src/models/catalog.ts";
import { completeOptions } from "../../src/models/options.ts";
import type { LinearState } from "../../src/models/recommendation/linear-scores.ts";
import type { Interactions } from "../../src/models/recommendation/task.ts";
import { expectClose } from "./golden-case.ts";

interface GoldenWeights {
  readonly model: RecommendationModelId;
  readonly options: Readonly<Record<string, number | string>>;
  readonly graded: boolean;
  /** Row-major, titles by titles. */
  readonly weights: readonly number[];
}

const golden = JSON.parse(readFileSync(new URL("./recommenders.json", import.meta.url), "utf8")) as {
  readonly tolerance: number;
  readonly items: number;
  readonly rows: readonly (readonly number[])[];
  readonly strengths: readonly number[];
  readonly cases: Readonly<Record<string, GoldenWeights>>;
  readonly als: {
    readonly factors: number;
    readonly regularization: number;
    readonly alpha: number;
    readonly items: readonly number[];
    readonly history: readonly number[];
    readonly strengths: readonly number[];
    readonly scores: readonly number[];
  };
};

function interactions(graded: boolean): Interactions {
  const { rows, strengths, items } = golden;
  const rowStart = new Int32Array(rows.length + 1);
  rows.forEach((row, user) => (rowStart[user + 1] = rowStart[user]! + row.length));
  return {
    userCount: rows.length,
    itemCount: items,
    rowStart,
    items: Int32Array.from(rows.flat()),
    strengths: graded ? Float32Array.from(strengths) : new Float32Array(strengths.length).fill(1),
    ordered: true,
  };
}

describe("recommenders against implicit and numpy", () => {
  for (const [name, { model: id, options, graded, weights: expected }] of Object.entries(golden.cases)) {
    it(name, async () => {
      const model = await recommendationCatalog[id]();
      const complete = completeOptions(model.options, options);
      const data = { interactions: interactions(graded), content: null };
      const { weights } = model.fit(data, complete as never, { random: seededRandom(1) }) as LinearState;
      const found = new Float64Array(golden.items ** 2);
      for (let row = 0; row < golden.items; row++) {
        for (let at = weights.rowStart[row]!; at < weights.rowStart[row + 1]!; at++) {
          found[row * golden.items + weights.columns[at]!] = weights.values[at]!;
        }
      }
      expectClose(found, expected, golden.tolerance);
    });
  }

  it("ALS scores for a new reader", () => {
    const { factors, regularization, alpha, items, history, strengths, scores } = golden.als;
    const vectors = Float32Array.from(items);
    const gram = alsGram({ factors, items: vectors }, regularization);
    const found = als.predict(
      { factors, alpha, items: vectors, gram },
      { history: { items: Int32Array.from(history), strengths: Float32Array.from(strengths) } },
    );
    expectClose(found.scores, scores, golden.tolerance);
  });
});
