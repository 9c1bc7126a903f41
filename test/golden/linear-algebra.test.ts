import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/core/random.ts";
import { choleskyFactor, choleskySolve } from "../../src/math/linear-algebra/cholesky.ts";
import { fitImplicitAls, foldInUser } from "../../src/math/linear-algebra/implicit-als.ts";
import { denseOperator, sparseOperator } from "../../src/math/linear-algebra/linear-operator.ts";
import { randomizedSvd } from "../../src/math/linear-algebra/randomized-svd.ts";
import { solveSymmetric } from "../../src/math/linear-algebra/symmetric-solve.ts";
import { csrFromEntries, type CsrMatrix } from "../../src/math/sparse/csr-matrix.ts";
import { coOccurrence } from "../../src/math/sparse/product-top-k.ts";
import { expectClose, readGolden } from "./golden-case.ts";

interface StoredMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly rowStart: number[];
  readonly columns: number[];
  readonly values: number[];
}
interface SvdCase {
  readonly rows: number;
  readonly columns: number;
  readonly rank: number;
  readonly a: number[];
  readonly u: number[];
  readonly s: number[];
  readonly v: number[];
}
interface AlsCase {
  readonly x: StoredMatrix;
  readonly factors: number;
  readonly alpha: number;
  readonly regularization: number;
  readonly iterations: number;
  readonly startUsers: number[];
  readonly startItems: number[];
  readonly users: number[];
  readonly items: number[];
  readonly foldedUser: number;
  readonly folded: number[];
}
interface Stored {
  readonly library: string;
  readonly tolerance: number;
  readonly alsTolerance: number;
  readonly cases: {
    readonly solves: Record<string, { n: number; a: number[]; b: number[]; x: number[] }>;
    readonly svd: SvdCase;
    readonly coOccurrence: {
      readonly x: StoredMatrix;
      readonly weights: number[];
      readonly topK: number;
      readonly rows: { columns: number[]; values: number[] }[];
    };
    readonly als: Record<string, AlsCase>;
  };
}
const golden = readGolden("linear-algebra") as unknown as Stored;
const { solves, svd, coOccurrence: shared, als } = golden.cases;

const csr = ({ rowCount, columnCount, rowStart, columns, values }: StoredMatrix): CsrMatrix => ({
  rowCount,
  columnCount,
  rowStart: Int32Array.from(rowStart),
  columns: Int32Array.from(columns),
  values: Float32Array.from(values),
});

describe(`linear algebra as ${golden.library}`, () => {
  for (const [name, { n, a, b, x }] of Object.entries(solves)) {
    it(`solves ${name}`, () => {
      const [matrix, right] = [Float64Array.from(a), Float64Array.from(b)];
      if (name.startsWith("definite")) {
        expectClose(choleskySolve(choleskyFactor(matrix, n), n, right), x, golden.tolerance);
      }
      expectClose(solveSymmetric(matrix, n, right), x, golden.tolerance);
    });
  }

  it("finds the largest singular values and vectors", () => {
    const operator = denseOperator(Float64Array.from(svd.a), svd.rows, svd.columns);
    const found = randomizedSvd(operator, { rank: svd.rank }, seededRandom(1));
    expectClose(found.singularValues, svd.s, golden.tolerance);
    expectClose(found.u, svd.u, golden.tolerance);
    expectClose(found.v, svd.v, golden.tolerance);
  });

  it("finds them for the transpose of the same matrix as entries", () => {
    const rows = svd.a.map((_, i) => Math.floor(i / svd.columns));
    const columns = svd.a.map((_, i) => i % svd.columns);
    const matrix = csrFromEntries(svd.columns, svd.rows, columns, rows, svd.a);
    const found = randomizedSvd(sparseOperator(matrix), { rank: svd.rank }, seededRandom(2));
    // Entries of a sparse matrix are float32.
    expectClose(found.singularValues, svd.s, 1e-6);
  });

  it("counts what occurs together, weighted", () => {
    for (const blockColumns of [1, 7, 16_384]) {
      const { topK, weights } = shared;
      const found = coOccurrence(csr(shared.x), { topK, weights, skipDiagonal: true, blockColumns });
      shared.rows.forEach(({ columns, values }, row) => {
        const [from, to] = [found.rowStart[row]!, found.rowStart[row + 1]!];
        expect([...found.columns.subarray(from, to)]).toEqual(columns);
        expectClose(found.values.subarray(from, to), values, 1e-6);
      });
    }
  });

  for (const [name, stored] of Object.entries(als)) {
    it(`learns implicit's factors: ${name}`, () => {
      const { factors, x } = stored;
      const start = {
        factors,
        users: Float32Array.from(stored.startUsers),
        items: Float32Array.from(stored.startItems),
      };
      const model = fitImplicitAls(csr(x), stored, { random: seededRandom(1) }, start);
      expectClose(model.users, stored.users, golden.alsTolerance);
      expectClose(model.items, stored.items, golden.alsTolerance);
      const [from, to] = [x.rowStart[stored.foldedUser]!, x.rowStart[stored.foldedUser + 1]!];
      const confidences = x.values.slice(from, to).map((value) => value * stored.alpha);
      const folded = foldInUser(model, x.columns.slice(from, to), confidences, stored.regularization);
      expectClose(folded, stored.folded, 2e-3);
    });
  }
});
