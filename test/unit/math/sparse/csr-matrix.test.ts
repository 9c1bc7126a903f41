import { describe, expect, it } from "vitest";
import { csrFromEntries, transpose } from "../../../../src/math/sparse/csr-matrix.ts";
import { coOccurrence, productTopK } from "../../../../src/math/sparse/product-top-k.ts";

describe("a sparse matrix", () => {
  it("adds up entries at one place and sorts its columns", () => {
    const matrix = csrFromEntries(3, 4, [2, 0, 2, 2, 0], [3, 1, 0, 3, 0], [1, 2, 3, 4, 5]);
    expect([...matrix.rowStart]).toEqual([0, 2, 2, 4]);
    expect([...matrix.columns]).toEqual([0, 1, 0, 3]);
    expect([...matrix.values]).toEqual([5, 2, 3, 5]);
    expect([...csrFromEntries(1, 2, [0, 0], [1, 1]).values]).toEqual([2]);
  });

  it("is itself again when transposed twice", () => {
    const matrix = csrFromEntries(3, 4, [2, 0, 2, 0], [3, 1, 0, 0], [1, 2, 3, 5]);
    expect(transpose(transpose(matrix))).toEqual(matrix);
    expect([...transpose(matrix).rowStart]).toEqual([0, 2, 3, 3, 4]);
  });

  it("refuses entries outside its shape or without a value", () => {
    expect(() => csrFromEntries(2, 2, [0, 2], [0, 0])).toThrow(/Entry 1 is \(2, 0\) = 1; .* inside 2 rows/);
    expect(() => csrFromEntries(2, 3, [0], [3])).toThrow(/Entry 0 is \(0, 3\)/);
    expect(() => csrFromEntries(2, 2, [0], [0.5])).toThrow(/Entry 0/);
    expect(() => csrFromEntries(2, 2, [0], [0], [NaN])).toThrow(/= NaN/);
  });
});

describe("the product's largest entries", () => {
  // Three customers: titles 0, 1 and 2 together twice, title 3 once with 0.
  const x = csrFromEntries(3, 4, [0, 0, 0, 1, 1, 1, 2, 2], [0, 1, 2, 0, 1, 2, 0, 3]);

  it("keeps the lower column of equal ones", () => {
    const top = coOccurrence(x, { topK: 2, skipDiagonal: true });
    expect([...top.rowStart]).toEqual([0, 2, 4, 6, 7]);
    expect([...top.columns]).toEqual([1, 2, 0, 2, 0, 1, 0]);
    expect([...top.values]).toEqual([2, 2, 2, 2, 2, 2, 1]);
    expect([...coOccurrence(x, { topK: 1 }).columns]).toEqual([0, 0, 0, 0]);
  });

  it("is the same for every block of columns", () => {
    const whole = coOccurrence(x, { topK: 3 });
    for (const blockColumns of [1, 2, 3]) expect(coOccurrence(x, { topK: 3, blockColumns })).toEqual(whole);
  });

  it("weighs rows", () => {
    const top = coOccurrence(x, { topK: 1, skipDiagonal: true, weights: [1, 1, 5] });
    expect([top.columns[0], top.values[0]]).toEqual([3, 5]);
  });

  it("refuses shapes that do not fit", () => {
    expect(() => productTopK(x, x, { topK: 1 })).toThrow(/right matrix is 3; expected 4/);
    expect(() => coOccurrence(x, { topK: 1, weights: [1] })).toThrow(/weights is 1; expected 3/);
    expect(() => coOccurrence(x, { topK: 1, weights: [1, NaN, 1] })).toThrow(/weight of row 1 is NaN/);
    expect(() => coOccurrence(x, { topK: 0 })).toThrow(/topK is 0/);
  });
});
