import { describe, expect, it } from "vitest";
import { exp, log } from "../../../src/core/elementary.ts";
import { seededRandom } from "../../../src/core/random.ts";
import { fitLogisticNet, type LogisticNetProblem } from "../../../src/math/logistic-net.ts";

function randomProblem(seed: number, classes: number, l1: number, l2: number): LogisticNetProblem {
  const random = seededRandom(seed, "logistic");
  const rows = 120;
  const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: rows }, () => random.normal()));
  const target = Float64Array.from(columns[0]!, (x, i) => {
    const score = 1.5 * x - columns[1]![i]! + random.normal();
    return classes === 2 ? (score > 0.3 ? 1 : 0) : score < -1 ? 0 : score < 1 ? 1 : 2;
  });
  const rowWeights = Float64Array.from({ length: rows }, () => 0.5 + random.next());
  const mean = rowWeights.reduce((sum, weight) => sum + weight, 0) / rows;
  return {
    columns,
    target,
    classes,
    rowWeights: rowWeights.map((weight) => weight / mean),
    l1,
    l2,
    maxRounds: 100,
  };
}

/** Of each score: what the loss's slope by its columns and intercept is. */
function slopes(
  { columns, target, classes, rowWeights }: LogisticNetProblem,
  fit: ReturnType<typeof fitLogisticNet>,
) {
  const scores = classes === 2 ? 1 : classes;
  const width = columns.length;
  const score = (k: number, i: number): number =>
    columns.reduce(
      (sum, column, j) => sum + fit.coefficients[k * width + j]! * column[i]!,
      fit.intercepts[k]!,
    );
  return Array.from({ length: scores }, (_, k) => {
    const rest = Float64Array.from(target, (own, i) => {
      if (scores === 1) return rowWeights[i]! * (own - 1 / (1 + exp(-score(0, i))));
      let sum = 0;
      for (let other = 0; other < scores; other++) sum += exp(score(other, i) - score(k, i));
      return rowWeights[i]! * ((own === k ? 1 : 0) - 1 / sum);
    });
    const mean = (of: (i: number) => number): number =>
      rest.reduce((sum, r, i) => sum + r * of(i), 0) / rest.length;
    return { intercept: mean(() => 1), columns: columns.map((column) => mean((i) => column[i]!)) };
  });
}

describe("fitLogisticNet", () => {
  for (const classes of [2, 3]) {
    it.each([1, 2, 3])(`ends where the conditions of a minimum hold, ${classes} classes, seed %d`, (seed) => {
      for (const [l1, l2] of [
        [0, 0.01],
        [0.02, 0],
        [0.01, 0.01],
      ] as const) {
        const problem = randomProblem(seed, classes, l1, l2);
        const fit = fitLogisticNet(problem);
        slopes(problem, fit).forEach(({ intercept, columns }, k) => {
          expect(Math.abs(intercept)).toBeLessThan(2e-4);
          columns.forEach((slope, j) => {
            const w = fit.coefficients[k * 4 + j]!;
            if (w === 0) expect(Math.abs(slope)).toBeLessThan(l1 + 2e-4);
            else expect(Math.abs(slope - l2 * w - l1 * Math.sign(w))).toBeLessThan(2e-4);
          });
        });
      }
    });
  }

  it("gives each class its share where columns tell nothing", () => {
    const two = fitLogisticNet({
      columns: [],
      target: Float64Array.of(0, 0, 0, 1),
      classes: 2,
      rowWeights: Float64Array.of(1, 1, 1, 1),
      l1: 0,
      l2: 0,
      maxRounds: 20,
    });
    expect(two.intercepts).toHaveLength(1);
    expect(two.intercepts[0]).toBeCloseTo(log(1 / 3), 8);
    const three = fitLogisticNet({
      columns: [new Float64Array(4)],
      target: Float64Array.of(0, 0, 1, 2),
      classes: 3,
      rowWeights: Float64Array.of(1, 1, 1, 1),
      l1: 0,
      l2: 0,
      maxRounds: 20,
    });
    expect(three.intercepts[0]! - three.intercepts[1]!).toBeCloseTo(log(2), 8);
    expect([...three.coefficients]).toEqual([0, 0, 0]);
  });

  it("weighs rows: classes of equal weight are equally likely", () => {
    const { intercepts } = fitLogisticNet({
      columns: [],
      target: Float64Array.of(0, 0, 0, 1),
      classes: 2,
      rowWeights: Float64Array.of(2 / 3, 2 / 3, 2 / 3, 2),
      l1: 0,
      l2: 0,
      maxRounds: 20,
    });
    expect(intercepts[0]).toBeCloseTo(0, 9);
  });

  it("keeps parted classes finite by a trace of ridge", () => {
    const x = Float64Array.of(-2, -1, 1, 2);
    const problem = {
      columns: [x],
      target: Float64Array.of(0, 0, 1, 1),
      classes: 2,
      rowWeights: new Float64Array(4).fill(1),
      l1: 0,
      l2: 1e-4,
      maxRounds: 100,
    };
    const { coefficients } = fitLogisticNet(problem);
    expect(coefficients[0]!).toBeGreaterThan(4);
    expect(coefficients[0]!).toBeLessThan(20);
  });

  it("sets coefficients to 0 where the penalty is larger than any slope", () => {
    const problem = randomProblem(4, 2, 10, 0);
    expect([...fitLogisticNet(problem).coefficients]).toEqual([0, 0, 0, 0]);
  });

  it("counts its rounds, stops at the most, and when it is told to", () => {
    const told: number[] = [];
    const problem = randomProblem(5, 2, 0, 0.001);
    const { rounds } = fitLogisticNet({ ...problem, onRound: (done) => told.push(done) });
    expect(told).toEqual(Array.from({ length: rounds }, (_, i) => i + 1));
    expect(rounds).toBeGreaterThan(2);
    expect(rounds).toBeLessThan(100);
    expect(fitLogisticNet({ ...problem, maxRounds: 2 }).rounds).toBe(2);
    expect(() => fitLogisticNet({ ...problem, signal: AbortSignal.abort() })).toThrow(
      expect.objectContaining({ code: "core.aborted" }),
    );
  });
});
