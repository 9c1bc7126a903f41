import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { sampledContributions } from "../../src/evaluation/shapley-sampling.ts";
import { linearContributions, linearDesign } from "../../src/models/linear-design.ts";
import { tableRows, type TabularTable } from "../../src/models/tabular.ts";
import golden from "./shap-values.json" with { type: "json" };

const table: TabularTable = {
  rows: golden.x.length,
  columns: golden.x[0]!.map((_, c) => ({
    kind: "numeric",
    name: `x${c}`,
    values: Float64Array.from(golden.x, (row) => row[c]!),
  })),
};
const background = tableRows(
  table,
  Array.from({ length: 16 }, (_, i) => i),
);
const explained = tableRows(table, [20, 21, 22, 23, 24, 25]);

function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(tolerance));
}

describe("contributions beside shap", () => {
  it.each(golden.linear)("of linear scores: $name", ({ coefficients, intercepts, expected, values }) => {
    const { design } = linearDesign(table, new Float64Array(table.rows).fill(1));
    const weights = coefficients.flatMap((row) => row.map((w, j) => w * design.scale[j]!));
    const atMeans = intercepts.map((b, k) =>
      coefficients[k]!.reduce((sum, w, j) => sum + w * design.mean[j]!, b),
    );
    const found = linearContributions(design, Float64Array.from(atMeans), Float64Array.from(weights), table);
    expectNear(found.expected, expected, golden.tolerance);
    expectNear(found.values, values.flat(2), golden.tolerance);
  });

  const scoresBy =
    (score: (a: number, b: number, c: number, d: number) => number) =>
    ({ rows, columns }: TabularTable): Float64Array =>
      Float64Array.from({ length: rows }, (_, row) => {
        const [a, b, c, d] = columns.map(({ values }) => values[row]!);
        return score(a!, b!, c!, d!);
      });

  it("of any score, sampled: exactly where no more than two columns act together", () => {
    const scoresOf = scoresBy((a, b, c, d) => a * b - 2 * c + b * d + c * c);
    const found = sampledContributions(scoresOf, explained, background, seededRandom(5));
    expectNear(found.expected, [golden.pairs.expected], golden.tolerance);
    expectNear(found.values, golden.pairs.values.flat(), golden.tolerance);
  });

  it("of any score, sampled: on average where three act together, and always to the whole", () => {
    const scoresOf = scoresBy((a, b, c, d) => (a * b * d) / 10 + c);
    const scores = scoresOf(explained);
    const draws = 64;
    const mean = new Float64Array(4 * explained.rows);
    for (let seed = 1; seed <= draws; seed++) {
      const found = sampledContributions(scoresOf, explained, background, seededRandom(seed));
      expectNear(found.expected, [golden.triples.expected], golden.tolerance);
      scores.forEach((value, row) => {
        const sum = found.values.subarray(4 * row, 4 * row + 4).reduce((all, each) => all + each, 0);
        expect(sum + found.expected[0]!).toBeCloseTo(value, 9);
      });
      found.values.forEach((value, i) => (mean[i]! += value / draws));
    }
    // One draw is off by up to 1.2 here; the mean of 64 by an eighth of that.
    expectNear(mean, golden.triples.values.flat(), 0.2);
  });
});
