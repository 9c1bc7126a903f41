import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../../src/core/random.ts";
import {
  choleskyFactor,
  choleskyInPlace,
  choleskyInverseInPlace,
  choleskySolve,
} from "../../../../src/math/linear-algebra/cholesky.ts";
import { fitImplicitAls, foldInUser } from "../../../../src/math/linear-algebra/implicit-als.ts";
import { jacobiSvd } from "../../../../src/math/linear-algebra/jacobi-svd.ts";
import { denseOperator, sparseOperator } from "../../../../src/math/linear-algebra/linear-operator.ts";
import { orthonormalize } from "../../../../src/math/linear-algebra/orthogonal.ts";
import { randomizedSvd } from "../../../../src/math/linear-algebra/randomized-svd.ts";
import { solveSymmetric } from "../../../../src/math/linear-algebra/symmetric-solve.ts";
import { csrFromEntries } from "../../../../src/math/sparse/csr-matrix.ts";

const random = seededRandom(2, "linear algebra");
const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());

describe("the Cholesky factor", () => {
  it("is the one worked by hand", () => {
    // (4 2; 2 5) = (2 0; 1 2)(2 1; 0 2)
    const l = choleskyFactor(Float64Array.of(4, 99, 2, 5), 2);
    expect([...l]).toEqual([2, 0, 1, 2]);
    expect([...choleskySolve(l, 2, Float64Array.of(8, 9))]).toEqual([1.375, 1.25]);
  });

  it("gives the inverse in its own place", () => {
    // (4 2; 2 5) has determinant 16.
    const small = Float64Array.of(4, 99, 2, 5);
    choleskyInPlace(small, 2);
    expect(small[1]).toBe(99);
    choleskyInverseInPlace(small, 2);
    expect([...small]).toEqual([5 / 16, -2 / 16, -2 / 16, 4 / 16]);
    for (const n of [1, 3, 33, 70]) {
      const half = normals(n * n);
      const a = Float64Array.from({ length: n * n }, (_, at) => {
        let sum = Math.floor(at / n) === at % n ? 1 : 0;
        for (let k = 0; k < n; k++) sum += half[Math.floor(at / n) * n + k]! * half[(at % n) * n + k]!;
        return sum;
      });
      const inverse = a.slice();
      choleskyInPlace(inverse, n);
      choleskyInverseInPlace(inverse, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += a[i * n + k]! * inverse[k * n + j]!;
          expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-9);
          expect(inverse[i * n + j]).toBe(inverse[j * n + i]);
        }
      }
    }
  });

  it("names the pivot of a matrix that has none", () => {
    expect(() => choleskyFactor(Float64Array.of(1, 0, 2, 1), 2)).toThrow(
      /pivot 1 is -3; expected a number above 0/,
    );
    expect(() => choleskyFactor(Float64Array.of(1, 0, 1, 1), 2)).toThrow(/pivot 1 is 0/);
    expect(() => choleskyFactor(Float64Array.of(NaN), 1)).toThrow(/Entry \(0, 0\) .* NaN/);
    expect(() => choleskyFactor(Float64Array.of(1, 0, Infinity, 1), 2)).toThrow(/Entry \(1, 0\) .* Infinity/);
    expect(() => choleskyInPlace(Float64Array.of(Infinity), 1)).toThrow(/pivot 0 is Infinity/);
    expect(() => choleskyFactor(new Float64Array(3), 2)).toThrow(/entries is 3; expected 4/);
    expect(() => choleskySolve(Float64Array.of(1, 0, 0, 1), 2, new Float64Array(3))).toThrow(/right is 3/);
  });
});

