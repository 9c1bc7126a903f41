import { describe, expect, it } from "vitest";
import { largestOfRows, scaledRows, weightedSum } from "../../../../src/math/sparse/combine.ts";
import { csrFromEntries, type CsrMatrix } from "../../../../src/math/sparse/csr-matrix.ts";

const matrix = (rows: readonly (readonly number[])[]): CsrMatrix => {
  const entries = rows.flatMap((row, i) =>
    row.map((value, j) => [i, j, value] as const).filter((entry) => entry[2] !== 0),
  );
  const part = (k: 0 | 1 | 2): number[] => entries.map((entry) => entry[k]);
  return csrFromEntries(rows.length, rows[0]!.length, part(0), part(1), part(2));
};

describe("sparse matrices", () => {
  const a = matrix([
    [1, 0, 2],
    [0, 0, 0],
  ]);
  const b = matrix([
    [0, 4, 2],
    [8, 0, 0],
  ]);

  it("add up with weights", () => {
    const expected = matrix([
      [2, 2, 5],
      [4, 0, 0],
    ]);
    expect(weightedSum(a, b, 2, 0.5)).toEqual(expected);
  });

  it("of different shapes are refused", () => {
    expect(() => weightedSum(a, matrix([[1, 1, 1]]))).toThrow(
      expect.objectContaining({ code: "sparse.bad-shape" }),
    );
  });

  it("keep the largest entries of each row, between equal ones the lower columns", () => {
    const expected = matrix([
      [5, 0, 0, 5],
      [1, 1, 0, 0],
    ]);
    const whole = matrix([
      [5, 1, 2, 5],
      [1, 1, 1, -3],
    ]);
    expect(largestOfRows(whole, 2)).toEqual(expected);
  });

  it("lose zeros where only the largest are kept", () => {
    expect(largestOfRows(weightedSum(a, a, 1, -1), 5).values).toHaveLength(0);
  });

  it("scale by row", () => {
    expect(scaledRows(b, (row) => row + 1)).toEqual(
      matrix([
        [0, 4, 2],
        [16, 0, 0],
      ]),
    );
  });
});
