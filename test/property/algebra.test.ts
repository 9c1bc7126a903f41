import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { choleskyFactor, choleskySolve } from "../../src/math/linear-algebra/cholesky.ts";
import { denseOperator, sparseOperator } from "../../src/math/linear-algebra/linear-operator.ts";
import { randomizedSvd } from "../../src/math/linear-algebra/randomized-svd.ts";
import { solveSymmetric } from "../../src/math/linear-algebra/symmetric-solve.ts";
import { csrFromEntries, type CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import { coOccurrence, productTopK } from "../../src/math/sparse/product-top-k.ts";

/** Small whole numbers: sums are exact, many are equal, and many rows and columns are empty. */
const matrices = (rowCount: number, columnCount: number): fc.Arbitrary<CsrMatrix> =>
  fc
    .array(
      fc.tuple(
        fc.nat(rowCount - 1),
        fc.nat(columnCount - 1),
        fc.integer({ min: -2, max: 3 }).filter((x) => x !== 0),
      ),
      { maxLength: 60 },
    )
    .map((entries) =>
      csrFromEntries(
        rowCount,
        columnCount,
        entries.map(([row]) => row),
        entries.map(([, column]) => column),
        entries.map(([, , value]) => value),
      ),
    );

/** Every entry, NaN where there is none. */
function dense({ rowCount, columnCount, rowStart, columns, values }: CsrMatrix): number[][] {
  const rows = Array.from({ length: rowCount }, () => Array.from({ length: columnCount }, () => NaN));
  for (let row = 0; row < rowCount; row++) {
    for (let at = rowStart[row]!; at < rowStart[row + 1]!; at++) rows[row]![columns[at]!] = values[at]!;
  }
  return rows;
}

/** The best of each row of A B by the definition: all products, sorted. */
function byDefinition(a: CsrMatrix, b: CsrMatrix, topK: number, skipDiagonal: boolean): number[][][] {
  const [left, right] = [dense(a), dense(b)];
  return left.map((row, i) => {
    const entries: number[][] = [];
    for (let j = 0; j < b.columnCount; j++) {
      const terms = row
        .map((value, k) => value * (right[k]?.[j] ?? NaN))
        .filter((term) => !Number.isNaN(term));
      if (terms.length > 0 && !(skipDiagonal && i === j)) entries.push([j, terms.reduce((x, y) => x + y, 0)]);
    }
    entries.sort((x, y) => y[1]! - x[1]! || x[0]! - y[0]!);
    return entries.slice(0, topK).sort((x, y) => x[0]! - y[0]!);
  });
}

const entriesOf = ({ rowCount, rowStart, columns, values }: CsrMatrix): number[][][] =>
  Array.from({ length: rowCount }, (_, row) =>
    Array.from(columns.subarray(rowStart[row], rowStart[row + 1]), (column, i) => [
      column,
      values[rowStart[row]! + i]!,
    ]),
  );

describe("the largest entries of a sparse product", () => {
  it("are those of the definition, whatever the blocks, ties and empty rows", () => {
    fc.assert(
      fc.property(
        matrices(9, 7),
        matrices(7, 23),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        (a, b, topK, blockColumns, skipDiagonal) => {
          const found = productTopK(a, b, { topK, blockColumns, skipDiagonal });
          expect(entriesOf(found)).toEqual(byDefinition(a, b, topK, skipDiagonal));
        },
      ),
    );
  });

  it("of X'X are symmetric where all are kept, and count each row by its weight", () => {
    fc.assert(
      fc.property(matrices(12, 8), fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }), (x, weights) => {
        const all = dense(coOccurrence(x, { topK: 8, weights }));
        const plain = dense(x);
        all.forEach((row, i) =>
          row.forEach((value, j) => {
            expect(value).toBe(all[j]![i]);
            const terms = plain.flatMap((one, u) => {
              const term = weights[u]! * one[i]! * one[j]!;
              return Number.isNaN(term) ? [] : [term];
            });
            // No difference between 0 and -0.
            expect(value + 0).toEqual(terms.length === 0 ? NaN : terms.reduce((p, q) => p + q, 0) + 0);
          }),
        );
      }),
    );
  });
});

describe("dense systems", () => {
  it("that are positive definite have one solution by both ways", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 45 }), fc.nat(), (n, seed) => {
        const random = seededRandom(seed, "systems");
        const half = Float64Array.from({ length: n * n }, () => random.normal());
        const a = new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            for (let k = 0; k < n; k++) a[i * n + j]! += half[i * n + k]! * half[j * n + k]!;
          }
          a[i * n + i]! += 1;
        }
        const b = Float64Array.from({ length: 2 * n }, () => random.normal());
        const x = choleskySolve(choleskyFactor(a, n), n, b);
        solveSymmetric(a, n, b).forEach((value, i) => expect(Math.abs(value - x[i]!)).toBeLessThan(1e-7));
      }),
    );
  });

  it("that are indefinite are refused by Cholesky, naming the pivot", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (n, draw) => {
        const bad = draw % n;
        const a = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 2 : 0));
        a[bad * n + bad] = -1;
        expect(() => choleskyFactor(a, n)).toThrow(`pivot ${bad} is -1`);
      }),
    );
  });
});

describe("singular values", () => {
  it("of a matrix of lower rank are 0 past it, and the rest gives the matrix back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 5, max: 14 }),
        fc.integer({ min: 5, max: 14 }),
        fc.nat(),
        (rank, rowCount, columnCount, seed) => {
          const random = seededRandom(seed, "rank");
          const u = Float64Array.from({ length: rowCount * rank }, () => random.normal());
          const v = Float64Array.from({ length: columnCount * rank }, () => random.normal());
          const a = Float64Array.from({ length: rowCount * columnCount }, (_, at) => {
            const [i, j] = [Math.floor(at / columnCount), at % columnCount];
            let sum = 0;
            for (let r = 0; r < rank; r++) sum += u[i * rank + r]! * v[j * rank + r]!;
            return sum;
          });
          const svd = randomizedSvd(denseOperator(a, rowCount, columnCount), { rank: 5 }, seededRandom(seed));
          const largest = svd.singularValues[0]!;
          for (let r = rank; r < 5; r++) expect(svd.singularValues[r]! / largest).toBeLessThan(1e-10);
          a.forEach((value, at) => {
            const [i, j] = [Math.floor(at / columnCount), at % columnCount];
            let sum = 0;
            for (let r = 0; r < 5; r++) sum += svd.u[i * 5 + r]! * svd.singularValues[r]! * svd.v[j * 5 + r]!;
            expect(Math.abs(sum - value)).toBeLessThan(1e-9 * largest);
          });
        },
      ),
    );
  });

  it("of nothing but zeros, and of empty rows, are 0", () => {
    const nothing = csrFromEntries(6, 5, [], []);
    const svd = randomizedSvd(sparseOperator(nothing), { rank: 3 }, seededRandom(1));
    expect([...svd.singularValues]).toEqual([0, 0, 0]);
    expect([...svd.u, ...svd.v].every((value) => value === 0)).toBe(true);
  });
});