describe("the symmetric solve", () => {
  it("solves where the diagonal is zero", () => {
    expect([...solveSymmetric(Float64Array.of(0, 0, 2, 0), 2, Float64Array.of(6, 4))]).toEqual([2, 3]);
  });

  it("leaves small residuals, whatever pivots it takes", () => {
    for (let n = 1; n < 40; n += 3) {
      const a = normals(n * n);
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
      // Some leading zeros ask for pivots of two rows.
      for (let i = 0; i < n; i += 2) a[i * n + i] = 0;
      if (n === 1) a[0] = 2;
      const b = normals(2 * n);
      const x = solveSymmetric(a, n, b);
      for (let i = 0; i < n; i++) {
        for (let c = 0; c < 2; c++) {
          let sum = 0;
          for (let j = 0; j < n; j++) sum += a[i * n + j]! * x[j * 2 + c]!;
          expect(Math.abs(sum - b[i * 2 + c]!)).toBeLessThan(1e-8);
        }
      }
    }
  });

  it("says when there is no solution", () => {
    const b = Float64Array.of(1, 1);
    expect(() => solveSymmetric(Float64Array.of(1, 0, 1, 1), 2, b)).toThrow(/no pivot for row 1/);
    expect(() => solveSymmetric(Float64Array.of(1, 0, Infinity, 1), 2, b)).toThrow(
      /Entry \(1, 0\) .* Infinity/,
    );
    const bad = Float64Array.of(1, 2, 3, NaN);
    expect(() => solveSymmetric(Float64Array.of(1, 0, 0, 1), 2, bad)).toThrow(
      /Entry \(1, 1\) of the right side is NaN/,
    );
    expect(() => solveSymmetric(Float64Array.of(1), 2, b)).toThrow(/entries is 1/);
    expect(() => solveSymmetric(Float64Array.of(1, 0, 0, 1), 2, Float64Array.of(1))).toThrow(/right is 1/);
  });
});

describe("orthonormal columns", () => {
  it("give back what they came from, with zeros for a column that depends", () => {
    const first = normals(12);
    const second = normals(12);
    const { q, r } = orthonormalize([first, second, first.map((x, i) => 2 * x - second[i]!)]);
    expect(q[2]!.every((x) => x === 0)).toBe(true);
    expect(r[8]).toBe(0);
    q[0]!.forEach((x, i) =>
      expect(x * r[2]! + q[1]![i]! * r[5]!).toBeCloseTo(2 * first[i]! - second[i]!, 12),
    );
  });
});

describe("columns that nearly depend", () => {
  it("come out orthogonal all the same", () => {
    const first = normals(12);
    const { q } = orthonormalize([first, first.map((x, i) => x + 1e-10 * Math.sin(i))]);
    const product = q[0]!.reduce((sum, x, i) => sum + x * q[1]![i]!, 0);
    expect(Math.abs(product)).toBeLessThan(1e-14);
  });
});

describe("singular values", () => {
  it("of a diagonal matrix are its entries by size", () => {
    const { singularValues, u, v } = jacobiSvd(Float64Array.of(0, 0, 0, 0, -3, 0, 0, 0, 2), 3);
    expect([...singularValues]).toEqual([3, 2, 0]);
    expect(u[0]![1]! * v[0]![1]!).toBe(-1);
    expect([...u[2]!]).toEqual([0, 0, 0]);
  });

  it("of the greatest and smallest matrices are as those of others", () => {
    const a = normals(25);
    const plain = jacobiSvd(a, 5);
    for (const k of [600, -600, 1000, -900]) {
      const scale = 2 ** k;
      const { singularValues, u, v } = jacobiSvd(
        a.map((value) => value * scale),
        5,
      );
      expect([...singularValues].map((value) => value / scale)).toEqual([...plain.singularValues]);
      expect([u, v]).toEqual([plain.u, plain.v]);
    }
    expect(jacobiSvd(Float64Array.of(3e200, 0, 0, 4e200), 2).singularValues[0]! / 4e200).toBeCloseTo(1, 14);
    expect(jacobiSvd(Float64Array.of(5e-324), 1).singularValues[0]).toBe(5e-324);
    expect(() => jacobiSvd(Float64Array.of(1, 2, NaN, 3), 2)).toThrow(/Entry \(1, 0\) .* NaN/);
  });

  it("of a matrix of rank 2 are two", () => {
    const [a, b] = [normals(30), normals(30)];
    const matrix = Float64Array.from({ length: 600 }, (_, i) => {
      const [row, column] = [Math.floor(i / 20), i % 20];
      return a[row]! * (column + 1) + b[row]! * Math.cos(column);
    });
    const { singularValues, u, v } = randomizedSvd(
      denseOperator(matrix, 30, 20),
      { rank: 4 },
      seededRandom(3),
    );
    expect(singularValues[2]! / singularValues[0]!).toBeLessThan(1e-12);
    matrix.forEach((value, i) => {
      const [row, column] = [Math.floor(i / 20), i % 20];
      let sum = 0;
      for (let c = 0; c < 2; c++) sum += u[row * 4 + c]! * singularValues[c]! * v[column * 4 + c]!;
      expect(Math.abs(sum - value)).toBeLessThan(1e-9);
    });
  });

  it("are the same for the same seed", () => {
    const matrix = sparseOperator(csrFromEntries(5, 4, [0, 1, 2, 3, 4], [0, 1, 2, 3, 0]));
    const one = randomizedSvd(matrix, { rank: 2, oversampling: 1, powerIterations: 1 }, seededRandom(3));
    expect(randomizedSvd(matrix, { rank: 2, oversampling: 1, powerIterations: 1 }, seededRandom(3))).toEqual(
      one,
    );
  });

  it("refuse what cannot be", () => {
    const operator = denseOperator(new Float64Array(6), 2, 3);
    expect(() => randomizedSvd(operator, { rank: 3 }, random)).toThrow(
      /rank is 3; expected a whole number from 1 to 2/,
    );
    expect(() => denseOperator(new Float64Array(5), 2, 3)).toThrow(/entries is 5/);
    expect(() => denseOperator(Float64Array.of(0, 0, 0, 0, NaN, 0), 2, 3)).toThrow(/Entry \(1, 1\)/);
  });
});

