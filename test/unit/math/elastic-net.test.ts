import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../src/core/random.ts";
import { descend, type ElasticNetPoint, type ElasticNetProblem } from "../../../src/math/elastic-net.ts";

const at = (z: Float64Array, columns: number): ElasticNetPoint => ({
  intercept: 0,
  coefficients: new Float64Array(columns),
  residual: z.slice(),
});
const solve = (problem: ElasticNetProblem, z: Float64Array): ElasticNetPoint & { sweeps: number } => {
  const point = at(z, problem.columns.length);
  const sweeps = descend(problem, point);
  return { ...point, sweeps };
};
const limits = { tolerance: 1e-18, maxSweeps: 5000 };

function randomProblem(
  seed: number,
  l1: number,
  l2: number,
): { problem: ElasticNetProblem; z: Float64Array } {
  const random = seededRandom(seed, "net");
  const rows = 40;
  const columns = Array.from({ length: 5 }, () => Float64Array.from({ length: rows }, () => random.normal()));
  const z = Float64Array.from(columns[0]!, (x, i) => 3 + 2 * x - columns[1]![i]! + 0.5 * random.normal());
  const rowWeights = Float64Array.from({ length: rows }, () => (0.2 + random.next()) / rows);
  return { problem: { columns, rowWeights, l1, l2, ...limits }, z };
}

describe("descend", () => {
  it("finds the line through three points by hand", () => {
    const problem = {
      columns: [Float64Array.of(0, 1, 2)],
      rowWeights: Float64Array.of(1, 1, 1),
      l1: 0,
      l2: 0,
      ...limits,
    };
    const { intercept, coefficients, residual } = solve(problem, Float64Array.of(1, 3, 5));
    expect(intercept).toBeCloseTo(1, 6);
    expect(coefficients[0]).toBeCloseTo(2, 6);
    for (const rest of residual) expect(rest).toBeCloseTo(0, 6);
  });

  it("shrinks one standardised column by the formula, and to 0 where the penalty is larger", () => {
    const x = Float64Array.of(-1, 1);
    const half = Float64Array.of(0.5, 0.5);
    const found = (l1: number, l2: number): number =>
      solve({ columns: [x], rowWeights: half, l1, l2, ...limits }, Float64Array.of(-4, 4)).coefficients[0]!;
    expect(found(0, 0)).toBeCloseTo(4, 9);
    expect(found(1, 0)).toBeCloseTo(3, 9);
    expect(found(1, 0.5)).toBeCloseTo(2, 9);
    expect(found(5, 0)).toBe(0);
    const below = solve({ columns: [x], rowWeights: half, l1: 1, l2: 0, ...limits }, Float64Array.of(4, -4));
    expect(below.coefficients[0]).toBeCloseTo(-3, 9);
  });

  it.each([1, 2, 3, 4])("ends where the conditions of a minimum hold, seed %d", (seed) => {
    for (const [l1, l2] of [
      [0, 0],
      [0.3, 0],
      [0, 0.7],
      [0.2, 0.4],
    ] as const) {
      const { problem, z } = randomProblem(seed, l1, l2);
      const { intercept, coefficients, residual } = solve(problem, z);
      const rest = z.map((value, i) => {
        return problem.columns.reduce(
          (sum, column, j) => sum - coefficients[j]! * column[i]!,
          value - intercept,
        );
      });
      residual.forEach((value, i) => expect(value).toBeCloseTo(rest[i]!, 9));
      const gradient = problem.columns.map((column, j) => {
        let sum = 0;
        for (let i = 0; i < column.length; i++) sum += problem.rowWeights[i]! * column[i]! * rest[i]!;
        return sum - l2 * coefficients[j]!;
      });
      gradient.forEach((slope, j) => {
        if (coefficients[j] === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(l1 + 1e-7);
        else expect(slope).toBeCloseTo(l1 * Math.sign(coefficients[j]!), 6);
      });
      const balance = rest.reduce((sum, value, i) => sum + problem.rowWeights[i]! * value, 0);
      expect(balance).toBeCloseTo(0, 7);
    }
  });

  it("weighs rows: a row of weight 2 counts as two rows", () => {
    const x = [1, 2, 4, 7];
    const z = [3, 1, 8, 6];
    const once = solve(
      { columns: [Float64Array.from(x)], rowWeights: Float64Array.of(1, 2, 1, 1), l1: 0, l2: 0, ...limits },
      Float64Array.from(z),
    );
    const twice = solve(
      {
        columns: [Float64Array.from([...x, 2])],
        rowWeights: new Float64Array(5).fill(1),
        l1: 0,
        l2: 0,
        ...limits,
      },
      Float64Array.from([...z, 1]),
    );
    expect(once.coefficients[0]).toBeCloseTo(twice.coefficients[0]!, 6);
    expect(once.intercept).toBeCloseTo(twice.intercept, 6);
  });

  it("leaves columns that do not vary in any weighted row at 0, and moves nothing without weight", () => {
    const zeros = new Float64Array(3);
    const z = Float64Array.of(1, 2, 6);
    const flat = solve(
      { columns: [zeros], rowWeights: Float64Array.of(1, 1, 1), l1: 0, l2: 0, ...limits },
      z,
    );
    expect(flat.coefficients[0]).toBe(0);
    expect(flat.intercept).toBeCloseTo(3, 12);
    const weightless = solve({ columns: [z], rowWeights: zeros, l1: 0, l2: 0, ...limits }, z);
    expect(weightless).toMatchObject({ intercept: 0, coefficients: Float64Array.of(0), residual: z });
  });

  it("stops after the sweeps it may do, and at once where it rests", () => {
    const { problem, z } = randomProblem(9, 0, 0);
    expect(solve({ ...problem, maxSweeps: 3 }, z).sweeps).toBe(3);
    const point = at(z, 5);
    descend(problem, point);
    expect(descend({ ...problem, tolerance: 1e-12 }, point)).toBe(1);
  });
});
