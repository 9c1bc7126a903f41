import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import { gram, solveRow } from "../../../../src/math/kernels/als/reference.ts";
import { fitImplicitAls } from "../../../../src/math/linear-algebra/implicit-als.ts";
import { csrFromEntries, transpose, type CsrMatrix } from "../../../../src/math/sparse/csr-matrix.ts";

const random = seededRandom(6, "als kernel");

/** Rows of a side after half an iteration, by the reference. */
function halfByReference(
  x: Float64Array[],
  y: Float64Array[],
  matrix: CsrMatrix,
  regularization: number,
  steps: number,
): Float64Array[] {
  const g = gram(y, x[0]!.length, regularization);
  return x.map((row, u) => {
    const [from, to] = [matrix.rowStart[u]!, matrix.rowStart[u + 1]!];
    const met = [...matrix.columns.subarray(from, to)].map((column) => y[column]!);
    return solveRow(row, met, [...matrix.values.subarray(from, to)], g, steps);
  });
}

describe("the least-squares kernel", () => {
  for (const factors of [3, 16, 40, 64]) {
    it(`agrees with the reference: ${factors} factors`, () => {
      const [users, items] = [150, 21];
      const rows: number[] = [];
      const columns: number[] = [];
      const values: number[] = [];
      for (let user = 0; user < users - 1; user++) {
        // Rows of 0 to 9 entries: every rest of a division by four.
        for (let item = 0; item < user % 10; item++) {
          rows.push(user);
          columns.push((user * 7 + item * 2) % items);
          values.push(random.next() < 0.1 ? -2 : 1 + random.integer(5));
        }
      }
      const matrix = csrFromEntries(users, items, rows, columns, values);
      const draw = (n: number): Float32Array =>
        Float32Array.from({ length: n * factors }, () => random.next() * 0.1);
      const start = { factors, users: draw(users), items: draw(items) };
      const options = { factors, regularization: 3, iterations: 1, cgSteps: 2 };
      const found = fitImplicitAls(matrix, options, { random }, start);

      const split = (all: Float32Array): Float64Array[] =>
        Array.from({ length: all.length / factors }, (_, i) =>
          Float64Array.from(all.subarray(i * factors, (i + 1) * factors)),
        );
      const expectedUsers = halfByReference(split(start.users), split(start.items), matrix, 3, 2);
      const expectedItems = halfByReference(split(start.items), expectedUsers, transpose(matrix), 3, 2);
      const gap = (a: Float32Array, b: Float64Array[]): number =>
        Math.max(...b.flatMap((row, i) => [...row].map((value, j) => Math.abs(value - a[i * factors + j]!))));
      expect(gap(found.users, expectedUsers)).toBeLessThan(2e-5);
      expect(gap(found.items, expectedItems)).toBeLessThan(2e-4);
    });
  }
});
