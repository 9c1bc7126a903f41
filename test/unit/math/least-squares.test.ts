import { describe, expect, it } from "vitest";
import { fitLine, leastSquares } from "../../../src/math/least-squares.ts";

describe("least squares", () => {
  const one = new Float64Array([1, 1, 1, 1]);
  const time = new Float64Array([1, 2, 3, 4]);

  it("finds the coefficients that made the numbers", () => {
    const square = new Float64Array([1, 4, 9, 16]);
    const y = new Float64Array(4).map((_, t) => 3 - 2 * time[t]! + 0.5 * square[t]!);
    const found = leastSquares([one, time, square], y, 4);
    expect(found[0]).toBeCloseTo(3, 9);
    expect(found[1]).toBeCloseTo(-2, 9);
    expect(found[2]).toBeCloseTo(0.5, 9);
  });

  it("balances errors where no line passes through all points", () => {
    const found = leastSquares([one, time], new Float64Array([1, 2, 2, 3]), 4);
    expect(found[0]).toBeCloseTo(0.5, 12);
    expect(found[1]).toBeCloseTo(0.6, 12);
  });

  it("gives a column that the others explain the coefficient 0", () => {
    const twice = time.map((value) => 2 * value);
    const found = leastSquares([one, time, twice], new Float64Array([5, 7, 9, 11]), 4);
    const fitted = Array.from(time, (t, i) => found[0]! + found[1]! * t + found[2]! * twice[i]!);
    expect([...found].filter((value) => value === 0)).toHaveLength(1);
    [5, 7, 9, 11].forEach((value, i) => expect(fitted[i]).toBeCloseTo(value, 9));
  });

  it("exchanges rows when the first pivot is 0", () => {
    const found = leastSquares(
      [new Float64Array([0, 0]), new Float64Array([1, 2])],
      new Float64Array([3, 6]),
      2,
    );
    expect([...found]).toEqual([0, 3]);
  });

  it("fits the same line by its own formula, and a level to a single point", () => {
    const line = fitLine(new Float64Array([1, 2, 2, 3]), 4);
    expect(line.intercept).toBeCloseTo(0.5, 12);
    expect(line.slope).toBeCloseTo(0.6, 12);
    expect(fitLine(new Float64Array([7, 99]), 1)).toEqual({ intercept: 7, slope: 0 });
  });
});