describe("implicit factors", () => {
  const x = csrFromEntries(4, 3, [0, 0, 1, 2, 3], [0, 1, 0, 2, 2], [3, 2, 4, 3, 5]);
  const options = { factors: 2, regularization: 0.1, iterations: 4 };

  it("put together who chose the same", () => {
    const iterations: number[] = [];
    const context = { random: seededRandom(1), onIteration: (i: number) => iterations.push(i) };
    const { users, items } = fitImplicitAls(x, options, context);
    const score = (user: number, item: number): number =>
      users[2 * user]! * items[2 * item]! + users[2 * user + 1]! * items[2 * item + 1]!;
    expect(iterations).toEqual([1, 2, 3, 4]);
    expect(score(1, 1)).toBeGreaterThan(score(1, 2));
    expect(score(3, 2)).toBeGreaterThan(score(3, 0));
    expect(fitImplicitAls(x, options, { random: seededRandom(1) }).users).toEqual(users);
  });

  it("of a user to fold in need items of the model, with confidences", () => {
    const model = fitImplicitAls(x, options, { random: seededRandom(1) });
    expect([...foldInUser(model, [0], [3], 0.1)].every(Number.isFinite)).toBe(true);
    expect(() => foldInUser(model, [0, 3], [1, 1], 0.1)).toThrow(/items\[1\] is 3; .* 0 to 2/);
    expect(() => foldInUser(model, [0.5], [1], 0.1)).toThrow(/items\[0\] is 0.5/);
    expect(() => foldInUser(model, [0, 1], [1], 0.1)).toThrow(/confidences is 1; expected 2/);
    expect(() => foldInUser(model, [0], [NaN], 0.1)).toThrow(/confidences\[0\] is NaN/);
    expect(() => foldInUser(model, [0], [1], NaN)).toThrow(/regularization is NaN/);
  });

  it("refuse bad options, shapes, and go no further once aborted", () => {
    const context = { random: seededRandom(1) };
    expect(() => fitImplicitAls(x, { ...options, factors: 0 }, context)).toThrow(/factors is 0/);
    expect(() => fitImplicitAls(x, { ...options, regularization: -1 }, context)).toThrow(
      /regularization is -1/,
    );
    expect(() => fitImplicitAls(x, { ...options, alpha: 0 }, context)).toThrow(/alpha is 0/);
    const start = { factors: 2, users: new Float32Array(8), items: new Float32Array(5) };
    expect(() => fitImplicitAls(x, options, context, start)).toThrow(/item factors is 5; expected 6/);
    const other = { factors: 1, users: new Float32Array(8), items: new Float32Array(6) };
    expect(() => fitImplicitAls(x, options, context, other)).toThrow(/start from is 1; expected 2/);
    const values = Float32Array.of(1, 1, NaN, 1, 1);
    expect(() => fitImplicitAls({ ...x, values }, options, context)).toThrow(/Entry \(1, 0\) .* NaN/);
    const signal = AbortSignal.abort();
    expect(() => fitImplicitAls(x, options, { ...context, signal })).toThrow(/cancelled/);
    const huge = { ...options, factors: 65_536 };
    expect(() => fitImplicitAls(x, huge, context)).toThrow(/MiB, more than can be had/);
  });
});
