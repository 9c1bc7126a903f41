import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { CsrRows } from "../../../../src/math/sparse/csr-rows.ts";
import { selectLargest } from "../../../../src/math/sparse/select-largest.ts";

describe("selecting the largest", () => {
  it("brings the same entries to the front as a full sort, whatever the order before", () => {
    const random = seededRandom(12, "select");
    for (let round = 0; round < 300; round++) {
      const count = random.integer(60);
      // Few different values, so that ties abound.
      const values = Float64Array.from({ length: count }, () => random.integer(1 + (round % 9)));
      const columns = Int32Array.from({ length: count }, (_, i) => (i * 7) % 61);
      const k = random.integer(count + 3);
      const order = Array.from(columns, (_, i) => i).sort(
        (i, j) => values[j]! - values[i]! || columns[i]! - columns[j]!,
      );
      const expected = order.slice(0, k).map((i) => columns[i]!);
      const valueOf = new Map(Array.from(columns, (column, i) => [column, values[i]!]));
      const kept = selectLargest(values, columns, count, k);
      expect(kept).toBe(Math.min(k, count));
      expect([...columns.subarray(0, kept)].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
      columns.forEach((column, i) => expect(values[i]).toBe(valueOf.get(column)));
    }
  });

  it("leaves alone what stands behind the count", () => {
    const values = Float64Array.of(1, 3, 2, 99);
    const columns = Int32Array.of(0, 1, 2, 3);
    selectLargest(values, columns, 3, 1);
    expect([values[0], columns[0], values[3]]).toEqual([3, 1, 99]);
  });
});

describe("a matrix that grows by rows", () => {
  it("sorts each row's columns and leaves missing rows empty", () => {
    const rows = new CsrRows(4, 10);
    rows.append(Int32Array.of(7, 2, 5), 2, (column) => column / 2);
    rows.append(new Int32Array(0), 0, () => 0);
    const { rowStart, columns, values } = rows.matrix();
    expect([...rowStart]).toEqual([0, 2, 2, 2, 2]);
    expect([...columns]).toEqual([2, 7]);
    expect([...values]).toEqual([1, 3.5]);
  });

  it("grows beyond its first room", () => {
    const rows = new CsrRows(3, 5000);
    const all = Int32Array.from({ length: 5000 }, (_, i) => 4999 - i);
    for (let row = 0; row < 3; row++) rows.append(all.slice(), 5000, (column) => column + row);
    const { rowStart, columns, values } = rows.matrix();
    expect([...rowStart]).toEqual([0, 5000, 10_000, 15_000]);
    expect([columns[4999], values[4999], values[14_999]]).toEqual([4999, 4999, 5001]);
  });
});
