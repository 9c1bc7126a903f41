import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import {
  emptyRows,
  encodeRows,
  joinRows,
  rowProduct,
  takeRows,
} from "../../../../src/math/vectors/code-rows.ts";
import { CodeScan } from "../../../../src/math/vectors/code-scan.ts";
import { randomUnits } from "../../../fixtures/passages.ts";

const random = seededRandom(20);
const product = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, j) => sum + value * b[j]!, 0);

describe("rows of codes", () => {
  it("give inner products near those of the vectors", () => {
    const vectors = randomUnits(200, 384, random);
    const rows = encodeRows(vectors, 384);
    const query = randomUnits(1, 384, random);
    for (let row = 0; row < 200; row++) {
      const exact = product(vectors.subarray(row * 384, (row + 1) * 384), query);
      expect(Math.abs(rowProduct(rows, row, query) - exact)).toBeLessThan(0.003);
    }
  });

  it("know a vector of zeros, or of hardly more, as none", () => {
    const { scales, codes } = encodeRows(Float32Array.of(0, 0, 1e-45, 0, 1, -1), 2);
    expect([...scales].map((scale) => scale > 0)).toEqual([false, false, true]);
    expect([...codes]).toEqual([0, 0, 0, 0, 127, -127]);
  });

  it("are taken and joined in order", () => {
    const rows = encodeRows(Float32Array.of(1, 0, 0, 2, 3, 3), 2);
    const taken = takeRows(rows, [2, -1, 0]);
    expect([...taken.codes]).toEqual([127, 127, 0, 0, 127, 0]);
    expect([...taken.scales]).toEqual([rows.scales[2], 0, rows.scales[0]]);
    expect(joinRows(takeRows(rows, [0, 1]), takeRows(rows, [2]))).toEqual(rows);
    expect(joinRows(emptyRows(0, 2), rows)).toEqual(rows);
  });
});

describe("the scan of codes", () => {
  for (const dimension of [16, 40, 384]) {
    it(`finds the rows with the largest products of codes, dimension ${dimension}`, () => {
      const count = 2500;
      const rows = encodeRows(randomUnits(count, dimension, random), dimension);
      rows.scales[7] = 0;
      const scan = new CodeScan(rows);
      const query = randomUnits(1, dimension, random);
      const queryCodes = encodeRows(query, dimension);
      const coarse = Float32Array.from(queryCodes.codes, (code) => code * queryCodes.scales[0]!);
      const allowed = Uint8Array.from({ length: count }, (_, row) => (row % 5 === 2 ? 1 : 0));
      for (const filter of [null, allowed]) {
        const expected = Array.from({ length: count }, (_, row) => row)
          .filter((row) => row !== 7 && (filter === null || filter[row] === 1))
          .sort((a, b) => rowProduct(rows, b, coarse) - rowProduct(rows, a, coarse))
          .slice(0, 50);
        // Equal but for float32 sums at the last place.
        const found = scan.nearest(query, 50, filter);
        expect(found).toHaveLength(50);
        expect(expected.filter((row) => !found.includes(row)).length).toBeLessThanOrEqual(1);
      }
    });
  }

  it("finds fewer where there are fewer, and none among none", () => {
    const query = Float32Array.of(1, 0);
    expect([
      ...new CodeScan(encodeRows(Float32Array.of(1, 0, 0, 0, 0, 1), 2)).nearest(query, 5, null),
    ]).toEqual([0, 2]);
    expect(new CodeScan(emptyRows(3, 2)).nearest(query, 2, null)).toHaveLength(0);
    expect(new CodeScan(emptyRows(0, 2)).nearest(query, 2, null)).toHaveLength(0);
    expect(new CodeScan(emptyRows(0, 2)).heldBytes).toBeGreaterThan(0);
  });
});
